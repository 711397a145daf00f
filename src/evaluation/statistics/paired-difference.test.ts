import { expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
import { bootstrapMean } from './bootstrap-mean.ts';
import { pairedDifference } from './paired-difference.ts';
import { type UserSums } from './user-sums.ts';

const of = (sums: number[], counts: number[]): UserSums => ({ sums: Float64Array.from(sums), counts: Int32Array.from(counts) });

const random = new Sfc32(4);
const counts = Array.from({ length: 80 }, () => 1 + random.below(20));
const base = of(counts.map((count) => count * random.uniform()), counts);
const plus = (change: (count: number, user: number) => number) => of(counts.map((count, user) => base.sums[user] + change(count, user)), counts);

it('of an arm with itself is 0, with the interval [0, 0]', () => {
  expect(pairedDifference(base, plus(() => 0), { seed: 1 })).toEqual({ difference: 0, ci95: [0, 0] });
});

it('of an arm and the same shifted is the shift, without width', () => {
  const { difference, ci95 } = pairedDifference(plus((count) => 0.01 * count), base, { seed: 1 })!;
  for (const value of [difference, ...ci95]) expect(value).toBeCloseTo(0.01, 12);
});

it('is the difference of the means, and turns round with the arms', () => {
  const other = plus((count) => 0.05 * count * random.normal());
  const forth = pairedDifference(other, base, { seed: 3 })!;
  const back = pairedDifference(base, other, { seed: 3 })!;
  expect(forth.difference).toBeCloseTo(bootstrapMean(other, { seed: 3 })!.mean - bootstrapMean(base, { seed: 3 })!.mean, 12);
  expect(back.difference).toBeCloseTo(-forth.difference, 12);
  expect(back.ci95[0]).toBeCloseTo(-forth.ci95[1], 12);
  expect(back.ci95[1]).toBeCloseTo(-forth.ci95[0], 12);
  expect(pairedDifference(other, base, { seed: 3 })).toEqual(forth);
});

it('sees a small steady gain that the two intervals apart do not', () => {
  const better = plus((count) => 0.01 * count + 0.01 * count * random.normal());
  const { ci95: [low] } = pairedDifference(better, base, { seed: 1 })!;
  expect(low).toBeGreaterThan(0);
  expect(bootstrapMean(better, { seed: 1 })!.ci95[0]).toBeLessThan(bootstrapMean(base, { seed: 1 })!.ci95[1]);
});

it('of arms that only differ by chance holds 0 about 95 times in 100', () => {
  let held = 0;
  for (let set = 0; set < 200; set++) {
    const { ci95: [low, high] } = pairedDifference(plus((count) => 0.1 * count * random.normal()), base, { seed: set, resamples: 200 })!;
    if (low <= 0 && 0 <= high) held++;
  }
  expect(held / 200).toBeGreaterThan(0.89);
  expect(held / 200).toBeLessThan(0.99);
});

it('by hand: two users, of whom one gains', () => {
  // Differences 1 over 1 prediction and 0 over 3.
  expect(pairedDifference(of([2, 5], [1, 3]), of([1, 5], [1, 3]), { seed: 1 })).toEqual({ difference: 0.25, ci95: [0, 1] });
  expect(pairedDifference(of([0], [0]), of([0], [0]), { seed: 1 })).toBeNull();
});

it('refuses arms that did not predict the same', () => {
  expect(() => pairedDifference(of([1, 1], [2, 2]), of([1, 1], [2, 3]), { seed: 1 })).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: pairedDifference: expected the same predictions of 2 and 2 users, came 2 and 3 of user 1]`);
  expect(() => pairedDifference(of([1], [2]), of([], []), { seed: 1 })).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: pairedDifference: expected the same predictions of 1 and 0 users, came 2 and undefined of user 0]`);
});
