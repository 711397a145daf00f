import { expect, test } from 'vitest';
import { randomTransitions } from '../kernels/testing/random-transitions.ts';
import { Sfc32, shuffle } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { reorderedTransitions } from './reordered-transitions.ts';

/** M, dense. */
function dense({ offsets, items, codes, scales }: TransitionTables): number[][] {
  return Array.from(scales, (scale, row) => {
    const values = Array.from<number>({ length: scales.length }).fill(0);
    for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) values[items[entry]] = codes[entry] * scale;
    return values;
  });
}

test('row r and column c are what rows order[r] and order[c] were, and columns still ascend', () => {
  const tables = randomTransitions(30, 8, new Sfc32(3));
  const order = shuffle(Int32Array.from({ length: 30 }, (_, i) => i), new Sfc32(4));
  const result = reorderedTransitions(tables, order);
  const [before, after] = [dense(tables), dense(result)];
  expect(after).toEqual(Array.from(order, (row) => Array.from(order, (column) => before[row][column])));
  for (let row = 0; row < 30; row++) {
    const columns = [...result.items.subarray(result.offsets[row], result.offsets[row + 1])];
    expect(columns).toEqual(columns.toSorted((a, b) => a - b));
  }
  const same = reorderedTransitions(tables, Int32Array.from({ length: 30 }, (_, i) => i));
  expect(dense(same)).toEqual(before);
});
