import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkShapes } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { Adam } from './adam.ts';
import { makeBatch } from './batch.ts';
import { initialParameters } from './initial-weights.ts';
import { MemoryFeatures } from './memory-features.ts';
import { NegativeSampler } from './negatives.ts';
import { batchPieces, cutPieces } from './pieces.ts';
import { plantedData } from './testing/planted-data.ts';
import { type StartedTfjs, startTfjs } from './tfjs-node.ts';
import { trainOptions } from './train-options.ts';
import { type StepContext, trainStep } from './train-step.ts';
import { configFor, itemCounts, standardisedPopularity } from './training-data.ts';
import { transitionStatistics } from './transition-statistics.ts';

let tfjs: StartedTfjs;
beforeAll(async () => {
  tfjs = await startTfjs('wasm');
});
afterAll(() => tfjs?.stop());

const { data } = plantedData({ users: 12 });
const options = trainOptions({ dim: 8, maxHistory: 8, mlp: [8, 4] });
const config = configFor(data, options);
const counts = itemCounts(data);
const sampler = new NegativeSampler(counts.users);
const source = { histories: data.histories, users: data.trainUsers, counts, ordered: true };
const memory = config.memory && new MemoryFeatures(config.memory, transitionStatistics(source, 8), source);

function context(given: Partial<StepContext> = {}): StepContext {
  const parameters = initialParameters(config, data.items, data.features.names.length, 1);
  const adam = new Adam(parameters, { learningRate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0, decays: () => false });
  const popularity = standardisedPopularity(counts.users);
  return { config, parameters, adam, features: data.features, popularity, sampler, mlpNegatives: 16, dropout: 0.2, ...given };
}

function someBatch() {
  const { offsets } = data.histories;
  const pieces = batchPieces(cutPieces(data.trainUsers, (user) => offsets[user + 1] - offsets[user], 8, new Sfc32(1)), 6, new Sfc32(1))[0];
  return makeBatch(data.histories, config, pieces, sampler, { negatives: 256, typeDropout: 0.1, shuffled: false, memory }, new Sfc32(2));
}

describe('trainStep', () => {
  it('starts near the loss of knowing nothing', async () => {
    // Both softmaxes estimate a sum over the whole catalogue, of e^score with scores near 0. Memory knows something.
    const nothing = { ...someBatch(), memory: null };
    const loss = await trainStep(context({ config: { ...config, memory: null } }), nothing, 1, new Sfc32(3));
    expect(Math.abs(loss - 2 * Math.log(data.items))).toBeLessThan(1);
  });

  it('makes the loss of its batch fall', async () => {
    const trained = context({ dropout: 0 });
    const batch = someBatch();
    const losses: number[] = [];
    for (let step = 1; step <= 15; step++) losses.push(await trainStep(trained, batch, step, new Sfc32(3)));
    expect(losses[14]).toBeLessThan(losses[0] - 1);
  });

  it('moves every weight it trains, the rows of the batch, and nothing else', async () => {
    const before = context();
    const after = context();
    const batch = someBatch();
    await trainStep(after, batch, 1, new Sfc32(3));
    const changed = (name: string, from = 0, to?: number) => {
      const [was, is] = [before, after].map(({ parameters }) => (parameters.get(name) as Float32Array).subarray(from, to));
      return was.some((value, i) => value !== is[i]);
    };
    for (const name of Object.keys(networkShapes(config))) expect([name, changed(name)]).toEqual([name, !name.startsWith('personal.')]);
    expect(changed('item.content')).toBe(true);
    const rows = new Set(batch.rows);
    for (let item = 0; item < data.items; item++) {
      expect([item, changed('item.embedding', item * 8, item * 8 + 8)]).toEqual([item, rows.has(item)]);
    }
  });

  it('does without content features', async () => {
    const features = { names: [], offsets: new Int32Array(data.items + 1), indices: new Int32Array(0) };
    const parameters = initialParameters(config, data.items, 0, 1);
    expect(Number.isFinite(await trainStep(context({ features, parameters }), someBatch(), 1, new Sfc32(3)))).toBe(true);
  });

  it('leaves no tensor behind', async () => {
    const leaking = context();
    const before = tf.memory().numTensors;
    for (let step = 1; step <= 2; step++) await trainStep(leaking, someBatch(), step, new Sfc32(step));
    expect(tf.memory().numTensors).toBe(before);
  });
});
