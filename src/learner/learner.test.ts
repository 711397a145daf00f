import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPersonal, type PersonalPart, personalPartFrom, unpackPersonal } from '../kernels/personal-part.ts';
import { directScores } from '../kernels/testing/direct-scores.ts';
import { factorOf, normals, randomModel } from '../kernels/testing/random-model.ts';
import { UserTower } from '../kernels/tower.ts';
import { POPULARITY_BUCKETS } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { GUARD_SIZE, readGuard } from './guard.ts';
import { type ItemRows, Learner, type LearnerBatch, type LearnerSettings, stateSize } from './learner.ts';
import { randomBatch } from './random-batch.fixture.ts';

const { config, network } = randomModel(30, { dim: 8, adapterRank: 2, walk: { orders: ['id', 'title'], spans: [3, 9] } });
const FEATURES = 8;
const SIZE = stateSize(config);
const SETTINGS: LearnerSettings = { rates: { vector: 0.2, adapter: 0.1, mix: 0.05, walk: 0.3 }, steps: 2, proximal: 0.1, ramp: 0, guard: true };
const start = Float32Array.of(...packPersonal(personalPartFrom(network)), ...new Float32Array(GUARD_SIZE));
const batchOf = (seed: number) => randomBatch(config.dim, seed, 3, 6, FEATURES);

beforeAll(async () => {
  await startTfjs('wasm');
});

describe('Learner', () => {
  const learner = lazily(() => new Learner(config, network, SETTINGS));
  afterAll(() => learner().dispose());

  it('learns many visitors at once as it learns each alone', async () => {
    const visitors = 5;
    const batches = Array.from({ length: visitors }, (_, v) => batchOf(v));
    const parts = batches.map((_, v) => start.map((x, i) => x + 0.05 * Math.sin(v + i)));
    const together = await learner().learn(join(parts), joinBatches(batches));
    for (let v = 0; v < visitors; v++) {
      const alone = await learner().learn(parts[v], batches[v]);
      const row = together.subarray(v * SIZE, (v + 1) * SIZE);
      expect(Math.max(...row.map((x, i) => Math.abs(x - alone[i])))).toBeLessThanOrEqual(1e-5);
    }
  });

  it('leaves what it was given as it was, and gives the same for the same', async () => {
    const batch = batchOf(1);
    const given = start.slice();
    const learned = await learner().learn(given, batch);
    expect(given).toEqual(start);
    expect(learned).not.toEqual(start);
    expect(await learner().learn(given, batch)).toEqual(learned);
  });

  it('events of weight 0 change nothing at the start', async () => {
    const batch = batchOf(2);
    expect(await learner().learn(start, { ...batch, weights: batch.weights.map(() => 0) })).toEqual(start);
  });

  it('the proximal term pulls back to the start', async () => {
    const batch = batchOf(3);
    const away = start.map((x) => x + 0.5);
    const pulled = await learner().learn(away, { ...batch, weights: batch.weights.map(() => 0) });
    pulled.subarray(0, -GUARD_SIZE).forEach((x, i) => expect(Math.abs(x - start[i])).toBeLessThan(Math.abs(away[i] - start[i])));
  });

  it('holds no tensor more after a step, and none after dispose', async () => {
    const before = tf.memory().numTensors;
    const other = new Learner(config, network, SETTINGS);
    const held = tf.memory().numTensors;
    await other.learn(start, batchOf(4));
    expect(tf.memory().numTensors).toBe(held);
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['a like', 1, 1],
    ['a dislike', -1, -1],
  ])('%s moves the loss of its event the right way', async (_name, weight, direction) => {
    const batch = batchOf(5);
    const one = { ...batch, weights: Float32Array.from(batch.weights, (_, i) => (i === 0 ? weight : 0)) };
    const vectorOnly = new Learner(config, network, { ...SETTINGS, rates: { vector: 0.05, adapter: 0, mix: 0, walk: 0 }, steps: 1, proximal: 0 });
    const learned = await vectorOnly.learn(start, one);
    vectorOnly.dispose();
    const gain = scoreGap(learned, batch) - scoreGap(start, batch);
    expect(Math.sign(gain)).toBe(direction);
  });
});

