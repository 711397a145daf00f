/** The area under the ROC curve: how likely a relevant item scores above one that is not. */
import { OptionError } from '../../errors.ts';

/**
 * AUC of all items' scores, by rank sums (Mann & Whitney 1947; Hanley & McNeil 1982):
 *
 *     AUC = (Σ over relevant of midrank − P·(P + 1)/2) / (P·N)
 *
 * P relevant items, N others, midranks ascending from 1: an equal score counts one half. Null where P or N is 0, since
 * there is no pair to compare. O(n log n).
 * @param scores of item i at place i, [n]
 * @throws OptionError for a score that is NaN, or a relevant item outside the scores.
 */
export function auc(scores: ArrayLike<number>, relevant: ReadonlySet<number>): number | null {
  const sorted = Float64Array.from(scores).sort();
  // Typed arrays sort NaN to the end.
  if (Number.isNaN(sorted.at(-1))) throw new OptionError('scores', 'expected numbers, got NaN');
  const others = scores.length - relevant.size;
  if (relevant.size === 0 || others <= 0) return null;
  let ranks = 0;
  for (const item of relevant) {
    if (scores[item] === undefined) throw new OptionError('relevant', `expected items below ${scores.length}, got ${item}`);
    ranks += (firstAtLeast(sorted, scores[item]) + firstAbove(sorted, scores[item]) + 1) / 2;
  }
  return (ranks - (relevant.size * (relevant.size + 1)) / 2) / (relevant.size * others);
}

/**
 * AUC where one item is relevant and has this rank, from 1, among so many candidates, itself included: the share of the
 * others that it beats. An equal score counts as the rank counted it. Null for a single candidate.
 */
export function aucOfRank(rank: number, candidates: number): number | null {
  return candidates < 2 ? null : (candidates - rank) / (candidates - 1);
}

/** How many of the ascending values are below `value`. */
function firstAtLeast(ascending: Float64Array, value: number): number {
  return bisect(ascending, (other) => other >= value);
}

/** How many of the ascending values are at most `value`. */
function firstAbove(ascending: Float64Array, value: number): number {
  return bisect(ascending, (other) => other > value);
}

/** The first place where `holds`, which is false up to there and true from there on. */
function bisect(ascending: Float64Array, holds: (value: number) => boolean): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(ascending[middle])) to = middle;
    else from = middle + 1;
  }
  return from;
}
