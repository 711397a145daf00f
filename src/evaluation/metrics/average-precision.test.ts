import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyContract } from './accuracy-contract.ts';
import { averagePrecision } from './average-precision.ts';
import { rankings, singleTruths } from './ranked-lists.fixture.ts';
import { reciprocalRank } from './reciprocal-rank.ts';

accuracyContract(averagePrecision);

it('is the mean precision at the hits: at places 1, 3 and 5 of 5', () => {
  const list = [7, 1, 8, 2, 9];
  expect(averagePrecision(list, new Set([7, 8, 9]), 5)).toBeCloseTo((1 / 1 + 2 / 3 + 3 / 5) / 3, 15);
  // The third is out of reach, yet wanted; then four are wanted, of which three have a place.
  expect(averagePrecision(list, new Set([7, 8, 9]), 4)).toBeCloseTo((1 / 1 + 2 / 3) / 3, 15);
  expect(averagePrecision(list, new Set([7, 8, 9, 3]), 3)).toBeCloseTo((1 / 1 + 2 / 3) / 3, 15);
});

it('of a perfect list is 1 at any cut-off', () => {
  fc.assert(
    fc.property(rankings, ({ relevant, k }) => {
      fc.pre(relevant.size > 0);
      expect(averagePrecision([...relevant, 98, 99], relevant, k)).toBeCloseTo(1, 12);
    }),
  );
});

it('with one relevant item is the reciprocal rank', () => {
  fc.assert(
    fc.property(singleTruths, ({ list, relevant, k }) => {
      expect(averagePrecision(list, relevant, k)).toBe(reciprocalRank(list, relevant, k));
    }),
  );
});
