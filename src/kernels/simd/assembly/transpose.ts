import { Plan } from './plan';

/**
 * Reads the factors of the 8 items at `rows` (int32 [8]) into `plan.factors`, [paddedDim][8], each times its scale;
 * and their scales, biases and popularities into `plan.terms`.
 */
export function gatherTile(plan: Plan, rows: usize): void {
  const terms = plan.terms;
  for (let i: usize = 0; i < 32; i += 4) {
    const item = <usize>load<u32>(rows + i) << 2;
    store<f32>(terms + i, load<f32>(plan.scales + item));
    store<f32>(terms + i, load<f32>(plan.bias + item), 32);
    store<f32>(terms + i, load<f32>(plan.popularity + item), 64);
  }
  const dim = <usize>plan.dim;
  let r0 = plan.values + <usize>load<u32>(rows, 0) * dim;
  let r1 = plan.values + <usize>load<u32>(rows, 4) * dim;
  let r2 = plan.values + <usize>load<u32>(rows, 8) * dim;
  let r3 = plan.values + <usize>load<u32>(rows, 12) * dim;
  let r4 = plan.values + <usize>load<u32>(rows, 16) * dim;
  let r5 = plan.values + <usize>load<u32>(rows, 20) * dim;
  let r6 = plan.values + <usize>load<u32>(rows, 24) * dim;
  let r7 = plan.values + <usize>load<u32>(rows, 28) * dim;
  let to = plan.factors;
  const end = to + (<usize>plan.paddedDim << 5);
  while (to < end) {
    // 8 rows of 8 become 8 columns: pairs, then quadruples, then whole columns.
    let a = v128.load8x8_s(r0);
    let b = v128.load8x8_s(r1);
    const p0 = low16(a, b);
    const q0 = high16(a, b);
    a = v128.load8x8_s(r2);
    b = v128.load8x8_s(r3);
    const p1 = low16(a, b);
    const q1 = high16(a, b);
    a = v128.load8x8_s(r4);
    b = v128.load8x8_s(r5);
    const p2 = low16(a, b);
    const q2 = high16(a, b);
    a = v128.load8x8_s(r6);
    b = v128.load8x8_s(r7);
    const p3 = low16(a, b);
    const q3 = high16(a, b);
    fourColumns(to, terms, p0, p1, p2, p3);
    fourColumns(to + 128, terms, q0, q1, q2, q3);
    to += 256;
    r0 += 8;
    r1 += 8;
    r2 += 8;
    r3 += 8;
    r4 += 8;
    r5 += 8;
    r6 += 8;
    r7 += 8;
  }
}

/** Columns 0 … 3 of [8][4]; each argument has two rows, interleaved. */
// @ts-ignore: decorator
@inline
function fourColumns(to: usize, scales: usize, rows01: v128, rows23: v128, rows45: v128, rows67: v128): void {
  let upper = low32(rows01, rows23);
  let lower = low32(rows45, rows67);
  column(to, scales, low64(upper, lower));
  column(to + 32, scales, high64(upper, lower));
  upper = high32(rows01, rows23);
  lower = high32(rows45, rows67);
  column(to + 64, scales, low64(upper, lower));
  column(to + 96, scales, high64(upper, lower));
}

/** One dimension of 8 items, int16, times their scales. */
// @ts-ignore: decorator
@inline
function column(to: usize, scales: usize, codes: v128): void {
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes)), v128.load(scales, 0)), 0);
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes)), v128.load(scales, 16)), 16);
}

// @ts-ignore: decorator
@inline
function low16(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function high16(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @ts-ignore: decorator
@inline
function low32(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function high32(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 2, 6, 3, 7);
}

// @ts-ignore: decorator
@inline
function low64(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 0, 2);
}

// @ts-ignore: decorator
@inline
function high64(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 1, 3);
}