it('a piece of rate 0 stays bit for bit, away from the start and with a pull', async () => {
  const away = start.map((x, i) => x + 0.1 * Math.sin(i));
  const few = new Learner(config, network, { ...SETTINGS, rates: { vector: 0.2, adapter: 0, mix: 0, walk: 0.3 } });
  const learned = await few.learn(away, batchOf(6));
  few.dispose();
  const [kept, moved] = [unpackPersonal(config, away.slice(0, -GUARD_SIZE)), unpackPersonal(config, learned.slice(0, -GUARD_SIZE))];
  for (const name of ['adapterIn', 'adapterOut', 'mix'] as const) expect(moved[name]).toEqual(kept[name]);
  for (const name of ['vector', 'walk'] as const) expect(moved[name]).not.toEqual(kept[name]);
});

it('an adapter of rank 0 is none, whatever its rate: nothing of TF.js’s memory gets into the part', async () => {
  const bare = randomModel(30, { dim: 8, adapterRank: 0, walk: { orders: ['id', 'title'], spans: [3, 9] } });
  const from = Float32Array.of(...packPersonal(personalPartFrom(bare.network)), ...new Float32Array(GUARD_SIZE));
  const learned: Float32Array[] = [];
  for (const adapter of [0, 0.1, 0.1]) {
    const learner = new Learner(bare.config, bare.network, { ...SETTINGS, rates: { ...SETTINGS.rates, adapter } });
    learned.push(await learner.learn(from, batchOf(8)));
    learner.dispose();
    // So that what is freed holds something.
    tf.dispose(Array.from({ length: 50 }, (_, i) => tf.ones([3, 8 + i])));
  }
  expect(learned[1]).toEqual(learned[0]);
  expect(learned[2]).toEqual(learned[0]);
});

describe('the guard’s record', () => {
  const one = (seed: number, weight: number) => ({ ...batchOf(seed), weights: Float32Array.of(weight, 0, 0) });
  const learnTwice = async (settings: LearnerSettings, weight: number) => {
    const learner = new Learner(config, network, settings);
    const once = await learner.learn(start, one(7, weight));
    const twice = await learner.learn(once, one(7, weight));
    learner.dispose();
    return [once, twice].map((state) => readGuard(state.subarray(-GUARD_SIZE)));
  };

  it('at the start both foretell the same; what was just learned, the personal part foretells better', async () => {
    const [once, twice] = await learnTwice(SETTINGS, 1);
    expect(once).toMatchObject({ advantage: 0, better: 1, judged: 1 });
    expect(twice.advantage).toBeGreaterThan(0.01);
    expect(twice).toMatchObject({ better: 2, judged: 2 });
    expect(twice.ahead).toBeGreaterThanOrEqual(twice.advantage - 1e-6);
    expect(twice.gained).toBeLessThan(twice.ahead);
  });

  it('stays as it is by what only tells against an item, and where there is to be no guard', async () => {
    const nothing = { advantage: 0, ahead: 0, gained: 0, better: 0, judged: 0 };
    expect(await learnTwice(SETTINGS, -1)).toEqual([nothing, nothing]);
    expect(await learnTwice({ ...SETTINGS, guard: false }, 1)).toEqual([nothing, nothing]);
  });
});

