import { type QuantisedRows, dequantiseRow } from '../../bundle/quantise.ts';

export interface BundleFactors {
  /** Width of a row: the bundle's, made a multiple of 4 by columns of 0. */
  dim: number;
  /** Rows by item of the data, 0 for those that the bundle does not know, [n, dim]. */
  factors: Float64Array;
}

/**
 * A bundle's item factors as a closed form takes them: scaled so that their mean squared length is 1, so that one λ means
 * the same for all bundles.
 * @param rows the bundle's row of each item of the data, −1 where it has none, [n]
 */
export function bundleFactors(quantised: QuantisedRows, width: number, rows: Int32Array): BundleFactors {
  const dim = 4 * Math.ceil(width / 4);
  const factors = new Float64Array(rows.length * dim);
  const row = new Float32Array(width);
  let squares = 0;
  let known = 0;
  rows.forEach((place, item) => {
    if (place < 0) return;
    dequantiseRow(quantised, place, row);
    factors.set(row, item * dim);
    for (const value of row) squares += value * value;
    known++;
  });
  const scale = squares > 0 ? 1 / Math.sqrt(squares / known) : 1;
  return { dim, factors: factors.map((value) => value * scale) };
}
