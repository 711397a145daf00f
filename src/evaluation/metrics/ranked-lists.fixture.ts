/** Arbitrary ranked lists, for property tests. */
import fc from 'fast-check';

/** Items of the catalogue the lists are drawn from. */
export const ITEMS = 30;

const someItems = fc.uniqueArray(fc.nat(ITEMS - 1), { maxLength: ITEMS });
export const cutoffs = fc.integer({ min: 1, max: ITEMS + 5 });

/** A list of distinct items, best first, what is relevant (perhaps nothing, perhaps not in the list), a cut-off (perhaps beyond the list). */
export const rankings = fc.record({ list: someItems, relevant: someItems.map((items) => new Set(items)), k: cutoffs });

/** The whole catalogue in some order, one relevant item, and its rank, from 1. */
export const singleTruths = fc
  .record({ list: fc.shuffledSubarray([...Array(ITEMS).keys()], { minLength: ITEMS }), rank: fc.integer({ min: 1, max: ITEMS }), k: cutoffs })
  .map(({ list, rank, k }) => ({ list, rank, k, relevant: new Set([list[rank - 1]]) }));

export type Accuracy = (list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number) => number;

/** The same list with the item at `place` and the one before it exchanged. */
export function raised(list: readonly number[], place: number): number[] {
  const swapped = [...list];
  [swapped[place - 1], swapped[place]] = [list[place], list[place - 1]];
  return swapped;
}
