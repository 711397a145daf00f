/**
 * Who dislikes what. In the middle of a visitor's events (after 50 at most) the frozen tower makes a list. Of its items one
 * is chosen whose like (its nearest neighbours by the cosine of the bundle's factors, itself included) the visitor takes
 * none of in the events that follow, and of whose like the list shows most: its first few of that like are disliked. So
 * the visitor means what they say, and what they take next does not speak against it. All arms get the same dislikes.
 */
import { setImmediate } from 'node:timers/promises';
import { AbortedError } from '../../errors.ts';
import { createBitset, setBit } from '../../kernels/bitset.ts';
import { topK } from '../../kernels/top-k.ts';
import { EVENT_TYPES } from '../../types.ts';
import { type BundleFactors } from '../fold-in/bundle-factors.ts';
import { type Case, eventAt } from '../protocol-split.ts';
import { type Recommender } from '../recommender.ts';
import { type DislikeSettings } from './dislike-test.ts';

export interface DislikePlan {
  /** The visitor as they were, and the same with the dislikes. The same items are predicted in both. */
  without: Case;
  with: Case;
  disliked: Int32Array;
  /** 1 for items like the disliked ones, [n]. */
  like: Uint8Array;
}

const MOST_BEFORE = 50;
const FEWEST_BEFORE = 5;
const DISMISSAL = EVENT_TYPES.indexOf('dismiss');

/** Null for a visitor with too few events, or to whom nothing is shown that they could mean. */
export async function planDislikes(tower: Recommender, factors: BundleFactors, each: Case, settings: DislikeSettings, signal?: AbortSignal): Promise<DislikePlan | null> {
  await setImmediate(); // So that a Ctrl-C is heard.
  if (signal?.aborted) throw new AbortedError('the dislike test was interrupted');
  const at = Math.min(MOST_BEFORE, Math.floor(each.items.length / 2));
  const end = Math.min(each.items.length, at + settings.horizon);
  const predicted = each.predicted.filter((place) => place >= at && place < end);
  if (at < FEWEST_BEFORE || predicted.length === 0) return null;

  const visitor = tower.start();
  const met = createBitset(factors.factors.length / factors.dim);
  for (let event = 0; event < at; event++) {
    await visitor.observe(eventAt(each, event));
    setBit(met, each.items[event]);
  }
  const { items: list } = topK(await visitor.scores(), settings.list, met);
  const taken = new Set(each.items.subarray(at, end));
  const meant = mostShown(factors, list, taken, settings);
  if (meant === null) return null;

  const { disliked, like } = meant;
  const [items, types] = [each.items.subarray(0, end), each.types.subarray(0, end)];
  return {
    without: { ...each, items, types, predicted },
    with: {
      ...each,
      items: Int32Array.from([...items.subarray(0, at), ...disliked, ...items.subarray(at)]),
      types: Uint8Array.from([...types.subarray(0, at), ...disliked.map(() => DISMISSAL), ...types.subarray(at)]),
      predicted: predicted.map((place) => place + disliked.length),
    },
    disliked,
    like,
  };
}

/** The first items of the like that the list shows most of, among those of whose like none is taken; of equals that of the better place. */
function mostShown(factors: BundleFactors, list: Int32Array, taken: ReadonlySet<number>, { dislikes, cluster }: DislikeSettings): Pick<DislikePlan, 'disliked' | 'like'> | null {
  let best: Pick<DislikePlan, 'disliked' | 'like'> | null = null;
  let most = dislikes - 1;
  for (const seed of list) {
    const like = nearest(factors, seed, cluster);
    if ([...taken].some((item) => like[item] === 1)) continue;
    const shown = list.filter((item) => like[item] === 1);
    if (shown.length <= most) continue;
    most = shown.length;
    best = { disliked: shown.slice(0, dislikes), like };
  }
  return best;
}

/** 1 for the `count` items whose factors point most nearly the way of one, [n], itself included. */
function nearest({ dim, factors }: BundleFactors, item: number, count: number): Uint8Array {
  const n = factors.length / dim;
  const lengthOf = (row: number) => Math.sqrt(dot(factors, row, row, dim));
  const own = lengthOf(item);
  const cosines = Float32Array.from({ length: n }, (_, other) => dot(factors, item, other, dim) / Math.max(own * lengthOf(other), 1e-12));
  cosines[item] = Infinity;
  const like = new Uint8Array(n);
  for (const other of topK(cosines, count, createBitset(n)).items) like[other] = 1;
  return like;
}

function dot(factors: Float64Array, a: number, b: number, dim: number): number {
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += factors[a * dim + i] * factors[b * dim + i];
  return sum;
}
