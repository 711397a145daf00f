/**
 * The network's matrices in half precision, where no weight loses a bit by it: half the bytes that a GPU reads again and
 * again. The programs turn them into float32 before they multiply.
 *
 * They lie there times 1024. GPUs may take subnormal halves (below 2^−14) for 0; every half below 64 times 1024 is a
 * normal one. The programs scale what they multiply with by 1/1024, which is exact: the results stay the same bits.
 */

/** What the weights lie there times. */
const SCALE = 1024;

/** WGSL: what a number that is multiplied with such a matrix is multiplied with first. */
export const HALF_UNIT = `${1 / SCALE}`;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** 1024 times the weights as raw bits of halves, [n]; null where one of them is not exactly a normal half or 0. */
export function halfMatrix(weights: Float32Array): Uint16Array<ArrayBuffer> | null {
  const halves = new Uint16Array(weights.length);
  for (const [i, weight] of weights.entries()) {
    float[0] = weight * SCALE;
    const sign = (bits[0] >>> 16) & 0x8000;
    const magnitude = bits[0] & 0x7fffffff;
    // 2^−14 … 65504, ten bits of the fraction; NaN and infinities are beyond.
    const normal = magnitude >= 0x38800000 && magnitude <= 0x477fe000 && (magnitude & 0x1fff) === 0;
    if (!normal && magnitude !== 0) return null;
    halves[i] = magnitude === 0 ? sign : sign | ((magnitude - 0x38000000) >>> 13);
  }
  return halves;
}
