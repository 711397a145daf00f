import { madd } from './madd';

/**
 * y = relu(x·W + bias) for a tile of 8 items, the relu where wanted. x [inputs][8], y [outputs][8]; inputs and outputs
 * are multiples of 4. W is packed in blocks of 4 outputs: [outputs/4][inputs][4].
 *
 * 8 items × 4 outputs are summed in 8 registers; with two of x, one weight and one product, that leaves a few of the
 * 15 that V8 has on x64.
 */
export function dense(x: usize, inputs: i32, weight: usize, bias: usize, y: usize, outputs: i32, relu: bool): void {
  const end = x + (<usize>inputs << 5);
  const last = y + (<usize>outputs << 5);
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  while (y < last) {
    let a0 = v128.load32_splat(bias, 0);
    let b0 = v128.load32_splat(bias, 4);
    let c0 = v128.load32_splat(bias, 8);
    let d0 = v128.load32_splat(bias, 12);
    let a1 = a0;
    let b1 = b0;
    let c1 = c0;
    let d1 = d0;
    for (let at = x; at < end; at += 64, weight += 32) {
      let x0 = v128.load(at, 0);
      let x1 = v128.load(at, 16);
      let w = v128.load32_splat(weight, 0);
      a0 = madd(w, x0, a0);
      a1 = madd(w, x1, a1);
      w = v128.load32_splat(weight, 4);
      b0 = madd(w, x0, b0);
      b1 = madd(w, x1, b1);
      w = v128.load32_splat(weight, 8);
      c0 = madd(w, x0, c0);
      c1 = madd(w, x1, c1);
      w = v128.load32_splat(weight, 12);
      d0 = madd(w, x0, d0);
      d1 = madd(w, x1, d1);
      x0 = v128.load(at, 32);
      x1 = v128.load(at, 48);
      w = v128.load32_splat(weight, 16);
      a0 = madd(w, x0, a0);
      a1 = madd(w, x1, a1);
      w = v128.load32_splat(weight, 20);
      b0 = madd(w, x0, b0);
      b1 = madd(w, x1, b1);
      w = v128.load32_splat(weight, 24);
      c0 = madd(w, x0, c0);
      c1 = madd(w, x1, c1);
      w = v128.load32_splat(weight, 28);
      d0 = madd(w, x0, d0);
      d1 = madd(w, x1, d1);
    }
    // pmax is one instruction where max is several, and lets a NaN through.
    v128.store(y, f32x4.pmax(a0, floor), 0);
    v128.store(y, f32x4.pmax(a1, floor), 16);
    v128.store(y, f32x4.pmax(b0, floor), 32);
    v128.store(y, f32x4.pmax(b1, floor), 48);
    v128.store(y, f32x4.pmax(c0, floor), 64);
    v128.store(y, f32x4.pmax(c1, floor), 80);
    v128.store(y, f32x4.pmax(d0, floor), 96);
    v128.store(y, f32x4.pmax(d1, floor), 112);
    y += 128;
    bias += 16;
  }
}
