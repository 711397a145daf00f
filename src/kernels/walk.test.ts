import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { createBitset, hasBit, setBit } from './bitset.ts';
import { randomPlaces } from './testing/random-places.ts';
import { Walk } from './walk.ts';

const metBits = (items: readonly number[], count: number) => {
  const bits = createBitset(count);
  for (const item of items) setBit(bits, item);
  return bits;
};
const featuresOf = (walk: Walk, anchor: number, met: Uint32Array, items: readonly number[]) => {
  const into = new Float32Array(walk.count * items.length);
  walk.features(anchor, met, items, into);
  return into;
};

describe('by hand', () => {
  // In order: 0 1 2 3 4 5 6 7. Spans 2 and 3: φ₂ = 1, 1 − ln 2/ln 3; φ₃ = 1, 1/2, 1 − ln 3/ln 4.
  const walk = new Walk({ orders: ['id'], spans: [2, 3] }, [Int32Array.from({ length: 8 }, (_, i) => i)]);
  const second = 1 - Math.log(2) / Math.log(3);
  const third = 1 - Math.log(3) / Math.log(4);

  it('counts items not met in each direction, over those that are met', () => {
    const met = metBits([1, 3, 5], 8);
    // From 3 on: 4, 6, 7 with r = 1, 2, 3; back: 2, 0 with r = 1, 2.
    const rows = featuresOf(walk, 3, met, [4, 6, 7, 2, 0, 5, 3]);
    const row = (f: number) => [...rows.subarray(f * 7, (f + 1) * 7)].map((x) => Number(x.toFixed(6)));
    const rounded = (...numbers: number[]) => numbers.map((x) => Number(Math.fround(x).toFixed(6)));
    expect(row(0)).toEqual(rounded(1, second, 0, 0, 0, 0, 0));
    expect(row(1)).toEqual(rounded(1, 0.5, third, 0, 0, 0, 0));
    expect(row(2)).toEqual(rounded(0, 0, 0, 1, second, 0, 0));
    expect(row(3)).toEqual(rounded(0, 0, 0, 1, 0.5, 0, 0));
  });

  it('adds what the weights say, and leaves out a way that weighs nothing', () => {
    const { items, values } = walk.term(3, metBits([1, 3, 5], 8), [2, 10, 0, 0]);
    expect([...items]).toEqual([4, 6, 7]);
    [12, 2 * second + 5, 10 * third].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
    expect(walk.term(7, metBits([7], 8), [1, 1, 0, 0]).items).toHaveLength(0);
  });

  it('is ahead: the nearest of all ways first', () => {
    const two = new Walk({ orders: ['id', 'title'], spans: [3] }, [Int32Array.from({ length: 8 }, (_, i) => i), Int32Array.from([4, 7, 0, 5, 3, 6, 1, 2])]);
    // By title: 2 6 7 4 0 3 5 1.
    expect(two.ahead(3, metBits([3, 4], 8), 2)).toEqual([5, 2, 5, 0, 6, 1, 1, 7]);
    expect(two.ahead(3, metBits([0, 1, 2, 3, 4, 5, 6, 7], 8), 2)).toEqual([]);
  });

  it('of an item that stands twice, the first has the features', () => {
    expect([...featuresOf(walk, 3, metBits([3], 8), [4, 4])].slice(0, 2)).toEqual([1, 0]);
  });

  it('takes two-byte places', () => {
    const short = new Walk({ orders: ['id'], spans: [2, 3] }, [Uint16Array.from({ length: 8 }, (_, i) => i)]);
    expect(short.term(3, createBitset(8), [1, 2, 3, 4])).toEqual(walk.term(3, createBitset(8), [1, 2, 3, 4]));
  });
});

const cases = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(1e6),
  orders: fc.integer({ min: 1, max: 3 }),
  spans: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
  met: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
});

it('`term` is the weighed sum of `features`, `valueAt` is `term` at an item, and no call leaves anything to the next', () => {
  fc.assert(
    fc.property(cases, ({ count, seed, orders, spans, met: picks }) => {
      const random = new Sfc32(seed);
      const places = Array.from({ length: orders }, () => randomPlaces(count, random));
      const settings = { orders: places.map((_, o) => `order ${o}`), spans: spans.toSorted((a, b) => a - b) };
      const walk = new Walk(settings, places);
      const all = Array.from({ length: count }, (_, i) => i);
      for (let call = 0; call < 3; call++) {
        const items = picks.map((pick) => (pick + call) % count);
        const met = metBits(items, count);
        const anchor = items[items.length - 1];
        const weights = Float32Array.from({ length: walk.count }, () => random.normal());
        const features = featuresOf(walk, anchor, met, all);
        const term = walk.term(anchor, met, weights);
        const byItem = new Map(Array.from(term.items, (item, i) => [item, term.values[i]]));
        expect(byItem.size).toBe(term.items.length);
        for (const item of all) {
          const expected = weights.reduce((sum, weight, f) => sum + weight * features[f * count + item], 0);
          expect(byItem.get(item) ?? 0).toBeCloseTo(expected, 4);
          if (hasBit(met, item)) expect(byItem.has(item)).toBe(false);
          else expect(walk.valueAt(item, anchor, Int32Array.from(items), weights)).toBeCloseTo(expected, 4);
        }
        expect(featuresOf(new Walk(settings, places), anchor, met, all)).toEqual(features);
      }
    }),
    { numRuns: 100 },
  );
});

it('refuses places that are not those of its orders', () => {
  expect(() => new Walk({ orders: ['id', 'title'], spans: [3] }, [new Int32Array(3)])).toThrow('places: expected those of 2 orders, got 1');
});
