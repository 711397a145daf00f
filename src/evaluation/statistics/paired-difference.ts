import { TasteKitError } from '../../errors.ts';
import { type Interval } from '../evaluation.ts';
import { bootstrapMean } from './bootstrap-mean.ts';
import { type BootstrapOptions } from './bootstrap-options.ts';
import { type UserSums } from './user-sums.ts';

export interface Difference {
  /** Mean of a − mean of b. */
  difference: number;
  ci95: Interval;
}

/**
 * The difference of two arms' means over the same predictions, with its 95 % paired bootstrap interval over users: each
 * resample of users serves both arms. Since the counts are the same, the difference of the two means of a resample is
 * the mean of the differences, and that is what is drawn. Null where there is no prediction.
 * @throws TasteKitError if the two do not have the same number of predictions of every user.
 */
export function pairedDifference(a: UserSums, b: UserSums, options: BootstrapOptions): Difference | null {
  const differs = a.counts.length === b.counts.length ? a.counts.findIndex((count, user) => count !== b.counts[user]) : 0;
  if (differs >= 0) {
    throw new TasteKitError(
      'INTERNAL',
      `pairedDifference: expected the same predictions of ${a.counts.length} and ${b.counts.length} users, came ${a.counts[differs]} and ${b.counts[differs]} of user ${differs}`,
    );
  }
  const estimate = bootstrapMean({ sums: a.sums.map((sum, user) => sum - b.sums[user]), counts: a.counts }, options);
  return estimate && { difference: estimate.mean, ci95: estimate.ci95 };
}
