import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { historiesOf } from './testing/planted-data.ts';
import { memorySettings, transitionNorms, type TransitionSource, transitionStatistics } from './transition-statistics.ts';

/** All users learn, unless told. */
function sourceOf(lists: number[][], n: number, ordered = true, users = Int32Array.from(lists.keys())): TransitionSource {
  const counts = { events: new Int32Array(n), users: new Int32Array(n) };
  for (const user of users) {
    for (const item of lists[user]) counts.events[item]++;
    for (const item of new Set(lists[user])) counts.users[item]++;
  }
  return { histories: historiesOf(lists), users, counts, ordered };
}

/** Row a as what a bundle's reader makes of it. */
function rowOf({ offsets, items, codes, scales }: TransitionTables, a: number): Map<number, number> {
  const row = new Map<number, number>();
  for (let e = offsets[a]; e < offsets[a + 1]; e++) row.set(items[e], codes[e] * scales[a]);
  return row;
}

/** C [n, n] as defined: pair by pair. */
function directCounts({ histories, users, counts, ordered }: TransitionSource): number[][] {
  const pairs = Array.from(counts.users, () => Array.from(counts.users, () => 0));
  for (const user of users) {
    const history = [...histories.itemOf.subarray(histories.offsets[user], histories.offsets[user + 1])];
    const paired = ordered ? history : [...new Set(history.slice(0, 500))];
    paired.forEach((a, p) =>
      paired.forEach((b, q) => {
        if (a === b) return;
        if (!ordered) pairs[a][b] += 1;
        else if (q > p && q - p <= 5 && history.indexOf(b) === q) pairs[a][b] += 0.8 ** (q - p - 1);
      }),
    );
  }
  return pairs;
}

describe('counted by hand', () => {
  it('in order: up to five steps ahead to what is met anew, each step more for less, never back', () => {
    // One user: the events are 2, 1, 1, 4, 1.
    const tables = transitionStatistics(sourceOf([[0, 1, 0, 2, 3, 3, 3, 3, 4]], 5), 64);
    const scaled = (count: number, events: number) => count / events ** 0.7;
    const expectRow = (a: number, expected: [number, number][]) => {
      const row = rowOf(tables, a);
      expect([...row.keys()]).toEqual(expected.map(([b]) => b));
      // The largest is exact, the others are off by half a step of 255 at most.
      const half = Math.max(...expected.map(([, value]) => value)) / 510;
      for (const [b, value] of expected) expect(Math.abs((row.get(b) ?? 0) - value)).toBeLessThan(1.001 * half);
    };
    // From the first 0: 1 at one step, 2 at three, 3 at four. From the second: 2 at one, 3 at two. 4 is at eight steps and at six.
    expectRow(0, [[1, scaled(1, 2)], [2, scaled(0.64 + 1, 2)], [3, scaled(0.512 + 0.8, 2)]]);
    // The second 0 was met before.
    expectRow(1, [[2, scaled(0.8, 1)], [3, scaled(0.64, 1)]]);
    // 4 is at five steps.
    expectRow(2, [[3, scaled(1, 1)], [4, scaled(0.8 ** 4, 1)]]);
    expectRow(3, [[4, scaled(1 + 0.8 + 0.64 + 0.512, 4)]]);
    expectRow(4, []);
    expect([tables.scales[4], tables.offsets[5]]).toEqual([0, tables.items.length]);
  });

  it('without order: all pairs of a user’s items, both ways, alike, however often they came', () => {
    const tables = transitionStatistics(sourceOf([[0, 1, 1, 2, 3, 4, 5, 6, 7], [1]], 8, false), 64);
    expect(rowOf(tables, 0).get(7)).toBeCloseTo(1 / 1, 2);
    expect(rowOf(tables, 7).get(0)).toBeCloseTo(1 / 1, 2);
    expect(rowOf(tables, 0).get(1)).toBeCloseTo(1 / 2 ** 0.5, 2);
    expect(rowOf(tables, 1).get(0)).toBeCloseTo(1 / 2 ** 0.7, 2);
    expect(rowOf(tables, 1).has(1)).toBe(false);
  });

  it('without order, of a long history only the first 500 events', () => {
    const tables = transitionStatistics(sourceOf([Array.from({ length: 502 }, (_, i) => i)], 502, false), 1000);
    expect(rowOf(tables, 0).size).toBe(499);
    expect(rowOf(tables, 0).has(500)).toBe(false);
    expect(rowOf(tables, 501).size).toBe(0);
  });

  it('of the users it may learn from, and no others', () => {
    const lists = [[0, 1], [2, 3], [0, 2]];
    expect(transitionStatistics(sourceOf(lists, 4, true, Int32Array.of(1)), 64)).toEqual(transitionStatistics(sourceOf([[2, 3]], 4), 64));
    // In whatever order they come.
    const [one, other] = [[0, 2], [2, 0]].map((users) => transitionStatistics(sourceOf(lists, 4, true, Int32Array.from(users)), 64));
    expect(other).toEqual(one);
  });

  it('of the largest entries, equal ones by item', () => {
    // 1 … 5 each follow 0 once, at one step; 3 twice.
    const lists = [[0, 5], [0, 4], [0, 3], [0, 3], [0, 2], [0, 1]];
    expect([...rowOf(transitionStatistics(sourceOf(lists, 6), 3), 0).keys()]).toEqual([1, 2, 3]);
    expect([...rowOf(transitionStatistics(sourceOf(lists, 6), 1), 0).keys()]).toEqual([3]);
  });

  it('of data without any pair is empty', () => {
    const { offsets, items, codes, scales } = transitionStatistics(sourceOf([[0], [1], [], [2, 2]], 3), 64);
    expect([offsets, items, codes, scales]).toEqual([new Int32Array(4), new Int32Array(), new Uint8Array(), new Float32Array(3)]);
  });
});

