import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accuracyContract } from './accuracy-contract.ts';
import { ndcg, ndcgOfRank } from './ndcg.ts';
import { rankings, singleTruths } from './ranked-lists.fixture.ts';

accuracyContract(ndcg);

it('discounts hits at places 1 and 3 of an ideal 1, 2 and 3', () => {
  // 1/log2(2) = 1, 1/log2(3) = 0.63093, 1/log2(4) = 0.5
  expect(ndcg([7, 1, 8, 2], new Set([7, 8, 9]), 4)).toBeCloseTo(1.5 / 2.1309297535714573, 14);
  // Two have a place at a cut-off of 2.
  expect(ndcg([7, 1, 8, 2], new Set([7, 8, 9]), 2)).toBeCloseTo(1 / 1.6309297535714573, 14);
});

it('is 1 for a perfect list and for no other order of hits and misses', () => {
  fc.assert(
    fc.property(rankings, ({ list, relevant, k }) => {
      fc.pre(relevant.size > 0);
      expect(ndcg([...relevant, 98, 99], relevant, k)).toBeCloseTo(1, 12);
      const perfect = Array.from({ length: Math.min(k, relevant.size) }, (_, i) => relevant.has(list[i])).every(Boolean);
      expect(ndcg(list, relevant, k) > 1 - 1e-9).toBe(perfect);
    }),
  );
});

it('by rank is that of the list with one relevant item, and falls with the rank', () => {
  fc.assert(
    fc.property(singleTruths, ({ list, relevant, rank, k }) => {
      expect(ndcgOfRank(rank, k)).toBe(ndcg(list, relevant, k));
      expect(ndcgOfRank(rank + 1, k)).toBeLessThanOrEqual(ndcgOfRank(rank, k));
    }),
  );
  expect([ndcgOfRank(1, 10), ndcgOfRank(3, 10), ndcgOfRank(11, 10)]).toEqual([1, 0.5, 0]);
});
