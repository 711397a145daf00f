import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyContract } from './accuracy-contract.ts';
import { rankings, singleTruths } from './ranked-lists.fixture.ts';
import { reciprocalRank, reciprocalRankOfRank } from './reciprocal-rank.ts';

accuracyContract(reciprocalRank);

it('is one over the place of the first hit', () => {
  expect(reciprocalRank([5, 3, 8, 1], new Set([1, 8]), 10)).toBe(1 / 3);
  expect(reciprocalRank([5, 3, 8, 1], new Set([1, 8]), 2)).toBe(0);
  expect(reciprocalRank([5, 3, 8, 1], new Set([5]), Infinity)).toBe(1);
});

it('looks at the first hit only', () => {
  fc.assert(
    fc.property(rankings, ({ list, relevant }) => {
      const first = list.find((item) => relevant.has(item));
      expect(reciprocalRank(list, relevant, Infinity)).toBe(first === undefined ? 0 : reciprocalRank(list, new Set([first]), Infinity));
    }),
  );
});

it('by rank is that of the whole list', () => {
  fc.assert(
    fc.property(singleTruths, ({ list, relevant, rank }) => {
      expect(reciprocalRankOfRank(rank)).toBe(reciprocalRank(list, relevant, Infinity));
    }),
  );
});
