import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawable, linearScale } from './scale.ts';

describe('linearScale', () => {
  test('widens to round ends and puts round ticks between', () => {
    const scale = linearScale([0, 0.1934], [300, 30]);
    expect(scale.domain).toEqual([0, 0.2]);
    expect(scale.ticks).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
    expect(scale.ticks.map(scale.words)).toEqual(['0', '.05', '.10', '.15', '.20']);
    expect([0, 0.1, 0.2].map(scale.at)).toEqual([300, 165, 30]);
  });

  test('spans 0', () => {
    const scale = linearScale([-0.004, 0.017], [0, 100]);
    expect(scale.ticks.map(scale.words)).toEqual(['−.005', '0', '.005', '.010', '.015', '.020']);
  });

  test('passes over what cannot be drawn', () => {
    expect(linearScale([null, NaN, 2, Infinity, 8, 1e300], [0, 1]).domain).toEqual([2, 8]);
    expect([null, undefined, NaN, Infinity, 1e300, -1e300, 0, 1e15].map(drawable)).toEqual([...Array(6).fill(false), true, true]);
  });

  test('has a domain even with no values, or one', () => {
    expect(linearScale([], [0, 1]).domain).toEqual([0, 1]);
    expect(linearScale([0, 0], [0, 1]).domain).toEqual([0, 1]);
    const [low, high] = linearScale([0.18], [0, 1]).domain;
    expect(low).toBeLessThan(0.18);
    expect(high).toBeGreaterThan(0.18);
  });

  test('whatever the values: few round ascending ticks, all values inside, places within the range', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (values, count) => {
        const scale = linearScale(values, [10, 90], count);
        expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
        expect(scale.ticks.length).toBeLessThanOrEqual(2 * count + 4);
        for (let i = 1; i < scale.ticks.length; i++) expect(scale.ticks[i]).toBeGreaterThan(scale.ticks[i - 1]);
        expect(new Set(scale.ticks.map(scale.words)).size).toBe(scale.ticks.length);
        for (const value of [...values.filter(drawable), ...scale.ticks]) {
          expect(value).toBeGreaterThanOrEqual(scale.domain[0]);
          expect(value).toBeLessThanOrEqual(scale.domain[1]);
          expect(scale.at(value)).toBeGreaterThanOrEqual(10);
          expect(scale.at(value)).toBeLessThanOrEqual(90);
        }
      }),
    );
  });
});
