/**
 * The first stage of two, for large catalogues: the score without its MLP, over all items, in integers.
 *
 * The GMF weights w = m0·gmf ∘ u become w ≈ scale·(256·high + low) with two signed 8-bit digits each, so that the dot
 * product with the int8 rows is exact on every backend: in 32-bit integers, in 8-bit dot-product instructions, and in
 * float32, one digit at a time (up to d = 512). Backends can then differ by the last bit of two float32 additions only,
 * and choose the same candidates. The score is in units of that scale, and so is the sparse term that is added to it.
 */
import { type PreparedHead } from './prepared-head.ts';
import { type ItemTables, type SparseScores } from './scorer.ts';

/** Above so many items, two stages are the default. */
const TWO_STAGES_ABOVE = 50_000;
/** Candidates by default; docs/BENCHMARKS.md has the recall. */
const CANDIDATES = 4096;
/** The first stage hands on at least so many times what is wanted. */
const CANDIDATES_PER_ITEM = 4;
/** 127·256 + 127: the largest number of two signed digits. */
const LARGEST = 32_639;
/** The weights of bias and popularity, and the sparse term, divided by the scale, are at most this: their sums stay float32. */
const HEAVIEST = 1e30;
/** A smaller scale would lose digits even in float64. */
const SMALLEST_SCALE = 1e-300;

export function defaultCandidates(count: number): number {
  return count > TWO_STAGES_ABOVE ? CANDIDATES : 0;
}

/** Candidates for a list of k. */
export function candidatesFor(candidates: number, k: number, ready: number): number {
  // Rounded up, so that a k that is no count is refused as what it was, when the list is made.
  return Math.min(ready, Math.max(candidates, Math.ceil(CANDIDATES_PER_ITEM * k)));
}

/** What the first stage needs of a visitor. */
export interface RetrievalQuery {
  /** Digits of the weights, [d] each: weight ≈ scale·(256·high + low). */
  high: Int8Array;
  low: Int8Array;
  /** Weight of the item's bias and of its popularity, divided by the scale of the digits, as float32. */
  bias: number;
  popularity: number;
  /** The sparse term, divided by the scale: what a backend adds to the scores when all else is in them (`addSparse`). */
  memory: SparseScores;
}

export function retrievalQuery(head: PreparedHead): RetrievalQuery {
  const largest = head.gmf.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const { items, values } = head.memory;
  const heaviest = values.reduce((most, value) => Math.max(most, Math.abs(value)), Math.max(Math.abs(head.bias), Math.abs(head.popularity)));
  // Where all else outweighs the dot product beyond any float32, its digits are what gives way.
  const wanted = Math.max(largest / LARGEST, heaviest / HEAVIEST);
  const scale = wanted > SMALLEST_SCALE ? wanted : 1;
  const whole = Int32Array.from(head.gmf, (weight) => Math.round(weight / scale));
  const high = Int8Array.from(whole, (value) => Math.round(value / 256));
  const low = Int8Array.from(whole, (value, i) => value - 256 * high[i]);
  const memory = { items, values: values.map((value) => value / scale) };
  return { high, low, bias: Math.fround(head.bias / scale), popularity: Math.fround(head.popularity / scale), memory };
}

/** The twin of every backend's first stage, but for the sparse term: (dot·rowScale + bias·b) + popularity·p, each step in float32, [to − from]. */
export function retrievalScores(query: RetrievalQuery, tables: ItemTables, from: number, to: number): Float32Array {
  const { values, scales } = tables.factors;
  const weights = Int32Array.from(query.high, (high, i) => 256 * high + query.low[i]);
  const dim = weights.length;
  const scores = new Float32Array(to - from);
  for (let item = from; item < to; item++) {
    let dot = 0;
    for (let i = 0, at = item * dim; i < dim; i++, at++) dot = (dot + Math.imul(weights[i], values[at])) | 0;
    const gmf = Math.fround(Math.fround(dot) * scales[item]);
    const biased = Math.fround(gmf + Math.fround(query.bias * tables.bias[item]));
    scores[item - from] = biased + Math.fround(query.popularity * tables.popularity[item]);
  }
  return scores;
}
