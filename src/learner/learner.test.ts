import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPersonal, personalPartFrom } from '../kernels/personal-part.ts';
import { directScores } from '../kernels/testing/direct-scores.ts';
import { factorOf, normals, randomModel } from '../kernels/testing/random-model.ts';
import { UserTower } from '../kernels/tower.ts';
import { POPULARITY_BUCKETS } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { type ItemRows, Learner, type LearnerBatch, type LearnerSettings } from './learner.ts';
import { randomBatch } from './random-batch.fixture.ts';

const { config, network } = randomModel(30, { dim: 8, adapterRank: 2 });
const SIZE = 8 + 8 * 2 + 2 * 8 + 5;
const SETTINGS: LearnerSettings = { rates: { vector: 0.2, adapter: 0.1, mix: 0.05 }, steps: 2, proximal: 0.1 };
const start = Float32Array.from(['vector', 'adapterIn', 'adapterOut', 'mix'].flatMap((name) => [...(network.get(`personal.${name}`)?.data ?? [])]));

beforeAll(async () => {
  await startTfjs('wasm');
});

describe('Learner', () => {
  const learner = lazily(() => new Learner(config, network, SETTINGS));
  afterAll(() => learner().dispose());

  it('learns many visitors at once as it learns each alone', async () => {
    const visitors = 5;
    const batches = Array.from({ length: visitors }, (_, v) => randomBatch(config.dim, v));
    const parts = batches.map((_, v) => start.map((x, i) => x + 0.05 * Math.sin(v + i)));
    const together = await learner().learn(join(parts), joinBatches(batches));
    for (let v = 0; v < visitors; v++) {
      const alone = await learner().learn(parts[v], batches[v]);
      const row = together.subarray(v * SIZE, (v + 1) * SIZE);
      expect(Math.max(...row.map((x, i) => Math.abs(x - alone[i])))).toBeLessThanOrEqual(1e-5);
    }
  });

  it('leaves what it was given as it was, and gives the same for the same', async () => {
    const batch = randomBatch(config.dim, 1);
    const given = start.slice();
    const learned = await learner().learn(given, batch);
    expect(given).toEqual(start);
    expect(learned).not.toEqual(start);
    expect(await learner().learn(given, batch)).toEqual(learned);
  });

  it('events of weight 0 change nothing at the start', async () => {
    const batch = randomBatch(config.dim, 2);
    expect(await learner().learn(start, { ...batch, weights: batch.weights.map(() => 0) })).toEqual(start);
  });

  it('the proximal term pulls back to the start', async () => {
    const batch = randomBatch(config.dim, 3);
    const away = start.map((x) => x + 0.5);
    const pulled = await learner().learn(away, { ...batch, weights: batch.weights.map(() => 0) });
    pulled.forEach((x, i) => expect(Math.abs(x - start[i])).toBeLessThan(Math.abs(away[i] - start[i])));
  });

  it('holds no tensor more after a step, and none after dispose', async () => {
    const before = tf.memory().numTensors;
    const other = new Learner(config, network, SETTINGS);
    const held = tf.memory().numTensors;
    await other.learn(start, randomBatch(config.dim, 4));
    expect(tf.memory().numTensors).toBe(held);
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['a like', 1, 1],
    ['a dislike', -1, -1],
  ])('%s moves the loss of its event the right way', async (_name, weight, direction) => {
    const batch = randomBatch(config.dim, 5);
    const one = { ...batch, weights: Float32Array.from(batch.weights, (_, i) => (i === 0 ? weight : 0)) };
    const vectorOnly = new Learner(config, network, { rates: { vector: 0.05, adapter: 0, mix: 0 }, steps: 1, proximal: 0 });
    const learned = await vectorOnly.learn(start, one);
    vectorOnly.dispose();
    const gain = scoreGap(learned, batch) - scoreGap(start, batch);
    expect(Math.sign(gain)).toBe(direction);
  });
});

