import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentItems } from './recent-items.ts';

describe('RecentItems', () => {
  it('tells what came in and what had to go', () => {
    const recent = new RecentItems(2);
    const told: [number, number][] = [];
    for (const item of [5, 6, 5, 7, 7]) recent.touch(item, (changed, sign) => told.push([changed, sign]));
    // 5 was touched again after 6, so 6 goes.
    expect(told).toEqual([[5, 1], [6, 1], [7, 1], [6, -1]]);
    expect(recent.size).toBe(2);
  });

  it('holds the last distinct items', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 6 })), fc.nat({ max: 5 }), (events, last) => {
        const recent = new RecentItems(last);
        const held = new Map<number, number>();
        for (const item of events) recent.touch(item, (changed, sign) => held.set(changed, (held.get(changed) ?? 0) + sign));
        const expected = [...new Set(events.toReversed())].slice(0, last || Infinity);
        expect([...held].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b)).toEqual(expected.sort((a, b) => a - b).map((item) => [item, 1]));
        expect(recent.size).toBe(expected.length);
      }),
    );
  });
});
