import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auc, aucOfRank } from './auc.ts';

// Few distinct values, so that ties are common.
const someScores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Infinity, -Infinity)), { minLength: 1, maxLength: 25 });
const judged = someScores.chain((scores) => fc.record({ scores: fc.constant(scores), relevant: fc.subarray([...scores.keys()]).map((items) => new Set(items)) }));

it('is the share of pairs in the right order, a tie one half', () => {
  // Relevant 1 (score 3) beats 2 and 1, and ties with 3; relevant 3 (score 2) ties with 2, beats 1, loses to 3.
  expect(auc([2, 3, 1, 2, 3], new Set([1, 3]))).toBeCloseTo((1 + 1 + 0.5 + (0.5 + 1 + 0)) / 6, 15);
});

it('equals counting all pairs', () => {
  fc.assert(
    fc.property(judged, ({ scores, relevant }) => {
      const others = scores.filter((_, item) => !relevant.has(item));
      const pairs = [...relevant].flatMap((item): number[] => others.map((other) => (scores[item] > other ? 1 : scores[item] === other ? 0.5 : 0)));
      const value = auc(scores, relevant);
      if (pairs.length === 0) expect(value).toBeNull();
      else expect(value).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length, 12);
    }),
  );
});

it('does not change under a rising function, and turns round under a falling one', () => {
  fc.assert(
    fc.property(judged, ({ scores, relevant }) => {
      const value = auc(scores, relevant);
      fc.pre(value !== null);
      expect(auc(scores.map((score) => Math.exp(score)), relevant)).toBe(value);
      expect(auc(scores.map((score) => -score), relevant)).toBeCloseTo(1 - value, 12);
    }),
  );
});

it('by rank is the same for one relevant item without ties', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 25 }), (scores) => {
      const rank = 1 + scores.filter((score) => score > scores[0]).length;
      const byRank = aucOfRank(rank, scores.length);
      if (byRank === null) expect(auc(scores, new Set([0]))).toBeNull();
      else expect(auc(scores, new Set([0]))).toBeCloseTo(byRank, 12);
    }),
  );
  expect([aucOfRank(1, 100), aucOfRank(100, 100), aucOfRank(34, 100), aucOfRank(1, 1)]).toEqual([1, 0, 2 / 3, null]);
});

it('refuses what it cannot compare', () => {
  expect(() => auc([1, NaN, 2], new Set([0]))).toThrowErrorMatchingInlineSnapshot(`[OptionError: scores: expected numbers, got NaN]`);
  expect(() => auc([1, 2], new Set([2]))).toThrowErrorMatchingInlineSnapshot(`[OptionError: relevant: expected items below 2, got 2]`);
});
