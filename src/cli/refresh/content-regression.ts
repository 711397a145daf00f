/** What items' numbers are to be expected from their content alone: ridge regression, shrunk as the data say. */
import { type ContentFeatures } from '../../catalog/content-features.ts';
import { factorise, solveFactorised } from '../../evaluation/baselines/cholesky.ts';

/** Strengths that are tried. In units of an item: a feature that so many items share is halved, all else equal. */
const RIDGES = [1, 3, 10, 30, 100, 300, 1_000];

export interface ContentRegression {
  /** The strength that was chosen. */
  ridge: number;
  /** Expected numbers of an item, [cols]. */
  predict: (item: number) => Float64Array;
}

/**
 * Y = mean + (X − mean)·W, W the ridge estimate (Hoerl & Kennard, Technometrics 1970), its strength the one with the
 * smallest generalised cross-validation error (Golub, Heath & Wahba, Technometrics 1979):
 *
 *     GCV(r) = n·‖Y − Ŷ‖² / (n − 1 − tr(X(XᵀX + rI)⁻¹Xᵀ))²
 *
 * @param features of all items
 * @param known items that are learned from, [n]; at least one
 * @param rows their numbers, [n, cols]
 */
export function contentRegression(features: ContentFeatures, known: Int32Array, rows: Float64Array): ContentRegression {
  const { names, offsets, indices } = features;
  const f = names.length;
  const n = known.length;
  const cols = rows.length / n;
  const mean = new Float64Array(cols);
  for (let i = 0; i < n; i++) for (let c = 0; c < cols; c++) mean[c] += rows[i * cols + c] / n;
  const share = new Float64Array(f);
  for (const item of known) for (let e = offsets[item]; e < offsets[item + 1]; e++) share[indices[e]] += 1 / n;

  // Centred: XᵀX = Σ x·xᵀ − n·share·shareᵀ, and XᵀY = Σ x·(y − mean), as the y − mean sum to 0.
  const gram = new Float64Array(f * f);
  const cross = new Float64Array(f * cols);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const item = known[i];
    for (let a = offsets[item]; a < offsets[item + 1]; a++) {
      for (let b = offsets[item]; b < offsets[item + 1]; b++) gram[indices[a] * f + indices[b]]++;
      for (let c = 0; c < cols; c++) cross[indices[a] * cols + c] += rows[i * cols + c] - mean[c];
    }
    for (let c = 0; c < cols; c++) squares += (rows[i * cols + c] - mean[c]) ** 2;
  }
  for (let a = 0; a < f; a++) for (let b = 0; b < f; b++) gram[a * f + b] -= n * share[a] * share[b];

  let best = { gcv: Infinity, ridge: RIDGES[0], weights: new Float64Array(f * cols) };
  for (const ridge of RIDGES) {
    const { weights, degrees } = solve(gram, cross, f, cols, ridge);
    // ‖Y − XW‖² = ‖Y‖² − 2·W·XᵀY + W·XᵀX·W
    let left = squares;
    for (let a = 0; a < f; a++) {
      for (let c = 0; c < cols; c++) {
        let fitted = 0;
        for (let b = 0; b < f; b++) fitted += gram[a * f + b] * weights[b * cols + c];
        left += weights[a * cols + c] * (fitted - 2 * cross[a * cols + c]);
      }
    }
    const free = n - 1 - degrees;
    const gcv = free > 0 ? (n * left) / free ** 2 : Infinity;
    if (gcv < best.gcv) best = { gcv, ridge, weights };
  }

  const predict = (item: number) => {
    const numbers = mean.slice();
    const add = (feature: number, by: number) => {
      for (let c = 0; c < cols; c++) numbers[c] += by * best.weights[feature * cols + c];
    };
    for (let a = 0; a < f; a++) add(a, -share[a]);
    for (let e = offsets[item]; e < offsets[item + 1]; e++) add(indices[e], 1);
    return numbers;
  };
  return { ridge: best.ridge, predict };
}

/** W = (G + rI)⁻¹C, [f, cols], and the trace of (G + rI)⁻¹G. */
function solve(gram: Float64Array, cross: Float64Array, f: number, cols: number, ridge: number) {
  const factor = gram.slice();
  for (let a = 0; a < f; a++) factor[a * f + a] += ridge;
  factorise(factor, f);
  const weights = new Float64Array(f * cols);
  const column = new Float64Array(f);
  for (let c = 0; c < cols; c++) {
    for (let a = 0; a < f; a++) column[a] = cross[a * cols + c];
    solveFactorised(factor, f, column);
    for (let a = 0; a < f; a++) weights[a * cols + c] = column[a];
  }
  let degrees = 0;
  for (let a = 0; a < f; a++) {
    for (let b = 0; b < f; b++) column[b] = gram[b * f + a];
    solveFactorised(factor, f, column);
    degrees += column[a];
  }
  return { weights, degrees };
}
