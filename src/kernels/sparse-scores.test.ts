import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type SparseScores } from './scorer.ts';
import { addSparse, addSparseGathered, checkSparseScores, NO_SCORES } from './sparse-scores.ts';

const sparse = (items: number[], values: number[]): SparseScores => ({ items: Int32Array.from(items), values: Float32Array.from(values) });

it('is added where it has a number, and nowhere past the end', () => {
  const scores = Float32Array.of(1, 2, 3);
  addSparse(scores, sparse([2, 3, 0, 1000], [0.5, 7, -4, 7]));
  expect([...scores]).toEqual([-3, 2, 3.5]);
});

it('is added in float32', () => {
  const scores = Float32Array.of(2 ** 24);
  addSparse(scores, sparse([0], [1]));
  expect([...scores]).toEqual([2 ** 24]);
});

it('is the same for items that were gathered', () => {
  const numbers = fc.uniqueArray(fc.record({ item: fc.nat(40), value: fc.float({ noNaN: true }) }), { selector: ({ item }) => item });
  fc.assert(
    fc.property(numbers, fc.uniqueArray(fc.nat(29)), (entries, gathered) => {
      const term = sparse(entries.map(({ item }) => item), entries.map(({ value }) => value));
      const all = Float32Array.from({ length: 30 }, (_, i) => Math.sin(i));
      const some = Float32Array.from(gathered, (item) => all[item]);
      addSparse(all, term);
      addSparseGathered(some, Int32Array.from(gathered), term);
      expect(some).toEqual(Float32Array.from(gathered, (item) => all[item]));
    }),
  );
});

it('must have a finite number for each of its items, and each of them once', () => {
  const check = (items: number[], values: number[]) => () => checkSparseScores('memory', sparse(items, values), 4);
  expect(() => checkSparseScores('memory', NO_SCORES, 4)).not.toThrow();
  expect(check([3, 0], [1e38, -1])).not.toThrow();
  expect(check([3, 0], [1])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.values: expected 2 numbers for 2 items, got 1]`);
  expect(check([], [1])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.values: expected 0 numbers for 0 items, got 1]`);
  expect(check([4], [1])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.items: expected indices from 0 to 3, got 4]`);
  expect(check([0, -1], [1, 1])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.items: expected indices from 0 to 3, got -1]`);
  expect(check([2, 1, 2], [1, 1, 1])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.items: expected each item once, got 2 again]`);
  expect(check([2, 1], [1, NaN])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.values: expected finite numbers, got NaN for item 1]`);
  expect(check([2], [-Infinity])).toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.values: expected finite numbers, got -Infinity for item 2]`);
});
