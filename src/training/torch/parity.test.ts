/** The PyTorch twin computes what the graph in TF.js computes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Candidates, lightScores, mlpScores, towerStates, userVectors } from '../../model/neumf.ts';
import { networkShapes, traceCount } from '../../neumf.ts';
import { Sfc32 } from '../../random.ts';
import { Adam } from '../adam.ts';
import { makeBatch, type TrainingBatch } from '../batch.ts';
import { decays } from '../decays.ts';
import { initialParameters } from '../initial-weights.ts';
import { itemFactors } from '../item-factors.ts';
import { MemoryFeatures } from '../memory-features.ts';
import { NegativeSampler } from '../negatives.ts';
import { batchPieces, cutPieces } from '../pieces.ts';
import { plantedData } from '../testing/planted-data.ts';
import { type StartedTfjs, startTfjs } from '../tfjs-node.ts';
import { type TrainOptions, trainOptions } from '../train-options.ts';
import { type StepContext, trainStep } from '../train-step.ts';
import { configFor, itemCounts, standardisedPopularity } from '../training-data.ts';
import { transitionStatistics } from '../transition-statistics.ts';
import { handOver } from './hand-over.ts';
import { python, runPython, withoutTorch } from './python.fixture.ts';

const script = fileURLToPath(new URL('./parity.py', import.meta.url));

let tfjs: StartedTfjs;
const folder = mkdtempSync(join(tmpdir(), 'tastekit-torch-'));
beforeAll(async () => {
  tfjs = await startTfjs('wasm');
});
afterAll(() => {
  tfjs?.stop();
  rmSync(folder, { recursive: true });
});

describe.each([
  ['in order', true, 64],
  ['without order', false, 64],
  ['in order, without memory', true, 0],
])(`PyTorch's NeuMF${withoutTorch}, data %s`, (_, ordered, memoryNeighbours) => {
  it.skipIf(python === undefined)('has the same states, scores and losses', async () => {
    const { context, batches, options } = aRun(ordered, memoryNeighbours);
    handOver(folder, context, batches, options);
    const torch: { states: number[]; scores: number[]; losses: number[] } = JSON.parse(runPython(script, folder));

    const { states, scores } = tf.tidy(() => forward(context, batches[0]));
    expect(largestDifference(torch.states, states)).toBeLessThan(1e-4);
    expect(largestDifference(torch.scores, scores)).toBeLessThan(1e-4);
    // Of a realistic size, or an absolute tolerance would say little.
    expect(Math.max(...scores.map(Math.abs))).toBeGreaterThan(0.5);
    // The loss after steps taken: gradients, decay and the moments of AdamW agree too.
    const losses: number[] = [];
    for (const [i, batch] of batches.entries()) losses.push(await trainStep(context, batch, i + 1, new Sfc32(1)));
    expect(losses).toHaveLength(4);
    expect(largestDifference(torch.losses, losses)).toBeLessThan(1e-3);
    expect(Math.abs(torch.losses[0] - losses[0])).toBeLessThan(1e-4);
  }, 120_000);
});

function aRun(ordered: boolean, memoryNeighbours: number): { context: StepContext; batches: TrainingBatch[]; options: TrainOptions } {
  const data = { ...plantedData({ users: 30, maxEvents: 40 }).data, ordered };
  const options = trainOptions({ dim: 16, heads: 2, maxHistory: 12, mlp: [16, 8], dropout: 0, memoryNeighbours });
  const config = configFor(data, options);
  const counts = itemCounts(data);
  const sampler = new NegativeSampler(counts.users);
  const source = { histories: data.histories, users: data.trainUsers, counts, ordered };
  const memory = config.memory && new MemoryFeatures(config.memory, transitionStatistics(source, memoryNeighbours), source);
  const parameters = initialParameters(config, data.items, data.features.names.length, 3);
  // Zeros at the start would hide an error in what they multiply.
  const random = new Sfc32(4);
  for (const values of parameters.values()) if (values.every((value) => value === 0)) values.forEach((_, i) => (values[i] = 0.2 * random.normal()));
  const { learningRate, weightDecay } = options;
  const context: StepContext = {
    config,
    parameters,
    adam: new Adam(parameters, { learningRate, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay, decays }),
    features: data.features,
    popularity: standardisedPopularity(counts.users),
    sampler,
    mlpNegatives: 16,
    dropout: 0,
  };
  const { offsets } = data.histories;
  const pieces = cutPieces(data.trainUsers, (user) => offsets[user + 1] - offsets[user], config.window, random);
  const settings = { negatives: 256, typeDropout: 0.15, shuffled: !ordered, memory };
  const batches = batchPieces(pieces, 12, random).slice(0, 4).map((batch) => makeBatch(data.histories, config, batch, sampler, settings, random));
  return { context, batches, options };
}

/** States, and the scores of the batch's negatives at all its positions. */
function forward({ config, parameters, features, popularity }: StepContext, batch: TrainingBatch) {
  const { dim } = config;
  const w = Object.fromEntries(Object.entries(networkShapes(config)).map(([name, shape]) => [name, tf.tensor(parameters.get(name) as Float32Array, shape)]));
  const catalogue = tf.tensor2d(itemFactors(parameters, features, dim), [popularity.length, dim]);
  const factors = tf.gather(catalogue, tf.tensor1d(batch.rows, 'int32'));
  const history = tf.reshape(tf.gather(factors, tf.tensor1d(batch.inputs, 'int32')), [batch.pieces, batch.length, dim]) as tf.Tensor3D;
  const states = towerStates(w, config, { factors: history, types: batch.types, begins: batch.begins });
  const z = tf.gather(tf.reshape(states, [-1, dim]), tf.tensor1d(batch.positions, 'int32'));
  const u = userVectors(w, tf.expandDims(z, 0));
  const bias = parameters.get('item.bias') as Float32Array;
  const row = (values: Float32Array) => tf.tensor2d(Float32Array.from(batch.negativeItems, (item) => values[item]), [1, batch.negatives.length]);
  const candidates: Candidates = {
    factors: tf.expandDims<tf.Tensor3D>(tf.gather(factors, tf.tensor1d(batch.negatives, 'int32')), 0),
    bias: row(bias),
    popularity: row(popularity),
    memory: batch.memory ? tf.tensor4d(batch.memory.negatives, [1, traceCount(config), batch.positions.length, batch.negatives.length]) : undefined,
  };
  const scores = tf.add(lightScores(w, u, candidates, batch.lengths), mlpScores(w, config, u, candidates.factors));
  return { states: states.dataSync<'float32'>(), scores: scores.dataSync<'float32'>() };
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Array.from(expected, (value, i) => Math.abs(value - actual[i])).reduce((most, difference) => Math.max(most, difference), 0);
}
