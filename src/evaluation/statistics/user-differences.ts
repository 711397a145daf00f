import { USER_QUANTILES, type UserDifferences } from '../evaluation.ts';
import { evenlySpaced } from '../evenly-spaced.ts';
import { type BootstrapOptions } from './bootstrap-options.ts';
import { userSums } from './user-sums.ts';
import { usersWorse } from './users-worse.ts';

const MOST_SORTED = 200;

/**
 * How a difference is spread over users. Who is better off is told as who is worse off (`usersWorse`), with the signs turned
 * about; so chance alone makes 2 to 3 in 100 users better, too, and users with fewer than 2 predictions are neither. A
 * quantile is the value of one of the users: the least that so many of them have at most. Null where nobody has a prediction.
 * @param user of each difference, in [0, users), [P]
 * @param differences of the metric at each prediction, a − b, [P]
 * @throws OptionError if resamples is not a whole number of at least 1.
 */
export function userDifferences(user: Int32Array, differences: Float64Array, users: number, options: BootstrapOptions): UserDifferences | null {
  const { sums, counts } = userSums(user, differences, users);
  const means = Array.from(sums, (sum, u) => sum / counts[u]).filter((_, u) => counts[u] > 0);
  if (means.length === 0) return null;
  means.sort((a, b) => a - b);
  const worse = usersWorse(user, differences, users, options);
  const better = usersWorse(user, differences.map((difference) => -difference), users, options);
  const valueOf = (percent: number) => means[Math.max(0, Math.ceil((percent / 100) * means.length) - 1)];
  return {
    users: means.length,
    quantiles: Object.fromEntries(USER_QUANTILES.map((quantile) => [quantile, valueOf(Number(quantile))])) as UserDifferences['quantiles'],
    better,
    same: Math.max(0, 1 - better - worse),
    worse,
    sorted: evenlySpaced(means, MOST_SORTED),
  };
}
