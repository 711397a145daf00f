import { Plan } from './plan';

/**
 * The first stage (../../retrieval.ts) for items from … to − 1 into `plan.scores`; `from` is a multiple of 4. Products of
 * int8 and int16 are summed in int32, exactly; the three float32 operations that follow are those of the twin, never
 * fused, so the scores are the same to the last bit.
 */
export function retrieve(plan: Plan, from: i32, to: i32): void {
  const dim = <usize>plan.dim;
  const digits = plan.digits;
  const end = digits + (<usize>plan.paddedDim << 1);
  const biasWeight = f32x4.splat(plan.retrievalBias);
  const popularityWeight = f32x4.splat(plan.retrievalPopularity);
  for (let item = from; item < to; item += 4) {
    let r0 = plan.values + <usize>item * dim;
    let r1 = r0 + dim;
    let r2 = r1 + dim;
    let r3 = r2 + dim;
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    for (let at = digits; at < end; at += 16) {
      const weight = v128.load(at);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(r0), weight));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(r1), weight));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(r2), weight));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(r3), weight));
      r0 += 8;
      r1 += 8;
      r2 += 8;
      r3 += 8;
    }
    a = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
    c = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
    const dots = i32x4.add(i64x2.shuffle(a, c, 0, 2), i64x2.shuffle(a, c, 1, 3));
    const place = <usize>item << 2;
    const gmf = f32x4.mul(f32x4.convert_i32x4_s(dots), v128.load(plan.scales + place));
    const biased = f32x4.add(gmf, f32x4.mul(biasWeight, v128.load(plan.bias + place)));
    const popularity = f32x4.mul(popularityWeight, v128.load(plan.popularity + place));
    v128.store(plan.scores + place, f32x4.add(biased, popularity));
  }
}
