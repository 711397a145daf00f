import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dequantiseRows, quantiseRows } from './quantise.ts';

test('no entry moves by more than half a scale', () => {
  const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(numbers, (list) => {
      const data = Float32Array.from(list);
      const rows = quantiseRows(data, 3, 4);
      const back = dequantiseRows(rows, 4);
      for (let i = 0; i < data.length; i++) {
        const scale = rows.scales[Math.floor(i / 4)];
        // A scale itself is rounded to float32: up to 127 · 2⁻²⁴ of it at the largest entry.
        expect(Math.abs(back[i] - data[i])).toBeLessThanOrEqual(scale * 0.50002 + 127 * 2 ** -126);
        expect(Math.abs(rows.values[i])).toBeLessThanOrEqual(127);
      }
    }),
  );
});

test('the largest entry of a row is 127 steps, whatever its sign', () => {
  const rows = quantiseRows(Float32Array.of(1, -2, 0.5, 0.25, 0, 0), 3, 2);
  expect([...rows.values]).toEqual([64, -127, 127, 64, 0, 0]);
  expect([...rows.scales]).toEqual([Math.fround(2 / 127), Math.fround(0.5 / 127), 0]);
});

test('rows too small for a scale become zero, not infinite', () => {
  const rows = quantiseRows(Float32Array.of(2 ** -149, -(2 ** -149)), 1, 2);
  expect([...rows.values, ...rows.scales]).toEqual([0, 0, 0]);
});

test('a number that is not finite is named by its row', () => {
  expect(() => quantiseRows(Float32Array.of(0, 1, 2, NaN), 2, 2)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: row 1, column 1: expected a finite number, came NaN]`);
  expect(() => quantiseRows(Float32Array.of(0, -Infinity), 2, 1)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: row 1, column 0: expected a finite number, came -Infinity]`);
  expect(() => quantiseRows(Float32Array.of(0), 2, 1)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: quantiseRows: expected 2 × 1 numbers, came 1]`);
});
