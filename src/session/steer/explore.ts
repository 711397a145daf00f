/** The knob between familiar and explore: how much variety a share of it is. */
import { type Ranked } from '../../kernels/scorer.ts';
import { type SessionModel } from '../session-model.ts';
import { Cosines } from './cosines.ts';
import { Mmr, type MmrCandidates } from './mmr.ts';

/** Variety is chosen among so many of the best. */
export const POOL = 200;
/** The knob is calibrated on the first so many places, whatever the length of the list: a shorter one begins a longer one. */
const PLACES = 20;
/** Halvings of λ. */
const STEPS = 8;

/**
 * Maximal marginal relevance over the first of `ranked` (best first), with as much variety as `explore` in (0, 1] asks for:
 * the list's mean distance 1 − cos(q_i, q_j) over all pairs lies that share of the way from the plain list's to the most
 * varied one's. λ is found anew for each ranking, by halving, so that a step of the knob is a step for every visitor
 * and every bundle, whatever the spread of their scores.
 */
export function exploring({ factors, config }: Pick<SessionModel, 'factors' | 'config'>, ranked: Ranked, explore: number): Mmr {
  const items = ranked.items.slice(0, POOL);
  const cosines = new Cosines(factors, config.dim, items);
  const candidates: MmrCandidates = { relevance: relevance(ranked.scores.subarray(0, items.length)), cosines: (item) => cosines.row(item) };
  return new Mmr(candidates, diversityWeight(candidates, items, explore));
}

function diversityWeight(candidates: MmrCandidates, items: Int32Array, explore: number): number {
  if (explore >= 1) return 1;
  const spreadAt = (lambda: number) => spread(candidates, items, firstPlaces(candidates, items, lambda));
  const [plain, most] = [spreadAt(0), spreadAt(1)];
  const wanted = plain + explore * (most - plain);
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (spreadAt(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** From 1 for the best to 0 for the last, linear in the score. [m] */
function relevance(scores: Float32Array): Float64Array {
  const [best, last] = [scores[0], scores[scores.length - 1]];
  return Float64Array.from(scores, (score) => (best > last ? (score - last) / (best - last) : 0));
}

/** Places among the candidates of those on the list that λ makes. */
function firstPlaces(candidates: MmrCandidates, items: Int32Array, lambda: number): number[] {
  const mmr = new Mmr(candidates, lambda);
  const taken = new Uint8Array(items.length);
  const list: number[] = [];
  while (list.length < Math.min(PLACES, items.length)) {
    const at = mmr.best((candidate) => taken[candidate] === 0);
    taken[at] = 1;
    list.push(at);
    mmr.choose(items[at]);
  }
  return list;
}

/** The mean of 1 − cosine over all pairs; 0 where there is no pair. */
function spread({ cosines }: MmrCandidates, items: Int32Array, list: readonly number[]): number {
  const pairs = (list.length * (list.length - 1)) / 2;
  let sum = 0;
  for (let i = 1; i < list.length; i++) {
    const row = cosines(items[list[i]]);
    for (let j = 0; j < i; j++) sum += 1 - row[list[j]];
  }
  return pairs === 0 ? 0 : sum / pairs;
}
