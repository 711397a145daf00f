import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coverage } from './coverage.ts';
import { exposure } from './exposure.ts';
import { ITEMS } from './ranked-lists.fixture.ts';

const shown = fc.array(fc.integer({ min: -1, max: ITEMS - 1 }), { maxLength: 60 }).map((items) => Int32Array.from(items));

it('counts how often each item is shown; empty places count for none', () => {
  expect([...exposure(Int32Array.of(2, 0, -1, 2, 3, -1), 5)]).toEqual([1, 0, 2, 1, 0]);
});

it('is the share of items shown at all', () => {
  expect(coverage(exposure(Int32Array.of(2, 0, -1, 2, 3, -1), 5))).toBe(3 / 5);
  expect(coverage([])).toBe(0);
});

it('is the number of distinct items over n, and never falls with more lists', () => {
  fc.assert(
    fc.property(shown, shown, (first, second) => {
      const both = Int32Array.of(...first, ...second);
      expect(coverage(exposure(first, ITEMS))).toBeCloseTo(new Set(first.filter((item) => item >= 0)).size / ITEMS, 12);
      expect(coverage(exposure(both, ITEMS))).toBeGreaterThanOrEqual(coverage(exposure(first, ITEMS)));
    }),
  );
});