describe.each([true, false])('of any histories, in order: %s', (ordered) => {
  const N = 12;
  const lists = fc.array(fc.array(fc.nat({ max: N - 1 }), { maxLength: 15 }), { minLength: 1, maxLength: 8 });

  it('rows hold the largest entries of M to half a 255th of their largest, columns ascending', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: N }), (all, neighbours) => {
        const source = sourceOf(all, N, ordered);
        const tables = transitionStatistics(source, neighbours);
        const norms = transitionNorms(source);
        const counts = directCounts(source);
        for (let a = 0; a < N; a++) {
          const exact = counts[a].map((count, b) => count / (norms.from[a] * norms.to[b]));
          const row = rowOf(tables, a);
          expect([...row.keys()]).toEqual([...row.keys()].toSorted((x, y) => x - y));
          expect(row.size).toBeLessThanOrEqual(neighbours);
          const half = (1.0001 * Math.max(...exact)) / 510;
          const least = row.size < neighbours ? 0 : Math.min(...Array.from(row.keys(), (b) => exact[b]));
          // Sums may differ in their last bits.
          const wrong = exact.filter((value, b) => (row.has(b) ? Math.abs((row.get(b) ?? 0) - value) > half || value === 0 : value > least + half));
          expect(wrong).toEqual([]);
        }
      }),
    );
  });
});

it('a model reads data without order from 500 events alike, data in order from the last 8 and 32, fading, too', () => {
  expect([memorySettings(true), memorySettings(false)]).toEqual([
    { traces: [{ window: 8, decay: 0.5 }, { window: 32, decay: 0.8 }, { window: 500, decay: 1 }], epsilon: 1e-3 },
    { traces: [{ window: 500, decay: 1 }], epsilon: 1e-3 },
  ]);
});

it('takes a catalogue of a million items without a thought of a million squared', () => {
  const random = new Sfc32(1);
  const n = 1_000_000;
  const lists = Array.from({ length: 2000 }, () => Array.from({ length: 50 }, () => random.below(n)));
  const { offsets, items } = transitionStatistics(sourceOf(lists, n), 8);
  expect(offsets[n]).toBe(items.length);
  expect(items.length).toBeGreaterThan(400_000);
});
