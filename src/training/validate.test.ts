import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkShapes, type NeumfConfig } from '../neumf.ts';
import { historiesOf } from './testing/planted-data.ts';
import { type StartedTfjs, startTfjs } from './tfjs-node.ts';
import { type TrainedModel } from './trained-model.ts';
import { AS_LEARNED, balanced } from './balance.ts';
import { type Moment, sampleMoments, validate, validateBalanced } from './validate.ts';

let tfjs: StartedTfjs;
beforeAll(async () => {
  tfjs = await startTfjs('wasm');
});
afterAll(() => tfjs?.stop());

const config: NeumfConfig = { dim: 4, blocks: 1, heads: 1, hidden: 4, window: 8, ordered: true, mlp: [4], eventTypes: ['view'], adapterRank: 1, memory: null };

/** A network of zeros scores every item by its bias, whatever the history. */
function modelOf(bias: number[]): TrainedModel {
  const network = new Map(Object.entries(networkShapes(config)).map(([name, shape]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]));
  return { config, network, factors: new Float32Array(bias.length * config.dim), bias: Float32Array.from(bias), popularity: new Float32Array(bias.length), memory: null };
}

const FALLING = Array.from({ length: 15 }, (_, item) => -item);
const ndcgAt = (rank: number) => 1 / Math.log2(rank + 1);

async function oneMoment(history: number[], at: number, bias = FALLING) {
  return validate(modelOf(bias), historiesOf([history]), [{ user: 0, at }]);
}

describe('validate', () => {
  it.each([
    ['the best item is first', [0, 1], 0, 1],
    ['the fourth best is fourth', [3, 1], 0, 4],
    ['items seen before are out of the way', [0, 1, 2, 3], 3, 1],
    ['what is seen later is not', [4, 0, 1], 0, 5],
    ['the tenth is the last that counts', [9, 0], 0, 10],
  ])('%s', async (_, history, at, rank) => {
    const result = await oneMoment(history, at);
    expect(result.ndcg10).toBeCloseTo(ndcgAt(rank), 6);
    expect(result).toMatchObject({ users: 1, predictions: 1, hr10: 1 });
  });

  it('gives nothing from rank 11 on', async () => {
    expect(await oneMoment([10, 0], 0)).toEqual({ users: 1, predictions: 1, ndcg10: 0, hr10: 0 });
  });

  it('counts ties against us', async () => {
    expect((await oneMoment([2, 0], 0, [0, 0, 0, 0, -1])).ndcg10).toBeCloseTo(ndcgAt(4), 6);
    expect((await oneMoment([2, 0], 0, FALLING.map(() => 0))).hr10).toBe(0);
  });

  it('does not rank the target of a diverged model, all NaN, first', async () => {
    expect((await oneMoment([2, 0], 0, FALLING.map(() => Number.NaN))).hr10).toBe(0);
  });

  it('averages over the predictions of all users, in chunks', async () => {
    const histories = historiesOf([[0, 1, 2, 3, 4, 5, 6], [3, 12]]);
    const moments = [...Array.from({ length: 7 }, (_, at) => ({ user: 0, at })), { user: 1, at: 0 }, { user: 1, at: 1 }];
    const result = await validate(modelOf(FALLING), histories, moments);
    // User 0 takes the best unseen item every time; user 1 the fourth, then the 12th (item 3 is seen).
    expect(result.ndcg10).toBeCloseTo((7 + ndcgAt(4)) / 9, 6);
    expect(result).toMatchObject({ users: 2, predictions: 9, hr10: 8 / 9 });
  });

  it('leaves no tensor behind', async () => {
    await oneMoment([1, 2], 1);
    const before = tf.memory().numTensors;
    await oneMoment([1, 2, 3, 4, 5, 6, 7], 6);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('validateBalanced', () => {
  const histories = historiesOf(Array.from({ length: 6 }, () => [0, 2, 1]));
  const moments = Array.from({ length: 6 }, (_, user) => ({ user, at: 1 }));

  /** After item 0 the memory knows item 2; the factors prefer item 1, three times as loudly. */
  function torn(): TrainedModel {
    const settings = { traces: [{ window: 8, decay: 1 }], epsilon: 1 };
    const tables = { offsets: Int32Array.of(0, 1, 1, 1), items: Uint16Array.of(2), codes: Uint8Array.of(1), scales: Float32Array.of(1, 0, 0) };
    const of = modelOf([0, 0, 0]);
    const network = new Map(of.network);
    network.set('head.memory', new Float32Array(10).fill(1 / Math.LN2));
    network.set('head.gmf', Float32Array.of(1, 0, 0, 0));
    network.set('tower.out.bias', Float32Array.of(1, 0, 0, 0));
    const factors = new Float32Array(12);
    factors[config.dim] = 3;
    return { ...of, config: { ...config, memory: settings }, network, factors, memory: tables };
  }

  it('chooses the balance that ranks best for several users, the mildest of equals, and tells how well', async () => {
    expect((await validate(torn(), histories, moments)).ndcg10).toBeCloseTo(ndcgAt(2), 6);
    const { balance, validation } = await validateBalanced(torn(), histories, moments);
    expect(validation).toEqual({ users: 6, predictions: 6, ndcg10: 1, hr10: 1 });
    // 1 × memory against 3 × product: the first pair of the list in which the memory is louder.
    expect(balance).toEqual({ product: 1, memory: 4.5 });
    const again = torn();
    const found = await validate({ ...again, network: balanced(again.network, balance) }, histories, moments);
    expect(found.ndcg10).toBe(1);
  });

  it('leaves what was learned alone where another balance ranks better for a single user, and where it ranks worse', async () => {
    expect((await validateBalanced(torn(), histories, moments.slice(0, 1))).balance).toEqual(AS_LEARNED);
    // The factors are right: the balances that would hush them are not.
    const right = historiesOf(Array.from({ length: 6 }, () => [0, 1, 2]));
    expect((await validate({ ...torn(), network: balanced(torn().network, { product: 0.35, memory: 4.5 }) }, right, moments)).ndcg10).toBeLessThan(0.7);
    expect(await validateBalanced(torn(), right, moments)).toEqual({ balance: AS_LEARNED, validation: { users: 6, predictions: 6, ndcg10: 1, hr10: 1 } });
  });
});

describe('sampleMoments', () => {
  const histories = historiesOf([[5, 6, 5, 7], [1], [2, 2, 2]]);
  const of = (moments: Moment[]) => moments.map(({ user, at }) => `${user}@${at}`).toSorted();

  it('takes every event of the held-out users but repeats of a seen item', () => {
    expect(of(sampleMoments(histories, Int32Array.of(0, 2), 100, 100, 1))).toEqual(['0@0', '0@1', '0@3', '2@0']);
  });

  it('keeps to the horizon and the count, by seed', () => {
    expect(of(sampleMoments(histories, Int32Array.of(0, 1, 2), 100, 2, 1))).toEqual(['0@0', '0@1', '1@0', '2@0']);
    const long = historiesOf([Array.from({ length: 50 }, (_, i) => i)]);
    const draw = (seed: number) => of(sampleMoments(long, Int32Array.of(0), 10, 50, seed));
    expect(draw(1)).toHaveLength(10);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
