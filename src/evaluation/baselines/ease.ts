import { type TrainingSet } from '../training-set.ts';
import { type Baseline } from './baseline.ts';
import { coOccurrences } from './co-occurrences.ts';
import { invertPositiveDefinite } from './invert-positive-definite.ts';
import { LEFT } from './packed-product.ts';
import { perTrainingSet } from './per-training-set.ts';
import { popularAtFirst } from './popular-at-first.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { RecentItems } from './recent-items.ts';
import { userItems } from './user-items.ts';

/** `maxItems` bounds the time, which grows with its cube: 4,000 items take a quarter of a minute. */
const DEFAULTS = { lambda: 500, maxItems: 4000, last: 10 };

/**
 * EASE (Steck 2019, eq. 8): P = (XᵀX + lambda·I)⁻¹, B = I − P·diag(1 / P_jj) with zeros on the diagonal, score = x·B, x being 1
 * at the visitor's items. Only the `maxItems` most popular items take part; the others score 0. `last` as in
 * item-knn.ts.
 */
export const ease: Baseline = {
  name: 'ease',
  // Those of one λ stand together: they share its weights.
  candidates: [
    { lambda: 500, last: 10 },
    { lambda: 500, last: 0 },
    { lambda: 1000, last: 10 },
    { lambda: 1000, last: 5 },
    { lambda: 100, last: 10 },
    { lambda: 100, last: 0 },
  ],
  async fit(train, settings, context) {
    const { lambda, maxItems, last } = readSettings(DEFAULTS, settings);
    const { kept, touched } = popularItems(train, maxItems);
    const weights = await weightsFor(train, kept, lambda, context?.signal);
    const placeOf = new Int32Array(train.items.length).fill(-1);
    kept.forEach((item, place) => (placeOf[item] = place));
    const cuts = kept.length < touched ? [`ease learned from the ${kept.length} most popular of ${touched} items`] : [];
    return { ...popularAtFirst(train, easeVisitors(weights, kept, placeOf, train.ordered ? last : 0), (item) => placeOf[item] >= 0), cuts };
  },
};

/** The most popular items, ascending, and how many there are with any training event. */
function popularItems(train: TrainingSet, maxItems: number): { kept: Int32Array; touched: number } {
  const { offsets } = userItems(train).byItem;
  const users = (item: number) => offsets[item + 1] - offsets[item];
  const touched = Int32Array.from(train.items.keys()).filter((item) => users(item) > 0);
  const kept = touched.slice().sort((a, b) => users(b) - users(a) || a - b).slice(0, maxItems);
  return { kept: kept.sort(), touched: touched.length };
}

const latest = perTrainingSet((): { lambda: number; weights: Float32Array } => ({ lambda: NaN, weights: new Float32Array(0) }));

/** Candidates that read the same weights otherwise share them; of several λ only the last one's are kept, they are large. */
async function weightsFor(train: TrainingSet, kept: Int32Array, lambda: number, signal?: AbortSignal): Promise<Float32Array> {
  const found = latest(train);
  if (found.lambda === lambda && found.weights.length === kept.length ** 2) return found.weights;
  const weights = await easeWeights(train, kept, lambda, signal);
  return Object.assign(found, { lambda, weights }).weights;
}

/** B [m, m] of the m items kept. */
async function easeWeights(train: TrainingSet, kept: Int32Array, lambda: number, signal?: AbortSignal): Promise<Float32Array> {
  const m = kept.length;
  const order = Math.ceil(m / LEFT) * LEFT;
  const a = gram(train, kept, order);
  // Rows past the last item are the identity's: they fill the last tile and touch nothing.
  for (let i = 0; i < order; i++) a[i * order + i] += i < m ? lambda : 1;
  await invertPositiveDefinite(a, order, signal);
  const weights = new Float32Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      weights[i * m + j] = -a[i * order + j] / a[j * order + j];
      weights[j * m + i] = -a[i * order + j] / a[i * order + i];
    }
  }
  return weights;
}

/** XᵀX of the items kept, [order, order], zeros past them. */
function gram(train: TrainingSet, kept: Int32Array, order: number): Float64Array {
  const { offsets } = userItems(train).byItem;
  const rows = coOccurrences(train);
  const dense = new Float64Array(train.items.length);
  const a = new Float64Array(order * order);
  kept.forEach((item, i) => {
    const { items, weights } = rows[item];
    for (let j = 0; j < items.length; j++) dense[items[j]] = weights[j];
    dense[item] = offsets[item + 1] - offsets[item];
    for (let j = 0; j < kept.length; j++) a[i * order + j] = dense[kept[j]];
    dense.fill(0);
  });
  return a;
}

function easeVisitors(weights: Float32Array, kept: Int32Array, placeOf: Int32Array, last: number): () => QuickVisitor {
  const m = kept.length;
  const scores = new Float32Array(placeOf.length);
  return () => {
    const sums = new Float64Array(m);
    const recent = new RecentItems(last);
    const change = (item: number, sign: number) => {
      const row = placeOf[item] * m;
      if (row >= 0) for (let j = 0; j < m; j++) sums[j] += sign * weights[row + j];
    };
    return {
      observe: ({ item }) => recent.touch(item, change),
      scores() {
        for (let j = 0; j < m; j++) scores[kept[j]] = sums[j];
        return scores;
      },
    };
  };
}
