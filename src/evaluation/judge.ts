import { TasteKitError } from '../errors.ts';
import { LIST_LENGTH } from './prediction-log.ts';

/** What a predicted item is ranked among, itself aside. */
export interface Candidates {
  /** 1 for items that are left out, [n]. */
  met: Uint8Array;
  /** Only these, whether met or not; null: all that were not met. */
  negatives: Int32Array | null;
}

export interface Judgement {
  /** 1 + the number of other candidates that score as high or higher: ties count against the target. */
  rank: number;
  /** The target included. */
  candidates: number;
}

const bestScores = new Float64Array(LIST_LENGTH);

/**
 * Ranks the target by `scores`, [n], and puts the best 10 candidates into `top`, [10], filled up with −1. Equal scores
 * come by item index, the target last of them, so that it is in the list just where its rank is at most 10. O(n).
 * @throws TasteKitError (`INTERNAL`) at a score that is not a number.
 */
export function judge(scores: Float32Array, target: number, { met, negatives }: Candidates, top: Int32Array): Judgement {
  const { above, others, listed } = negatives === null ? amongAll(scores, target, met, top) : among(negatives, scores, target, top);
  top.fill(-1, listed);
  if (above < LIST_LENGTH) {
    top.copyWithin(above + 1, above, LIST_LENGTH - 1);
    top[above] = target;
  }
  return { rank: above + 1, candidates: others + 1 };
}

/** Other candidates: how many, how many of them come before the target, and how many are in the list. */
interface Others {
  above: number;
  others: number;
  listed: number;
}

/** Most of an evaluation's judging is done here: hence one plain loop. */
function amongAll(scores: Float32Array, target: number, met: Uint8Array, top: Int32Array): Others {
  const aim = numeric(scores, target);
  let above = 0;
  let others = 0;
  let listed = 0;
  let last = Infinity;
  for (let item = 0; item < scores.length; item++) {
    if (met[item] === 1 || item === target) continue;
    const score = scores[item];
    if (!(score < aim)) {
      numeric(scores, item); // What is no number is not below the target either.
      above++;
    }
    others++;
    // An equal score comes later, as its index is higher.
    if (listed === LIST_LENGTH && score <= last) continue;
    listed = insert(top, item, score, listed);
    last = bestScores[listed - 1];
  }
  return { above, others, listed };
}

/** In whatever order they come. */
function among(negatives: Int32Array, scores: Float32Array, target: number, top: Int32Array): Others {
  const aim = numeric(scores, target);
  const counts: Others = { above: 0, others: 0, listed: 0 };
  for (const item of negatives) {
    if (item === target) continue;
    const score = numeric(scores, item);
    counts.others++;
    if (score >= aim) counts.above++;
    counts.listed = insert(top, item, score, counts.listed);
  }
  return counts;
}

/** Puts an item into the list of the `listed` best so far, and returns how many there are now. */
function insert(top: Int32Array, item: number, score: number, listed: number): number {
  let at = listed;
  while (at > 0 && (score > bestScores[at - 1] || (score === bestScores[at - 1] && item < top[at - 1]))) at--;
  if (at === LIST_LENGTH) return listed;
  const longer = Math.min(LIST_LENGTH, listed + 1);
  for (let i = longer - 1; i > at; i--) {
    bestScores[i] = bestScores[i - 1];
    top[i] = top[i - 1];
  }
  bestScores[at] = score;
  top[at] = item;
  return longer;
}

function numeric(scores: Float32Array, item: number): number {
  const score = scores[item];
  if (Number.isNaN(score) || score === undefined) throw new TasteKitError('INTERNAL', `expected a score for each item, got ${score} for item ${item}`);
  return score;
}
