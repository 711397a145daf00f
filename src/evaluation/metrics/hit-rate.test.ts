import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyContract } from './accuracy-contract.ts';
import { hitRate, hitRateOfRank, recall } from './hit-rate.ts';
import { rankings, singleTruths } from './ranked-lists.fixture.ts';

describe('hitRate', () => {
  accuracyContract(hitRate);

  it('asks for one hit within k', () => {
    expect(hitRate([5, 3, 8], new Set([8, 3]), 2)).toBe(1);
    expect(hitRate([5, 3, 8], new Set([8]), 2)).toBe(0);
  });
});

describe('recall', () => {
  accuracyContract(recall);

  it('is the share of the relevant items within k', () => {
    expect(recall([5, 3, 8, 1], new Set([8, 3, 9]), 3)).toBeCloseTo(2 / 3, 15);
    expect(recall([5, 3], new Set([8, 3, 9, 7]), 10)).toBe(1 / 4);
  });

  it('grows with k, and reaches 1 where the list has all of them', () => {
    fc.assert(
      fc.property(rankings, ({ list, relevant, k }) => {
        expect(recall(list, relevant, k + 1)).toBeGreaterThanOrEqual(recall(list, relevant, k));
        if (relevant.size > 0) expect(recall([...relevant], relevant, relevant.size)).toBe(1);
      }),
    );
  });
});

it('with one relevant item hit rate, recall and the form by rank are the same', () => {
  fc.assert(
    fc.property(singleTruths, ({ list, relevant, rank, k }) => {
      expect(recall(list, relevant, k)).toBe(hitRate(list, relevant, k));
      expect(hitRateOfRank(rank, k)).toBe(hitRate(list, relevant, k));
    }),
  );
  expect([hitRateOfRank(10, 10), hitRateOfRank(11, 10)]).toEqual([1, 0]);
});
