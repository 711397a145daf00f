import { hasBit } from '../bitset.ts';
import { type Ranked } from '../scorer.ts';
import { topK } from '../top-k.ts';

/** Scores that are looked at to guess a bound. */
const SAMPLE = 16_384;
/** The bound is guessed so that about so many times k pass it: the sample's error is far below that. */
const MARGIN = 2;
/** Where more than so many times k pass, the guess was useless. */
const MOST = 8;

/**
 * As `topK`, for the first stage: thousands out of hundreds of thousands. A heap of thousands is slow where scores
 * rise with the index (each enters it); here only those above a bound, guessed from a sample, reach the heap. Where
 * the guess fails, `topK` does it all, so the result is the same whatever the scores.
 * @throws as `topK`.
 */
export function topKOfMany(scores: Float32Array, k: number, hidden: Uint32Array): Ranked {
  const bound = lowerBound(scores, k, hidden);
  const passed = bound === null ? null : above(scores, bound, MOST * k, hidden);
  if (passed === null || passed.length < k) return topK(scores, k, hidden);
  const { items, scores: best } = topK(Float32Array.from(passed, (item) => scores[item]), k, new Uint32Array());
  return { items: items.map((at) => passed[at]), scores: best };
}

/** A score that about MARGIN·k items reach; null where a sample cannot tell. */
function lowerBound(scores: Float32Array, k: number, hidden: Uint32Array): number | null {
  const step = Math.floor(scores.length / SAMPLE);
  const wanted = Math.ceil((MARGIN * k) / step);
  if (step < 2 || !(k > 0)) return null;
  const sample = new Float32Array(SAMPLE);
  for (let i = 0, item = 0; i < SAMPLE; i++, item += step) sample[i] = hasBit(hidden, item) ? NaN : scores[item];
  const { scores: best } = topK(sample, wanted, new Uint32Array());
  return best.length === wanted ? best[wanted - 1] : null;
}

/** The items that reach the bound, in order; null where they are more than `most`. */
function above(scores: Float32Array, bound: number, most: number, hidden: Uint32Array): Int32Array | null {
  const passed = new Int32Array(Math.min(most, scores.length));
  let size = 0;
  for (let item = 0; item < scores.length; item++) {
    if (!(scores[item] >= bound) || hasBit(hidden, item)) continue;
    if (size === passed.length) return null;
    passed[size++] = item;
  }
  return passed.subarray(0, size);
}
