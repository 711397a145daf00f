import { LIST_LENGTH } from './prediction-log.ts';
import { type Case, predictionsOf } from './protocol-split.ts';

/**
 * What a popularity list would have shown at each prediction of the cases, in the order of their log, [P, 10]; −1 where
 * there are fewer candidates. It has the same candidates as the arms: the negatives of a case and its target, or all
 * items not met before. Equal popularity comes by item index.
 * @param cases in the order in which the arms are tried on them
 * @param popularity of each item, [n]
 */
export function popularLists(cases: readonly Case[], popularity: ArrayLike<number>): Int32Array {
  const byPopularity = (a: number, b: number) => popularity[b] - popularity[a] || a - b;
  const order = Int32Array.from({ length: popularity.length }, (_, item) => item).sort(byPopularity);
  const met = new Uint8Array(popularity.length);
  const lists = new Int32Array(LIST_LENGTH * predictionsOf(cases)).fill(-1);
  let row = 0;
  for (const { items, predicted, negatives } of cases) {
    met.fill(0);
    let observed = 0;
    for (const at of predicted) {
      while (observed < at) met[items[observed++]] = 1;
      const list = lists.subarray(LIST_LENGTH * row, LIST_LENGTH * ++row);
      if (negatives === null) fillUp(list, order, met);
      else list.set([...new Set([...negatives, items[at]])].sort(byPopularity).slice(0, LIST_LENGTH));
    }
  }
  return lists;
}

/** The first items of the order that were not met. */
function fillUp(list: Int32Array, order: Int32Array, met: Uint8Array): void {
  let listed = 0;
  for (let i = 0; i < order.length && listed < list.length; i++) if (met[order[i]] === 0) list[listed++] = order[i];
}
