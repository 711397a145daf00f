/** Writes a run for the PyTorch twin: parameters as safetensors, the rest as JSON. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, type SafeTensor } from '../../bundle/safetensors.ts';
import { itemShapes, networkShapes } from '../../neumf.ts';
import { type TrainingBatch } from '../batch.ts';
import { decays } from '../decays.ts';
import { type StepContext } from '../train-step.ts';

export interface HandOverOptions {
  learningRate: number;
  weightDecay: number;
}

/** `run.json` and `parameters.safetensors` into a folder. */
export function handOver(folder: string, context: StepContext, batches: TrainingBatch[], options: HandOverOptions): void {
  const { config, parameters, features, popularity, sampler, mlpNegatives, dropout } = context;
  const items = popularity.length;
  const shapes: Record<string, number[]> = {
    ...networkShapes(config),
    'item.embedding': itemShapes(config, items)['item.factor'],
    'item.bias': [items],
    'item.content': [features.names.length, config.dim],
  };
  const tensors = new Map([...parameters].map(([name, data]): [string, SafeTensor] => [name, { dtype: 'F32', shape: shapes[name], data }]));
  writeFileSync(join(folder, 'parameters.safetensors'), encodeSafetensors(tensors));
  const plain = batches.map(({ negativeItems, ...batch }) => ({
    ...batch,
    popularity: Array.from(batch.rows, (item) => popularity[item]),
    probability: Array.from(negativeItems, (item) => sampler.probability[item]),
    features: features.names.length,
    content: Array.from(batch.rows, (item) => [...features.indices.subarray(features.offsets[item], features.offsets[item + 1])]),
  }));
  const decayed = [...parameters.keys()].filter(decays);
  const run = { config, options: { ...options, mlpNegatives, dropout, decayed }, batches: plain };
  const numbers = (_: string, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value);
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run, numbers));
}
