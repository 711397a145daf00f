/** What a bootstrap over users needs of the predictions. The mean over predictions is Σ sums / Σ counts. */
export interface UserSums {
  /** Sum of each user's values, [users]. */
  sums: Float64Array;
  /** How many values each user has, [users]; 0 for some perhaps. */
  counts: Int32Array;
}

/**
 * Sums values [P] by user.
 * @param user of each value, in [0, users), [P]
 * @param where which predictions count; default all
 */
export function userSums(user: Int32Array, values: Float64Array, users: number, where?: (prediction: number) => boolean): UserSums {
  const sums = new Float64Array(users);
  const counts = new Int32Array(users);
  for (let p = 0; p < user.length; p++) {
    if (where !== undefined && !where(p)) continue;
    sums[user[p]] += values[p];
    counts[user[p]]++;
  }
  return { sums, counts };
}
