import { type Baseline } from './baseline.ts';
import { coOccurrences } from './co-occurrences.ts';
import { popularAtFirst } from './popular-at-first.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { RecentItems } from './recent-items.ts';
import { addRow, type SparseRow } from './sparse-row.ts';
import { userItems } from './user-items.ts';

const DEFAULTS = { neighbours: 100, shrink: 10, last: 3 };

/**
 * Item-based neighbours (Sarwar et al. 2001; Deshpande & Karypis 2004, "Item-based top-N"): with c_ab users of both items
 * and n_a of one, sim(a, b) = c_ab / (√(n_a·n_b) + shrink), of each a the most similar `neighbours` items kept, and
 * score_i = Σ sim(a, i) over the visitor's distinct items a; with `last` above 0 only the last so many, if there is an order: no
 * part of the papers, but where tastes or catalogues move on it doubles what they reach.
 */
export const itemKnn: Baseline = {
  name: 'item-knn',
  candidates: [
    DEFAULTS,
    { neighbours: 100, shrink: 10, last: 0 },
    { neighbours: 100, shrink: 10, last: 10 },
    { neighbours: 100, shrink: 0, last: 3 },
    { neighbours: 20, shrink: 0, last: 0 },
    { neighbours: 400, shrink: 50, last: 0 },
  ],
  fit(train, settings) {
    const { neighbours, shrink, last } = readSettings(DEFAULTS, settings);
    const { offsets } = userItems(train).byItem;
    const counts = Float64Array.from(train.items, (_, item) => offsets[item + 1] - offsets[item]);
    const rows = coOccurrences(train).map((row, a) => nearest(row, a, counts, shrink, neighbours));
    const start = knnVisitors(rows, train.ordered ? last : 0);
    return popularAtFirst(train, start, (item) => rows[item].items.length > 0);
  },
};

/** The most similar items of a, equal ones by index. */
function nearest({ items, weights }: SparseRow, a: number, counts: Float64Array, shrink: number, neighbours: number): SparseRow {
  const similarity = Float32Array.from(items, (b, j) => weights[j] / (Math.sqrt(counts[a] * counts[b]) + shrink));
  if (items.length <= neighbours) return { items, weights: similarity };
  const least = similarity.slice().sort()[items.length - neighbours];
  let ties = neighbours - similarity.reduce((above, value) => above + (value > least ? 1 : 0), 0);
  const kept = { items: new Int32Array(neighbours), weights: new Float32Array(neighbours) };
  for (let j = 0, at = 0; j < items.length; j++) {
    if (!(similarity[j] > least || (similarity[j] === least && ties-- > 0))) continue;
    kept.items[at] = items[j];
    kept.weights[at++] = similarity[j];
  }
  return kept;
}

function knnVisitors(rows: readonly SparseRow[], last: number): () => QuickVisitor {
  const scores = new Float32Array(rows.length);
  return () => {
    const sums = new Float64Array(rows.length);
    const recent = new RecentItems(last);
    return {
      observe: ({ item }) => recent.touch(item, (changed, sign) => addRow(sums, rows[changed], sign)),
      scores() {
        scores.set(sums);
        return scores;
      },
    };
  };
}
