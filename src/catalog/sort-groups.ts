import type { Groups } from './group-by.ts';

/** Sorts the rows of each group by `placeOf[row]`, ascending and in place; equal ones keep the order they have. */
export function sortGroups({ offsets, rows }: Groups, placeOf: Float64Array): void {
  for (let group = 0; group + 1 < offsets.length; group++) {
    const own = rows.subarray(offsets[group], offsets[group + 1]);
    if (!isSorted(own, placeOf)) own.sort((a, b) => placeOf[a] - placeOf[b]);
  }
}

function isSorted(rows: Int32Array, placeOf: Float64Array): boolean {
  for (let i = 1; i < rows.length; i++) if (placeOf[rows[i]] < placeOf[rows[i - 1]]) return false;
  return true;
}
