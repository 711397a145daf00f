import { Sfc32, shuffle } from '../random.ts';
import type { Groups } from './group-by.ts';

const STREAM = 0x0d3a1;

/**
 * Shuffles the rows of each group in place, by the group's number: so rows without an order of their own get one that
 * says nothing. (The file's says much, where it is sorted by popularity, as files often are.)
 */
export function shuffleGroups({ offsets, rows }: Groups): void {
  for (let group = 0; group + 1 < offsets.length; group++) {
    shuffle(rows.subarray(offsets[group], offsets[group + 1]), new Sfc32(STREAM, group));
  }
}
