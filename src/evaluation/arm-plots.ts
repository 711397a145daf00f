import { type ArmPlots } from './evaluation.ts';
import { evenlySpaced } from './evenly-spaced.ts';
import { exposure } from './metrics/exposure.ts';
import { hitRateOfRank } from './metrics/hit-rate.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';
import { type UserSums } from './statistics/user-sums.ts';
import { type SummaryContext } from './summary-context.ts';

/** A genre's hit rate is shown from so many predictions on. */
const MIN_PREDICTIONS = 50;
const MAX_QUANTILES = 200;
const DECILES = 10;

/** @param ndcg10 sums and counts of NDCG@10 by user */
export function armPlots(log: PredictionLog, ndcg10: UserSums, context: SummaryContext): ArmPlots {
  return { popularityDeciles: popularityDeciles(log, context), genres: genres(log, context), userNdcg10: userQuantiles(ndcg10) };
}

/**
 * Items in ascending order of training events (ties by index), the first tenth of the catalogue being decile 0, and how
 * the shown places are shared among the deciles. All 0 where nothing is shown.
 */
function popularityDeciles({ top }: PredictionLog, { popularity }: SummaryContext): number[] {
  const n = popularity.length;
  const shown = exposure(top, n);
  const order = Array.from({ length: n }, (_, item) => item).sort((a, b) => popularity[a] - popularity[b] || a - b);
  const sums = new Float64Array(DECILES);
  order.forEach((item, place) => (sums[Math.floor((DECILES * place) / n)] += shown[item]));
  const total = sums.reduce((a, b) => a + b, 0);
  return Array.from(sums, (sum) => (total === 0 ? 0 : sum / total));
}

/** Most predictions first, then by name. An item of several genres counts for each. */
function genres({ target, rank }: PredictionLog, { items }: SummaryContext): ArmPlots['genres'] {
  const counts = new Map<string, { hits: number; predictions: number }>();
  target.forEach((item, p) => {
    for (const genre of new Set(items[item].genres)) {
      const count = counts.get(genre) ?? { hits: 0, predictions: 0 };
      counts.set(genre, count);
      count.hits += hitRateOfRank(rank[p], LIST_LENGTH);
      count.predictions++;
    }
  });
  return [...counts]
    .filter(([, { predictions }]) => predictions >= MIN_PREDICTIONS)
    .map(([genre, { hits, predictions }]) => ({ genre, hr10: hits / predictions, predictions }))
    .sort((a, b) => b.predictions - a.predictions || (a.genre < b.genre ? -1 : 1));
}

/** The means of all users who have predictions, ascending; of more than 200 users, 200 evenly spaced from least to greatest. */
function userQuantiles({ sums, counts }: UserSums): number[] {
  const means = Array.from(sums, (sum, user) => sum / counts[user]).filter((_, user) => counts[user] > 0);
  return evenlySpaced(means.sort((a, b) => a - b), MAX_QUANTILES);
}
