import { describe, expect, it } from 'vitest';
import { DeviceError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { createBitset, setBit } from './bitset.ts';
import { PlainScorer } from './plain-scorer.ts';
import { type ScoreQuery } from './scorer.ts';
import { directScores } from './testing/direct-scores.ts';
import { normals, randomModel } from './testing/random-model.ts';

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

it('refuses what does not fit the model, and every call once disposed', async () => {
  const { config, network, tables } = randomModel(4);
  expect(() => new PlainScorer(config, network, { ...tables, bias: new Float32Array(3) })).toThrowErrorMatchingInlineSnapshot(`[OptionError: tables.bias: expected 4 numbers for 4 items, got 3]`);
  expect(() => new PlainScorer({ ...config, mlp: [12, 5] }, network, tables)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: expected weight head.mlp.out of shape [5], got [6] with 6 numbers; check the weights against networkShapes()]`);
  const scorer = new PlainScorer(config, network, tables);
  const query = randomQuery(config.dim);
  await expect(scorer.scores({ ...query, user: new Float32Array(9) })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: user: expected 8 numbers, got 9]`);
  await expect(scorer.scores({ ...query, events: -1 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: events: expected a count of events, got -1]`);
  scorer.dispose();
  await expect(scorer.scores(query)).rejects.toBeInstanceOf(DeviceError);
});

function randomQuery(dim: number): ScoreQuery {
  const random = new Sfc32(9);
  return { user: normals(dim, 0.5, random), mix: normals(4, 0.3, random), events: 12 };
}
