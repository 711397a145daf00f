import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from './float16.ts';

const roundTrip = (...values: number[]) => [...fromHalf(toHalf(Float32Array.from(values)))];

describe('half precision', () => {
  it('has the bits that IEEE 754 gives', () => {
    const values = Float32Array.from([0, -0, 1, -2, 0.5, 65504, 2 ** -14, 2 ** -24, 1 / 3, Infinity, -Infinity]);
    expect([...toHalf(values)].map((half) => half.toString(16))).toEqual(
      ['0', '8000', '3c00', 'c000', '3800', '7bff', '400', '1', '3555', '7c00', 'fc00'],
    );
  });

  it('rounds ties to even, and beyond the range to infinity', () => {
    expect(roundTrip(1 + 2 ** -11, 1 + 3 * 2 ** -11)).toEqual([1, 1 + 2 ** -9]);
    expect(roundTrip(2 ** -25, 3 * 2 ** -25)).toEqual([0, 2 ** -23]);
    expect(roundTrip(65519, 65520, -65520)).toEqual([65504, Infinity, -Infinity]);
    expect(roundTrip(NaN)).toEqual([NaN]);
  });

  it('gives back every half exactly', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0);
    expect(toHalf(fromHalf(halves))).toEqual(halves);
  });

  it('is off by at most half a unit in the last place', () => {
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (x) => {
        const unit = Math.max(2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -14))) - 10), 2 ** -24);
        expect(Math.abs(roundTrip(x)[0] - x)).toBeLessThanOrEqual(unit / 2);
      }),
    );
  });
});
