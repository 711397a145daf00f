/** Differentiable operations that TF.js lacks, or does slowly, on the backends used here. */
import * as tf from '@tensorflow/tfjs-core';

/** What `customGrad` hands over to keep tensors for the backward pass. */
type Save = (tensors: tf.Tensor[]) => void;

/**
 * Rows of a table: table [n, d], indices of any shape [...] → [..., d].
 * The gradient adds up duplicates through ScatterNd, which every backend has (TF.js's own gather gradient needs
 * UnsortedSegmentSum, which wasm lacks: tfjs#8082).
 */
export function gatherRows(table: tf.Tensor2D, indices: Int32Array, shape: number[]): tf.Tensor {
  const [rows, width] = table.shape;
  const gather = tf.customGrad((x, save) => {
    const flat = tf.tensor1d(indices, 'int32');
    (save as Save)([flat]);
    const value = tf.gather(x as tf.Tensor2D, flat);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.scatterND(tf.reshape(saved[0], [-1, 1]), dy, [rows, width]);
    return { value, gradFunc };
  });
  return tf.reshape(gather(table), [...shape, width]);
}

/** log Σ exp over the last axis: [..., m] → [...]. Its gradient is the softmax, from the saved result. */
export function logSumExp(x: tf.Tensor): tf.Tensor {
  const f = tf.customGrad((input, save) => {
    const logits = input as tf.Tensor;
    const top = tf.max(logits, -1, true);
    const sum = tf.sum(tf.exp(tf.sub(logits, top)), -1, true);
    const value = tf.add(tf.log(sum), top);
    (save as Save)([logits, value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.exp(tf.sub(saved[0], saved[1])));
    return { value, gradFunc };
  });
  return tf.squeeze(f(x), [-1]);
}

/** Layer normalisation over the last axis, ε = 1e-5 (Ba et al. 2016): x [..., d], gain [d], bias [d]. */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gain), bias);
}

const constants = new WeakSet<tf.Tensor>();

/** Marks a tensor that nothing is learned of: products with it compute no gradient for it. Returns the tensor. */
export function constant<T extends tf.Tensor>(tensor: T): T {
  constants.add(tensor);
  return tensor;
}

/**
 * a [n, k] · b [k, m] → [n, m]. TF.js wasm multiplies fast (XNNPACK) only where neither side is transposed in place,
 * and its own gradient transposes in place; so this one transposes first, which is an order of magnitude faster there.
 */
export function matMul2d(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  if (constants.has(b)) return timesConstant(a, b);
  const f = tf.customGrad((x, y, save) => {
    const [left, right] = [x as tf.Tensor2D, y as tf.Tensor2D];
    (save as Save)([left, right]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => [
      tf.matMul(dy, tf.transpose(saved[1])),
      tf.matMul(tf.transpose(saved[0]), dy),
    ];
    return { value: tf.matMul(left, right), gradFunc };
  });
  return f(a, b) as tf.Tensor2D;
}

function timesConstant(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const f = tf.customGrad((x) => ({
    value: tf.matMul(x as tf.Tensor2D, b),
    gradFunc: (dy: tf.Tensor) => tf.matMul(dy, tf.transpose(b)),
  }));
  return f(a) as tf.Tensor2D;
}

/**
 * a [n, r, k] · b [n, k, c] → [n, r, c], matrix by matrix on wasm: XNNPACK takes one matrix at a time there, and TF.js's
 * loop over many is some five times slower than that. A GPU takes them all at once.
 */
export function batchMatMul(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b);
  const f = tf.customGrad((x, y, save) => {
    const [left, right] = [x as tf.Tensor3D, y as tf.Tensor3D];
    (save as Save)([left, right]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => [
      eachMatMul(dy as tf.Tensor3D, tf.transpose(saved[1], [0, 2, 1]) as tf.Tensor3D),
      eachMatMul(tf.transpose(saved[0], [0, 2, 1]) as tf.Tensor3D, dy as tf.Tensor3D),
    ];
    return { value: eachMatMul(left, right), gradFunc };
  });
  return f(a, b);
}

function eachMatMul(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => {
    const rights = matrices(b);
    return tf.stack(matrices(a).map((left, i) => tf.matMul(left, rights[i]))) as tf.Tensor3D;
  });
}

/** The n matrices of x. Read out once: each slice on wasm would first copy all that it slices from. */
function matrices(x: tf.Tensor3D): tf.Tensor2D[] {
  const [n, rows, columns] = x.shape;
  const size = rows * columns;
  const values = x.dataSync<'float32'>();
  return Array.from({ length: n }, (_, i) => tf.tensor2d(values.subarray(i * size, (i + 1) * size), [rows, columns]));
}
