import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge } from './judge.ts';
import { popularLists } from './popular-lists.ts';
import { LIST_LENGTH } from './prediction-log.ts';
import { type Case } from './protocol-split.ts';

function caseOf(items: number[], predicted: number[], negatives: number[] | null = null): Case {
  return { user: 0, items: Int32Array.from(items), types: new Uint8Array(items.length), predicted: Int32Array.from(predicted), negatives: negatives && Int32Array.from(negatives) };
}

const rowsOf = (lists: Int32Array) => Array.from({ length: lists.length / LIST_LENGTH }, (_, row) => [...lists.subarray(LIST_LENGTH * row, LIST_LENGTH * (row + 1))].filter((item) => item >= 0));

it('is what was not met, most popular first, equals by index, user by user', () => {
  const popularity = [5, 9, 7, 7];
  const lists = popularLists([caseOf([2, 0, 2, 3], [0, 1, 3]), caseOf([1, 0], [1])], popularity);
  expect(lists.length).toBe(4 * LIST_LENGTH);
  expect(rowsOf(lists)).toEqual([[1, 2, 3, 0], [1, 3, 0], [1, 3], [2, 3, 0]]);
});

it('is at most 10 long', () => {
  expect(rowsOf(popularLists([caseOf([11], [0])], Array(12).fill(1)))).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
});

it('of negatives is these and the target, whether met or not', () => {
  expect(rowsOf(popularLists([caseOf([3, 1], [1], [3, 0])], [5, 6, 9, 7]))).toEqual([[3, 1, 0]]);
});

it('has the target wherever the popularity arm hits it', () => {
  const negatives = fc.option(fc.uniqueArray(fc.nat(19), { minLength: 12 }));
  const history = fc.uniqueArray(fc.nat(19), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(fc.nat(6), { minLength: 20, maxLength: 20 }), history, negatives, (popularity, items, others) => {
      const [target] = items.slice(-1);
      const each = caseOf(items, [items.length - 1], others);
      const met = Uint8Array.from(popularity, (_, item) => Number(items.slice(0, -1).includes(item)));
      const { rank } = judge(Float32Array.from(popularity), target, { met, negatives: each.negatives }, new Int32Array(LIST_LENGTH));
      const [list] = rowsOf(popularLists([each], popularity));
      if (rank <= LIST_LENGTH) expect(list).toContain(target);
      const ahead = list.indexOf(target) < 0 ? list : list.slice(0, list.indexOf(target));
      for (const item of ahead) expect(popularity[item]).toBeGreaterThanOrEqual(popularity[target]);
    }),
  );
});
