/** Novelty: how little known the shown items are. */
import { checkCutoff } from './check-cutoff.ts';

/**
 * Self-information of each item in bits, −log2 p(i), [n] (Zhou et al., PNAS 2010; Vargas & Castells, RecSys 2011). p(i)
 * is the share of the training *users* who have item i, however often each: (users with i + ½) / (users + 1), the
 * Jeffreys estimate, so that an item nobody has gets log2(2·(users + 1)) bits and one that all have a little above 0.
 * @param holders training users who have each item, [n]
 * @param users training users
 */
export function selfInformation(holders: ArrayLike<number>, users: number): Float64Array {
  return Float64Array.from(holders, (count) => Math.log2((users + 1) / (count + 0.5)));
}

/**
 * Novelty@k: the mean self-information of the first k items, in bits. Of the items there are, where the list is shorter;
 * null for an empty list. It asks only what is shown, neither in which order nor whether it is relevant.
 * @param list item ids
 * @param information as `selfInformation` gives it, [n]
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function novelty(list: ArrayLike<number>, information: Float64Array, k: number): number | null {
  checkCutoff(k);
  const length = Math.min(k, list.length);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += information[list[i]];
  return length === 0 ? null : sum / length;
}
