import { expect, it } from 'vitest';
import { quantiseRows } from '../../bundle/quantise.ts';
import { Sfc32 } from '../../random.ts';
import { type EventType } from '../../types.ts';
import { meanNdcg } from '../mean-ndcg.ts';
import { type Case } from '../protocol-split.ts';
import { scoring } from '../testing/scoring.ts';
import { walk } from '../walk.ts';
import { bundleFactors } from './bundle-factors.ts';
import { FOLD_IN_CANDIDATES, tuneFoldIn } from './tune-fold-in.ts';
import { foldedVisitors, foldInRecommender } from './fold-in-recommender.ts';

const event = (item: number, type: EventType = 'view') => ({ item, type });

it('takes the bundle’s rows in the order of the data, with a mean squared length of 1, in columns by four', () => {
  const rows = Float32Array.of(3, 4, 0, 0, 0, 127, 0, 0, 0, 0);
  const { dim, factors } = bundleFactors(quantiseRows(rows, 2, 5), 5, Int32Array.of(1, -1, 0));
  expect(dim).toBe(8);
  expect(factors).toHaveLength(24);
  expect([...factors.subarray(8, 16)]).toEqual(Array(8).fill(0));
  const lengths = [0, 1, 2].map((item) => factors.subarray(8 * item, 8 * item + 8).reduce((sum, value) => sum + value * value, 0));
  expect((lengths[0] + lengths[2]) / 2).toBeCloseTo(1, 6);
  expect(Math.sqrt(lengths[0] / lengths[2])).toBeCloseTo(127 / 5, 0);
});

it('by hand: with factors of one number, w = Σq / (α₀·Σq² + Σq² of those met + λ·(|V| + α₀·n))', () => {
  const factors = { dim: 4, factors: Float64Array.from([1, 0, 0, 0, 2, 0, 0, 0, -1, 0, 0, 0]) };
  const visitor = foldedVisitors(factors, { lambda: 0.5, alpha0: 0.1, last: 0 })();
  expect([...visitor.scores()]).toEqual([0, 0, 0]);
  visitor.observe(event(1));
  const first = 2 / (0.1 * 6 + 4 + 0.5 * (1 + 0.3));
  [first, 2 * first, -first].forEach((score, item) => expect(visitor.scores()[item]).toBeCloseTo(score, 6));
  // A dislike, and a repeat, change nothing.
  visitor.observe(event(2, 'dislike'));
  visitor.observe(event(1));
  expect(visitor.scores()[0]).toBeCloseTo(first, 6);
  visitor.observe(event(0, 'like'));
  expect(visitor.scores()[0]).toBeCloseTo(3 / (0.1 * 6 + 5 + 0.5 * (2 + 0.3)), 6);
});

it('reads the last items only where it is told to', () => {
  const factors = { dim: 4, factors: Float64Array.from({ length: 40 }, (_, i) => Math.sin(i)) };
  const [whole, windowed] = [foldedVisitors(factors, { lambda: 0.1, alpha0: 0.1, last: 0 })(), foldedVisitors(factors, { lambda: 0.1, alpha0: 0.1, last: 2 })()];
  for (const item of [5, 1, 2]) windowed.observe(event(item));
  for (const item of [1, 2]) whole.observe(event(item));
  windowed.scores().forEach((score, item) => expect(score).toBeCloseTo([...whole.scores()][item], 6));
});

/** Two groups of ten items; each visitor meets one group's items in a random order, and the tower knows nothing. */
const groupOf = (item: number) => item % 2;
const planted = { dim: 4, factors: Float64Array.from({ length: 80 }, (_, i) => (i % 4 === groupOf(Math.floor(i / 4)) ? 1 : 0)) };
const random = new Sfc32(2);
const cases: Case[] = Array.from({ length: 12 }, (_, user) => {
  const items = Int32Array.from({ length: 5 }, (__, at) => 2 * ((random.below(2) + 2 * at) % 10) + (user % 2));
  return { user, items, types: new Uint8Array(5), predicted: Int32Array.from([1, 2, 3, 4]), negatives: null };
});
const tower = scoring(20, (item) => -item / 1000, true);

it('finds the group that a tower misses, and its figure is the one that its arm has', async () => {
  const tuned = await tuneFoldIn(tower, planted, cases, { items: 20, left: () => Infinity });
  expect(FOLD_IN_CANDIDATES).toContainEqual(tuned.settings);
  expect(tuned.cases).toBe(12);
  const ndcg = async (of: typeof tower) => meanNdcg(await walk(of, cases, { items: 20 }));
  expect(tuned.validationNdcg10).toBeCloseTo(await ndcg(foldInRecommender(tower, planted, tuned.settings)), 6);
  expect(tuned.validationNdcg10).toBeGreaterThan((await ndcg(tower)) + 0.05);
  for (const weaker of [FOLD_IN_CANDIDATES[0], FOLD_IN_CANDIDATES[23]]) {
    expect(tuned.validationNdcg10).toBeGreaterThanOrEqual((await ndcg(foldInRecommender(tower, planted, weaker))) - 1e-9);
  }
});

it('serves the first case without time, and stops when it is told to', async () => {
  expect((await tuneFoldIn(tower, planted, cases, { items: 20, left: () => 0 })).cases).toBe(1);
  await expect(tuneFoldIn(tower, planted, cases, { items: 20, left: () => 1, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
});
