import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../errors.ts';
import { precision } from './precision.ts';
import { rankings } from './ranked-lists.fixture.ts';
import { serendipity } from './serendipity.ts';

describe('serendipity', () => {
  it('counts the hits that the popularity list would not have made', () => {
    // 3 and 8 hit; 3 was to be expected.
    expect(serendipity([5, 3, 8, 1], new Set([3, 8]), new Set([3, 4, 6, 7]), 4)).toBe(1 / 4);
    expect(serendipity([5, 3, 8, 1], new Set([3, 8]), new Set([3, 4]), 2)).toBe(0);
    expect(serendipity([8, 5], new Set([8]), new Set([3]), 10)).toBe(1 / 2);
    expect(serendipity([], new Set([8]), new Set([3]), 10)).toBe(0);
    expect(() => serendipity([1], new Set([1]), new Set(), 0)).toThrow(OptionError);
  });

  it('is precision where nothing was expected, 0 where all was, and never grows with what is expected', () => {
    fc.assert(
      fc.property(rankings, fc.uniqueArray(fc.nat(29)), fc.nat(29), ({ list, relevant, k }, expected, another) => {
        const value = serendipity(list, relevant, new Set(expected), k);
        const shown = Math.min(k, list.length);
        if (shown > 0) expect(serendipity(list, relevant, new Set(), k)).toBeCloseTo((precision(list, relevant, k) * k) / shown, 12);
        expect(serendipity(list, relevant, new Set(list), k)).toBe(0);
        expect(serendipity(list, relevant, new Set([...expected, another]), k)).toBeLessThanOrEqual(value);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });
});
