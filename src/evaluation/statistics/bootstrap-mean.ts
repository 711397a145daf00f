import { Sfc32 } from '../../random.ts';
import { type Interval } from '../evaluation.ts';
import { type BootstrapOptions, resamplesOf } from './bootstrap-options.ts';
import { percentileInterval } from './percentile-interval.ts';
import { type UserSums } from './user-sums.ts';

export interface Estimate {
  /** Mean over all predictions. */
  mean: number;
  ci95: Interval;
}

/**
 * The mean over predictions and its 95 % bootstrap interval over users (Efron & Tibshirani, An Introduction to the
 * Bootstrap, 1993, ch. 8 and 13). A user's predictions have much in common, so whole users are drawn, with replacement,
 * as many as there are; the statistic is the ratio of sums, Σ sums / Σ counts, of the users drawn. Users without a
 * prediction take no part. Null where nobody has one. O(users · resamples), whatever the number of predictions.
 * Equal seeds and users give equal resamples, for any metric.
 * @throws OptionError if resamples is not a whole number of at least 1.
 */
export function bootstrapMean({ sums, counts }: UserSums, options: BootstrapOptions): Estimate | null {
  const resamples = resamplesOf(options);
  const present = Int32Array.from(counts.keys()).filter((user) => counts[user] > 0);
  if (present.length === 0) return null;

  const ownSums = Float64Array.from(present, (user) => sums[user]);
  const ownCounts = Int32Array.from(present, (user) => counts[user]);
  const random = new Sfc32(options.seed, 0xb007);
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    let count = 0;
    for (let drawn = 0; drawn < present.length; drawn++) {
      const user = random.below(present.length);
      sum += ownSums[user];
      count += ownCounts[user];
    }
    means[r] = sum / count;
  }
  return { mean: total(ownSums) / total(ownCounts), ci95: percentileInterval(means) };
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
