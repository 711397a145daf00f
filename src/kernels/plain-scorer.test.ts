import { describe, expect, it } from 'vitest';
import { DeviceError, OptionError } from '../errors.ts';
import { MIX_TERMS, type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { createBitset, setBit } from './bitset.ts';
import { PlainScorer } from './plain-scorer.ts';
import { headPreparer } from './prepared-head.ts';
import { candidatesFor, defaultCandidates, retrievalQuery, retrievalScores } from './retrieval.ts';
import { type ScoreQuery, type ScorerOptions } from './scorer.ts';
import { sparseTermContract } from './sparse-term-contract.ts';
import { directScores } from './testing/direct-scores.ts';
import { normals, randomModel } from './testing/random-model.ts';
import { topK } from './top-k.ts';

const CASES: [number, Partial<NeumfConfig>][] = [
  [1, { dim: 8, mlp: [24, 7] }],
  [63, { dim: 64, mlp: [64, 32, 16] }],
  [64, { dim: 8, mlp: [5] }],
  [65, { dim: 64, mlp: [24, 7] }],
  [1000, { dim: 7, mlp: [9, 3, 2, 1] }],
];

describe('equals the head computed directly:', () => {
  it.each(CASES)('%i items, %o', async (items, settings) => {
    const model = randomModel(items, settings);
    const scorer = new PlainScorer(model.config, model.network, model.tables);
    const query = randomQuery(model.config.dim);
    const [actual, expected] = [await scorer.scores(query), directScores(model, query)];
    expect(actual.length).toBe(items);
    expect(Math.max(...expected.map((score, i) => Math.abs(score - actual[i])))).toBeLessThan(1e-5);
    // The scores differ from item to item, or the comparison would say little.
    expect(new Set(actual).size).toBeGreaterThan((items - 1) / 2);
  });
});

it.each([0, 1, 2, 3, 510, 511, 9999])('takes the popularity weight of %i events', async (events) => {
  const model = randomModel(3);
  const scorer = new PlainScorer(model.config, model.network, model.tables);
  const query = { ...randomQuery(model.config.dim), events };
  const expected = directScores(model, query);
  (await scorer.scores(query)).forEach((score, i) => expect(score).toBeCloseTo(expected[i], 5));
});

it('ranks what is not hidden', async () => {
  const model = randomModel(50);
  const scorer = new PlainScorer(model.config, model.network, model.tables);
  const query = randomQuery(model.config.dim);
  const all = await scorer.rank({ ...query, k: 50, hidden: createBitset(50) });
  const hidden = createBitset(50);
  setBit(hidden, all.items[0]);
  setBit(hidden, all.items[2]);
  const ranked = await scorer.rank({ ...query, k: 3, hidden });
  expect([...ranked.items]).toEqual([all.items[1], all.items[3], all.items[4]]);
  expect([...ranked.scores]).toEqual([all.scores[1], all.scores[3], all.scores[4]]);
});

describe('two stages', () => {
  const model = randomModel(500, { dim: 7 });
  // An MLP of much weight, so that the dot product alone misses some of the best.
  const query = { ...randomQuery(7), k: 10, hidden: createBitset(500) };
  query.mix.set([-2, 3]);
  const scorerOf = (options: ScorerOptions) => new PlainScorer(model.config, model.network, model.tables, options);

  it('equal one stage where every item is a candidate', async () => {
    expect(await scorerOf({ candidates: 500 }).rank(query)).toEqual(await scorerOf({ candidates: 0 }).rank(query));
  });

  it('find what the dot product finds, in the order of the whole head', async () => {
    const scorer = scorerOf({ candidates: 40 });
    const scores = await scorer.scores(query);
    const retrieved = retrievalScores(retrievalQuery(headPreparer(model.config, model.network, 500)(query)), model.tables, 0, 500);
    const candidates = new Set(topK(retrieved, 40, query.hidden).items);
    const expected = topK(scores.map((score, item) => (candidates.has(item) ? score : NaN)), 10, query.hidden);
    expect(await scorer.rank(query)).toEqual(expected);
    expect(expected.items).not.toEqual(topK(scores, 10, query.hidden).items);
  });

  it('are the default of large catalogues only', () => {
    expect(defaultCandidates(10_000)).toBe(0);
    expect(defaultCandidates(1_000_000)).toBeGreaterThan(1000);
    expect(candidatesFor(4096, 2000, 1_000_000)).toBe(8000);
    expect(candidatesFor(4096, 20, 30)).toBe(30);
  });
});

it.each([0, 40])('ranks what has arrived, and after `accept` the rest (%i candidates)', async (candidates) => {
  const { config, network, tables } = randomModel(100);
  const whole = new PlainScorer(config, network, tables, { candidates: 0 });
  // Rows that have not arrived hold zeros.
  const arriving = { ...tables, factors: { values: tables.factors.values.slice(), scales: tables.factors.scales.slice() } };
  arriving.factors.values.fill(0, 60 * config.dim);
  const scorer = new PlainScorer(config, network, arriving, { ready: 60, candidates });
  const query = { ...randomQuery(config.dim), k: 10, hidden: createBitset(100) };
  const all = await whole.scores(query);
  expect(await scorer.scores(query)).toEqual(all.subarray(0, 60));
  expect(await scorer.rank(query)).toEqual(topK(all.subarray(0, 60), 10, query.hidden));
  arriving.factors.values.set(tables.factors.values);
  await scorer.accept(100);
  expect(scorer.ready).toBe(100);
  expect(await scorer.rank(query)).toEqual(await whole.rank(query));
  await expect(scorer.accept(99)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: to: expected a row from 100 to 100, got 99]`);
});

sparseTermContract(async ({ config, network, tables }, options) => new PlainScorer(config, network, tables, options));

it('refuses what does not fit the model, and every call once disposed', async () => {
  const { config, network, tables } = randomModel(4);
  expect(() => new PlainScorer(config, network, { ...tables, bias: new Float32Array(3) })).toThrowErrorMatchingInlineSnapshot(`[OptionError: tables.bias: expected 4 numbers for 4 items, got 3]`);
  expect(() => new PlainScorer({ ...config, mlp: [12, 5] }, network, tables)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: expected weight head.mlp.out of shape [5], got [6] with 6 numbers; check the weights against networkShapes()]`);
  const withOptions = (options: ScorerOptions) => () => new PlainScorer(config, network, tables, options);
  expect(withOptions({ ready: 5 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: ready: expected a row from 0 to 4, got 5]`);
  expect(withOptions({ ready: -1, candidates: 2 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: ready: expected a row from 0 to 4, got -1]`);
  // It was taken for two stages by some of the code, and for one by the rest.
  expect(withOptions({ candidates: -1 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: candidates: expected a whole number of at least 0, got -1]`);
  const scorer = new PlainScorer(config, network, tables);
  const query = randomQuery(config.dim);
  await expect(new PlainScorer(config, network, tables, { candidates: 1 }).rank({ ...query, k: 0.3, hidden: createBitset(4) })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: k: expected a whole number of at least 0, got 0.3]`);
  await expect(scorer.scores({ ...query, user: new Float32Array(9) })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: user: expected 8 numbers, got 9]`);
  await expect(scorer.scores({ ...query, mix: new Float32Array(3) })).rejects.toThrow(OptionError);
  await expect(scorer.scores({ ...query, events: -1 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: events: expected a count of events, got -1]`);
  scorer.dispose();
  await expect(scorer.scores(query)).rejects.toBeInstanceOf(DeviceError);
});

function randomQuery(dim: number): ScoreQuery {
  const random = new Sfc32(9);
  return { user: normals(dim, 0.5, random), mix: normals(MIX_TERMS.length, 0.3, random), events: 12 };
}