it('the weights of the terms, memory among them, move along the gradient that finite differences give', async () => {
  // Item 0 is the event's, the others are the negatives. Six events before it: bucket 2.
  const trace = { window: 4, decay: 0.5 };
  const model = randomModel(7, { dim: 8, adapterRank: 2, memory: { traces: [trace, trace], epsilon: 0.01 } });
  const traces = [Float32Array.of(1.3, 0, 2, 0.4, 0, 3, 0.1), Float32Array.of(0, 0.7, 0, 1.4, 0, 2, 0.5)];
  const states = normals(8, 1, new Sfc32(3));
  const correction = Math.log(6 / 30);
  const part = personalPartFrom(model.network);
  const user = new UserTower(model.config, model.network).userVector(states, part);
  const loss = (mix: Float32Array) => {
    const { data } = model.network.get('head.memory')!;
    const values = traces[0].map((_, i) => Math.exp(mix[4]) * (data[2] * traces[0][i] + data[POPULARITY_BUCKETS + 2] * traces[1][i]));
    const memory = { items: Int32Array.from(values.keys()), values };
    const scores = directScores(model, { user, mix, events: 6, memory });
    return Math.log(scores.reduce((sum, score, i) => sum + Math.exp(i === 0 ? score : score - correction), 0)) - scores[0];
  };
  const expected = Array.from(part.mix, (_, i) => {
    const at = (step: number) => loss(part.mix.with(i, part.mix[i] + step));
    return (at(0.01) - at(-0.01)) / 0.02;
  });

  const rows = (from: number, to: number): ItemRows => ({
    factors: join(Array.from({ length: to - from }, (_, i) => factorOf(model, from + i))),
    bias: model.tables.bias.slice(from, to),
    popularity: model.tables.popularity.slice(from, to),
  });
  const batch: LearnerBatch = {
    visitors: 1,
    events: 1,
    negatives: 6,
    states,
    lengths: Int32Array.of(6),
    targets: rows(0, 1),
    weights: Float32Array.of(1),
    sampled: rows(1, 7),
    corrections: new Float32Array(6).fill(correction),
    memory: { targets: join(traces.map((of) => of.slice(0, 1))), sampled: join(traces.map((of) => of.slice(1))) },
  };
  const mixOnly = new Learner(model.config, model.network, { rates: { vector: 0, adapter: 0, mix: 1 }, steps: 1, proximal: 0 });
  const learned = await mixOnly.learn(packPersonal(part), batch);
  mixOnly.dispose();
  const moved = Array.from(learned.slice(-5), (x, i) => part.mix[i] - x);
  // How far it moves is cut by the gradient of the whole part: directions are compared.
  const length = (vector: number[]) => Math.hypot(...vector);
  expected.forEach((slope, i) => expect(moved[i] / length(moved)).toBeCloseTo(slope / length(expected), 3));
  expect(Math.abs(expected[4] / length(expected))).toBeGreaterThan(0.05);
  expect(length(moved)).toBeLessThanOrEqual(length(expected) * 1.001);
});

/** The first event's GMF score over the mean of the negatives', with a personal vector. MLP and bias left out. */
function scoreGap(personal: Float32Array, batch: LearnerBatch): number {
  const d = config.dim;
  const gmf = network.get('head.gmf')?.data ?? new Float32Array();
  const score = (rows: Float32Array, r: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += gmf[k] * personal[k] * rows[r * d + k];
    return sum;
  };
  let others = 0;
  for (let j = 0; j < batch.negatives; j++) others += score(batch.sampled.factors, j) / batch.negatives;
  return score(batch.targets.factors, 0) - others;
}

function joinBatches(batches: LearnerBatch[]): LearnerBatch {
  const rows = (of: (batch: LearnerBatch) => ItemRows): ItemRows => ({
    factors: join(batches.map((batch) => of(batch).factors)),
    bias: join(batches.map((batch) => of(batch).bias)),
    popularity: join(batches.map((batch) => of(batch).popularity)),
  });
  return {
    ...batches[0],
    visitors: batches.length,
    states: join(batches.map(({ states }) => states)),
    lengths: Int32Array.from(batches.flatMap(({ lengths }) => [...lengths])),
    targets: rows(({ targets }) => targets),
    weights: join(batches.map(({ weights }) => weights)),
    sampled: rows(({ sampled }) => sampled),
    corrections: join(batches.map(({ corrections }) => corrections)),
    memory: {
      targets: join(batches.map(({ memory }) => memory?.targets ?? new Float32Array())),
      sampled: join(batches.map(({ memory }) => memory?.sampled ?? new Float32Array())),
    },
  };
}

function join(arrays: Float32Array[]): Float32Array {
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}

/** The backend must have started before the first tensor. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
