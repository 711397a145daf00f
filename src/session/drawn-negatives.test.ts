import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsetOf } from '../kernels/bitset.ts';
import { randomPlaces } from '../kernels/testing/random-places.ts';
import { randomTransitions } from '../kernels/testing/random-transitions.ts';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { Walk } from '../kernels/walk.ts';
import { Sfc32 } from '../random.ts';
import { drawnNegatives, type DrawOptions } from './drawn-negatives.ts';

const COUNT = 100;
const memory = new TransitionMemory({ traces: [{ window: 3, decay: 1 }], epsilon: 0.01 }, randomTransitions(COUNT, 12, new Sfc32(1)));
const inOrder = new Walk({ orders: ['id'], spans: [5] }, [Int32Array.from({ length: COUNT }, (_, i) => i)]);

function options(changed: Partial<DrawOptions> & { items?: number[] } = {}): DrawOptions {
  const { items = [50, 60], ...rest } = changed;
  return { negatives: 20, count: COUNT, target: 70, met: bitsetOf(items, COUNT), shown: [], recent: Int32Array.from(items), memory: null, walk: null, random: new Sfc32(9), ...rest };
}
const drawn = (given: DrawOptions) => {
  const found = drawnNegatives(given);
  return { ...found, items: [...found.items.subarray(0, found.drawn)], expected: [...found.expected] };
};

it('are distinct, unmet, without the target, as many as there are or are wanted; the same draw gives the same', () => {
  const cases = fc.record({ seed: fc.nat(1e6), count: fc.integer({ min: 1, max: 60 }), negatives: fc.integer({ min: 1, max: 40 }), picks: fc.array(fc.nat(), { maxLength: 50 }), target: fc.nat(), shown: fc.array(fc.nat(), { maxLength: 30 }) });
  fc.assert(
    fc.property(cases, ({ seed, count, negatives, picks, target: which, shown }) => {
      const items = picks.map((pick) => pick % count);
      const target = which % count;
      const random = new Sfc32(seed);
      const walk = new Walk({ orders: ['id'], spans: [5] }, [randomPlaces(count, random)]);
      const own = new TransitionMemory({ traces: [{ window: 4, decay: 0.9 }], epsilon: 0.01 }, randomTransitions(count, 5, random));
      const given = () => options({ items, count, negatives, target, met: bitsetOf(items, count), shown: shown.map((item) => item % count), memory: own, walk, random: new Sfc32(seed, 1) });
      const found = drawn(given());
      const open = Array.from({ length: count }, (_, item) => item).filter((item) => item !== target && !items.includes(item));
      expect(found.drawn).toBe(Math.min(negatives, open.length));
      expect(new Set(found.items).size).toBe(found.drawn);
      for (const item of found.items) expect(open).toContain(item);
      expect(found.expected).toHaveLength(found.drawn);
      expect(found.expected.every((log) => log <= 0 && Number.isFinite(log))).toBe(true);
      expect(drawn(given())).toEqual(found);
    }),
  );
});

describe('half of them', () => {
  it('are sure to come: what was shown, then what lies ahead, then what follows, then what is popular', () => {
    const found = drawn(options({ shown: [90, 50, 70, 91], walk: inOrder }));
    // From 60: 61, 59, 62, 58, …; 50 is met, 70 is the target. The rest are the first rows.
    expect(found.items.slice(0, 10)).toEqual([90, 91, 61, 59, 62, 58, 63, 57, 64, 56].slice(0, 10));
    expect(found.expected.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    const popular = drawn(options({ items: [0, 2] }));
    expect(popular.items.slice(0, 10)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('holds what most follows the last items, at most a quarter', () => {
    const recent = [50, 60];
    const { items, values } = memory.term(recent, [1]);
    const best = Array.from(items.keys()).sort((a, b) => values[b] - values[a] || items[a] - items[b]).map((i) => items[i]).slice(0, 5);
    const expected = best.filter((item) => item !== 70 && !recent.includes(item));
    expect(expected.length).toBeGreaterThan(2);
    expect(drawn(options({ memory })).items.slice(0, expected.length)).toEqual(expected);
  });

  it('is never more, whatever was shown', () => {
    const found = drawn(options({ shown: Array.from({ length: 50 }, (_, i) => i) }));
    expect(found.expected.filter((log) => log === 0)).toHaveLength(10);
  });
});

it('the rest come evenly, by what the log of their expected count says', () => {
  const times = new Float64Array(COUNT);
  const draws = 3000;
  for (let seed = 0; seed < draws; seed++) {
    const found = drawn(options({ random: new Sfc32(seed, 4) }));
    // 100 items but 2 met, the target, and 10 sure ones.
    for (const log of found.expected.slice(10)) expect(log).toBeCloseTo(Math.log(10 / 87), 5);
    for (const item of found.items.slice(10)) times[item]++;
  }
  times.forEach((count, item) => {
    const share = item < 10 || [50, 60, 70].includes(item) ? 0 : 10 / 87;
    expect(Math.abs(count / draws - share)).toBeLessThanOrEqual(5 * Math.sqrt((share * (1 - share)) / draws));
  });
});

it('a small catalogue comes whole, each sure to come', () => {
  const found = drawn(options({ count: 8, items: [1, 2], target: 3, met: bitsetOf([1, 2], 8) }));
  expect(found.items.toSorted((a, b) => a - b)).toEqual([0, 4, 5, 6, 7]);
  expect(found.expected).toEqual([0, 0, 0, 0, 0]);
  expect(drawn(options({ count: 1, items: [], target: 0, met: bitsetOf([], 1) })).drawn).toBe(0);
});
