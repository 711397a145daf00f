import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OptionError } from '../errors.ts';
import { createBitset, hasBit, setBit } from './bitset.ts';
import { topK } from './top-k.ts';

const NOTHING = new Uint32Array(0);

it('equals a full sort, for any k', () => {
  // Few distinct values, so that ties are common.
  const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float(), fc.constantFrom(NaN, Infinity, -Infinity));
  const row = fc.record({ score, hidden: fc.boolean() });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 80 }), fc.nat(100), (rows, k) => {
      const scores = Float32Array.from(rows, (r) => r.score);
      const hidden = createBitset(rows.length);
      rows.forEach((r, i) => r.hidden && setBit(hidden, i));
      const shown = [...scores.keys()].filter((i) => !hasBit(hidden, i) && !Number.isNaN(scores[i]));
      // The sort is stable, so equal scores stay in order of index. ∞ − ∞ is NaN: those are equal too.
      const sorted = shown.sort((a, b) => (scores[a] === scores[b] ? 0 : scores[b] - scores[a])).slice(0, k);
      const ranked = topK(scores, k, hidden);
      expect([...ranked.items]).toEqual(sorted);
      expect(ranked.scores).toEqual(Float32Array.from(sorted, (i) => scores[i]));
    }),
    { numRuns: 500 },
  );
});

it('gives fewer where fewer are left, and none for k = 0', () => {
  const scores = Float32Array.of(1, 3, 2);
  expect(topK(scores, 10, NOTHING).items).toEqual(Int32Array.of(1, 2, 0));
  expect(topK(scores, 0, NOTHING).items).toEqual(new Int32Array(0));
  expect(topK(new Float32Array(0), 3, NOTHING).items).toEqual(new Int32Array(0));
});

it('refuses a k that is no count', () => {
  expect(() => topK(Float32Array.of(1), -1, NOTHING)).toThrow(OptionError);
  expect(() => topK(Float32Array.of(1), 1.5, NOTHING)).toThrowErrorMatchingInlineSnapshot(`[OptionError: k: expected a whole number of at least 0, got 1.5]`);
});
