/**
 * The Gini coefficient of exposure over the catalogue: 0 all items alike, 1 one item gets all.
 *
 *     G = Σ_j (2j − n − 1)·x_j / ((n − 1)·Σ x)      x ascending, j from 1
 *
 * (Castells, Hurley & Vargas, Recommender Systems Handbook, 2nd ed., 2015, ch. 26; the divisor n − 1 in place of n is
 * what lets it reach 1 for any n.) Lists of 10 distinct items cannot reach 1: ten items that share everything give
 * (n − 10)/(n − 1). Nothing shown, or fewer than two items: 0.
 * @param exposure how often each item is shown, none negative, [n]
 */
export function gini(exposure: ArrayLike<number>): number {
  const n = exposure.length;
  const ascending = Float64Array.from(exposure).sort();
  let total = 0;
  let weighted = 0;
  for (let j = 0; j < n; j++) {
    total += ascending[j];
    weighted += (2 * (j + 1) - n - 1) * ascending[j];
  }
  return n < 2 || total === 0 ? 0 : weighted / ((n - 1) * total);
}
