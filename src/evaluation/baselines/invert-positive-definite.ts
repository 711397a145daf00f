import { addProduct, LEFT, packedAt, RIGHT } from './packed-product.ts';
import { takeTurn } from './take-turn.ts';

/** Rows swept at once. */
const BLOCK = 64;

/**
 * Inverts a symmetric positive definite matrix [n, n] in place, n a multiple of 4. Only the lower triangle is read, and
 * holds the inverse. n³ operations, by the sweep operator (Goodnight 1979) on blocks K of pivots: with D = A_KK⁻¹ and R
 * the other rows, A_RR −= A_RK·D·A_KR, A_RK ← A_RK·D, A_KK ← −D leaves −A⁻¹ after the last block.
 * @throws AbortedError
 */
export async function invertPositiveDefinite(a: Float64Array, n: number, signal?: AbortSignal): Promise<void> {
  const panel = new Float64Array(n * BLOCK);
  const swept = new Float64Array(n * BLOCK);
  for (let first = 0; first < n; first += BLOCK) {
    await takeTurn(signal);
    const block = Math.min(BLOCK, n - first);
    const pivot = invertedPivot(a, n, first, block);
    packPanel(panel, a, n, first, block);
    const product = panelTimes(pivot, panel, n, block);
    for (let row = 0; row < n; row++) {
      for (let k = 0; k < block; k++) swept[packedAt(row, k, block, LEFT)] = -product[k * n + row];
    }
    addProduct(a, [n, n], swept, panel, block, true);
    writePanel(a, n, first, block, pivot, product);
  }
  for (let row = 0; row < n; row++) {
    for (let at = row * n; at <= row * n + row; at++) a[at] = -a[at];
  }
}

/** A_KK⁻¹ [block, block], by single sweeps. */
function invertedPivot(a: Float64Array, n: number, first: number, block: number): Float64Array {
  const d = new Float64Array(block * block);
  for (let i = 0; i < block; i++) for (let j = 0; j <= i; j++) d[i * block + j] = d[j * block + i] = a[(first + i) * n + first + j];
  for (let k = 0; k < block; k++) {
    const inverse = 1 / d[k * block + k];
    for (let i = 0; i < block; i++) {
      if (i === k) continue;
      const factor = d[i * block + k] * inverse;
      for (let j = 0; j < block; j++) if (j !== k) d[i * block + j] -= factor * d[k * block + j];
    }
    for (let i = 0; i < block; i++) d[i * block + k] = d[k * block + i] *= inverse;
    d[k * block + k] = -inverse;
  }
  return d.map((value) => -value);
}

/** A_RK [n, block] packed for RIGHT, with zeros in the rows of K: those are not to change. */
function packPanel(panel: Float64Array, a: Float64Array, n: number, first: number, block: number): void {
  for (let k = 0; k < block; k++) {
    for (let row = 0; row < first; row++) panel[packedAt(row, k, block, RIGHT)] = a[(first + k) * n + row];
    for (let row = first; row < first + block; row++) panel[packedAt(row, k, block, RIGHT)] = 0;
    for (let row = first + block; row < n; row++) panel[packedAt(row, k, block, RIGHT)] = a[row * n + first + k];
  }
}

/** (A_RK·D)ᵀ [block, n], D being symmetric. */
function panelTimes(pivot: Float64Array, panel: Float64Array, n: number, block: number): Float64Array {
  const packed = new Float64Array(block * block);
  for (let row = 0; row < block; row++) for (let k = 0; k < block; k++) packed[packedAt(row, k, block, LEFT)] = pivot[row * block + k];
  const product = new Float64Array(block * n);
  addProduct(product, [block, n], packed, panel, block);
  return product;
}

function writePanel(a: Float64Array, n: number, first: number, block: number, pivot: Float64Array, product: Float64Array): void {
  for (let k = 0; k < block; k++) {
    for (let row = 0; row < first; row++) a[(first + k) * n + row] = product[k * n + row];
    for (let j = 0; j <= k; j++) a[(first + k) * n + first + j] = -pivot[k * block + j];
    for (let row = first + block; row < n; row++) a[row * n + first + k] = product[k * n + row];
  }
}