describe('a step, against finite differences of the loss over the plain kernels', () => {
  // Item 0 is the event's, the others are the negatives, the last of them closed. Six events before it: bucket 2.
  const trace = { window: 4, decay: 0.5 };
  const model = randomModel(7, { dim: 8, adapterRank: 2, memory: { traces: [trace, trace], epsilon: 0.01 }, walk: { orders: ['id', 'title'], spans: [3, 9] } });
  const traces = [Float32Array.of(1.3, 0, 2, 0.4, 0, 3, 0.1), Float32Array.of(0, 0.7, 0, 1.4, 0, 2, 0.5)];
  const random = new Sfc32(3);
  const states = normals(8, 1, random);
  const features = Array.from({ length: FEATURES }, () => normals(7, 0.6, random).map((value) => Math.max(0, value)));
  const corrections = Float32Array.of(0, 0, Math.log(3 / 30), Math.log(3 / 30), Math.log(3 / 30), 1e9);
  const part = personalPartFrom(model.network);
  const scoresOf = (by: PersonalPart) => {
    const user = new UserTower(model.config, model.network).userVector(states, by);
    const { data } = model.network.get('head.memory')!;
    const values = traces[0].map((_, i) => {
      const walked = features.reduce((sum, row, f) => sum + by.walk[f] * row[i], 0);
      return walked + Math.exp(by.mix[4]) * (data[2] * traces[0][i] + data[POPULARITY_BUCKETS + 2] * traces[1][i]);
    });
    return directScores(model, { user, mix: by.mix, events: 6, memory: { items: Int32Array.from(values.keys()), values } });
  };
  const towards = ([own, ...others]: number[]) => Math.log(others.reduce((sum, score, i) => sum + Math.exp(score - corrections[i]), Math.exp(own))) - own;
  const away = ([own, ...others]: number[]) => Math.log1p(Math.exp(own - others.slice(0, -1).reduce((sum, score) => sum + score, 0) / 5));
  const rows = (from: number, to: number): ItemRows => ({
    factors: join(Array.from({ length: to - from }, (_, i) => factorOf(model, from + i))),
    bias: model.tables.bias.slice(from, to),
    popularity: model.tables.popularity.slice(from, to),
  });
  const cut = (of: Float32Array[]) => ({ targets: join(of.map((row) => row.slice(0, 1))), sampled: join(of.map((row) => row.slice(1))) });
  const batch: LearnerBatch = {
    visitors: 1,
    events: 1,
    negatives: 6,
    states,
    lengths: Int32Array.of(6),
    targets: rows(0, 1),
    weights: Float32Array.of(1),
    sampled: rows(1, 7),
    corrections,
    memory: cut(traces),
    walk: cut(features),
  };
  const pieces = [['vector', 1], ['adapterIn', 1], ['adapterOut', 1], ['mix', 1], ['walk', 4]] as const;
  const every = { vector: 1, adapter: 1, mix: 1, walk: 1 };

  /** What one step of rate 1 takes off each piece. */
  async function taken(settings: Partial<LearnerSettings>, weight: number): Promise<PersonalPart> {
    const learner = new Learner(model.config, model.network, { rates: every, steps: 1, proximal: 0, ramp: 0, guard: false, ...settings });
    const learned = await learner.learn(Float32Array.of(...packPersonal(part), ...new Float32Array(GUARD_SIZE)), { ...batch, weights: Float32Array.of(weight) });
    learner.dispose();
    return unpackPersonal(model.config, packPersonal(part).map((x, i) => x - learned[i]));
  }

  it.each([
    ['towards an item', 0.8, towards],
    ['away from one', -0.8, away],
    ['away from one with emphasis', -3, away],
  ])('%s: each piece moves along its own gradient, cut to its longest step', async (_name, weight, loss) => {
    const moved = await taken({}, weight);
    for (const [name, longest] of pieces) {
      const slopes = Array.from(part[name], (x, i) => {
        const at = (step: number) => loss(Array.from(scoresOf({ ...part, [name]: part[name].with(i, x + step) })));
        return (Math.abs(weight) * (at(0.01) - at(-0.01))) / 0.02;
      });
      const length = Math.hypot(...slopes);
      expect(length).toBeGreaterThan(0.02);
      // A no may go as many times as far as it weighs.
      const emphasis = Math.max(1, -weight);
      const scale = Math.min(1, (longest * emphasis) / length);
      slopes.forEach((slope, i) => expect([name, i, moved[name][i] / emphasis]).toEqual([name, i, expect.closeTo((scale * slope) / emphasis, 2)]));
    }
  });

  it('takes the vector only as far as the ramp has risen', async () => {
    const [whole, ramped] = [await taken({}, 1), await taken({ ramp: 20 }, 1)];
    whole.vector.forEach((x, i) => expect(ramped.vector[i]).toBeCloseTo(0.3 * x, 5));
    expect(ramped.walk).toEqual(whole.walk);
    expect(await taken({ ramp: 6 }, 1)).toEqual(whole);
    // A no is clear from the start.
    expect(await taken({ ramp: 20 }, -1)).toEqual(await taken({}, -1));
  });
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
    walk: {
      targets: join(batches.map(({ walk }) => walk?.targets ?? new Float32Array())),
      sampled: join(batches.map(({ walk }) => walk?.sampled ?? new Float32Array())),
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
