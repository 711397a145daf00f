import { groupBy } from '../../catalog/group-by.ts';
import { Sfc32 } from '../../random.ts';
import { type BootstrapOptions, resamplesOf } from './bootstrap-options.ts';
import { outside95 } from './percentile-interval.ts';

/**
 * The share of users who are worse off: whose own 95 % bootstrap interval of the mean difference lies below 0. Each
 * user's predictions are drawn with replacement, as many as there are, by a generator of the user's own, so that one
 * user's verdict does not depend on the others. Users with fewer than 2 predictions cannot be worse; those without any
 * are not counted. 0 where nobody is. Chance alone makes 2 to 3 in 100 users worse, so compare with that.
 *
 * The interval's upper end lies below 0 unless more than ⌊resamples / 40⌋ of the resamples do not. So they are counted
 * instead of sorted, and a user is let go as soon as that many are found: the same verdict for much less work.
 * @param user of each difference, in [0, users), [P]
 * @param differences of the metric at each prediction, a − b, [P]
 * @throws OptionError if resamples is not a whole number of at least 1.
 */
export function usersWorse(user: Int32Array, differences: Float64Array, users: number, options: BootstrapOptions): number {
  const resamples = resamplesOf(options);
  const { offsets, rows } = groupBy(user, users);
  const ordered = Float64Array.from(rows, (prediction) => differences[prediction]);
  let present = 0;
  let worse = 0;
  for (let u = 0; u < users; u++) {
    const own = ordered.subarray(offsets[u], offsets[u + 1]);
    if (own.length > 0) present++;
    if (own.length >= 2 && liesBelowZero(own, resamples, new Sfc32(options.seed, 0x2075e, u))) worse++;
  }
  return present === 0 ? 0 : worse / present;
}

function liesBelowZero(differences: Float64Array, resamples: number, random: Sfc32): boolean {
  const n = differences.length;
  let notBelow = 0;
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[random.below(n)];
    if (sum >= 0 && ++notBelow > outside95(resamples)) return false;
  }
  return true;
}
