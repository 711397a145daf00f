import { madd } from './madd';

/** Σ weight·code of 4 rows that follow one another, int8 [4, dim]; weights float32 [paddedDim], zero past `dim`. */
// @ts-ignore: decorator
@inline
export function gmfOfFour(row: usize, dim: usize, weights: usize, end: usize): v128 {
  let r0 = row;
  let r1 = r0 + dim;
  let r2 = r1 + dim;
  let r3 = r2 + dim;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (let at = weights; at < end; at += 32) {
    const w0 = v128.load(at, 0);
    const w1 = v128.load(at, 16);
    let codes = v128.load8x8_s(r0);
    a = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes)), w0, a);
    a = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes)), w1, a);
    codes = v128.load8x8_s(r1);
    b = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes)), w0, b);
    b = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes)), w1, b);
    codes = v128.load8x8_s(r2);
    c = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes)), w0, c);
    c = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes)), w1, c);
    codes = v128.load8x8_s(r3);
    d = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes)), w0, d);
    d = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes)), w1, d);
    r0 += 8;
    r1 += 8;
    r2 += 8;
    r3 += 8;
  }
  a = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  c = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(a, c, 0, 2), i64x2.shuffle(a, c, 1, 3));
}
