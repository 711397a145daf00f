/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

/** The smallest value that is at least as large as this share of all. @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return NaN;
  if (share === 0.5 && sorted.length % 2 === 0) return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** To so many digits after the point. @param {number} value */
export const round = (value, digits = 3) => Number(value.toFixed(digits));
