import { expect, it } from 'vitest';
import { contentFeatures } from '../../catalog/content-features.ts';
import { type TransitionTables } from '../../types.ts';
import { contentTransitions } from './content-transitions.ts';

/** Rows of [item, code], all by scale ½. */
function tables(rows: [item: number, code: number][][]): TransitionTables {
  const offsets = Int32Array.from([0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)]);
  return { offsets, items: Int32Array.from(rows.flat(), ([item]) => item), codes: Uint8Array.from(rows.flat(), ([, code]) => code), scales: new Float32Array(rows.length).fill(0.5) };
}

const rowsOf = ({ offsets, items, codes, scales }: TransitionTables) =>
  Array.from(scales, (scale, row) => Array.from({ length: offsets[row + 1] - offsets[row] }, (_, k) => [items[offsets[row] + k], codes[offsets[row] + k] * scale]));

const items = (genres: string[][]) => genres.map((own, i) => ({ id: `${i}`, title: `Item ${i}`, genres: own, year: null, extra: {} }));

it('without new items only names what is kept, in its new places', () => {
  const before = tables([[[1, 200], [2, 100]], [[0, 50]], [[0, 20], [1, 30]]]);
  // Old row 1 is gone; 2 and 0 change places.
  const after = contentTransitions(before, Int32Array.of(2, 0), contentFeatures(items([['a'], ['a']])));
  expect(rowsOf(after)).toEqual([[[1, 10]], [[0, 50]]]);
});

it('by hand: a new item is followed by, and follows, what those of its genre do, a tenth for each of them', () => {
  const before = tables([[[1, 200], [2, 100]], [[0, 50], [2, 8]], [[0, 20]]]);
  // Place 3 is new and of the genre of 1 and 2. Row 1 leads to 2 with 4, a tenth of which is less than half a step.
  const after = rowsOf(contentTransitions(before, Int32Array.of(0, 1, 2, -1), contentFeatures(items([['b'], ['a'], ['a'], ['a']]))));
  expect(after.slice(0, 3)).toEqual([
    [[1, 100], [2, 50], [3, 15]],
    [[0, 25], [2, 4], [3, 0.5]],
    [[0, 10]],
  ]);
  // The mean of the rows of 1 and 2: (25 + 10) / 2 and 4 / 2.
  expect(after[3].map(([item]) => item)).toEqual([0, 2]);
  expect(after[3][0][1]).toBeCloseTo(17.5, 5);
  expect(after[3][1][1]).toBeCloseTo(2, 0);
});

it('a new item without any content is followed by nothing', () => {
  const after = contentTransitions(tables([[[1, 9]], [[0, 9]]]), Int32Array.of(0, 1, -1), contentFeatures(items([['a'], ['a'], []])));
  expect(rowsOf(after)).toEqual([[[1, 4.5]], [[0, 4.5]], []]);
});
