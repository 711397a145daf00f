import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gini } from './gini.ts';

const exposures = fc.array(fc.nat(50), { minLength: 2, maxLength: 30 }).filter((counts) => counts.some((count) => count > 0));

it('is 0 where all are alike, 1 where one has all, and 0 where there is nothing to share', () => {
  expect(gini([4, 4, 4, 4])).toBe(0);
  expect(gini([0, 9, 0, 0])).toBe(1);
  expect([gini([]), gini([7]), gini([0, 0, 0])]).toEqual([0, 0, 0]);
});

it('of 3, 0 and 1: (−2·0 + 0·1 + 2·3) / (2·4)', () => {
  expect(gini([3, 0, 1])).toBe(0.75);
});

it('of ten items that share everything is (n − 10)/(n − 1)', () => {
  expect(gini([...Array(10).fill(6), ...Array(90).fill(0)])).toBeCloseTo(90 / 99, 14);
});

it('is the mean absolute difference of two items over twice the mean', () => {
  fc.assert(
    fc.property(exposures, (counts) => {
      const n = counts.length;
      const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b))).reduce((a, b) => a + b, 0);
      const total = counts.reduce((a, b) => a + b, 0);
      expect(gini(counts)).toBeCloseTo(differences / (2 * (n - 1) * total), 12);
    }),
  );
});

it('lies in [0, 1], knows no order and no unit, and falls when the richer gives to the poorer', () => {
  fc.assert(
    fc.property(exposures, (counts) => {
      const value = gini(counts);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1 + 1e-12);
      expect(gini(counts.toReversed())).toBe(value);
      expect(gini(counts.map((count) => count * 8))).toBeCloseTo(value, 12);
      const sorted = counts.toSorted((a, b) => a - b);
      const richest = sorted.length - 1;
      fc.pre(sorted[richest] - sorted[0] >= 2);
      sorted[richest]--;
      sorted[0]++;
      expect(gini(sorted)).toBeLessThan(value);
    }),
  );
});
