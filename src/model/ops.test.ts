/** Every operation's value against plain loops, and its gradient against finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { type StartedTfjs, startTfjs } from '../training/tfjs-node.ts';
import { batchMatMul, constant, gatherRows, layerNorm, logSumExp, matMul2d } from './ops.ts';

let tfjs: StartedTfjs;
beforeAll(async () => {
  tfjs = await startTfjs('wasm');
});
afterAll(() => tfjs?.stop());

const ROWS = Int32Array.of(3, 0, 3, 3, 1, 0);

/** Name, shapes of the inputs, the operation, and what it is in plain numbers. */
const CASES: [string, number[][], (...inputs: tf.Tensor[]) => tf.Tensor, (...inputs: Float32Array[]) => number[]][] = [
  [
    'gatherRows, with duplicates and a row left out',
    [[4, 3]],
    (table) => gatherRows(table as tf.Tensor2D, ROWS, [2, 3]),
    (table) => [...ROWS].flatMap((row) => [...table.subarray(3 * row, 3 * row + 3)]),
  ],
  [
    'logSumExp',
    [[2, 3, 4]],
    logSumExp,
    (x) => Array.from({ length: 6 }, (_, r) => Math.log(x.subarray(4 * r, 4 * r + 4).reduce((sum, value) => sum + Math.exp(value), 0))),
  ],
  ['layerNorm', [[2, 3, 5], [5], [5]], layerNorm, plainLayerNorm],
  [
    'matMul2d',
    [[3, 4], [4, 2]],
    (a, b) => matMul2d(a as tf.Tensor2D, b as tf.Tensor2D),
    (a, b) => plainMatMul(a, b, 3, 4, 2),
  ],
  [
    'batchMatMul',
    [[3, 2, 4], [3, 4, 5]],
    (a, b) => batchMatMul(a as tf.Tensor3D, b as tf.Tensor3D),
    (a, b) => [0, 1, 2].flatMap((n) => plainMatMul(a.subarray(8 * n, 8 * n + 8), b.subarray(20 * n, 20 * n + 20), 2, 4, 5)),
  ],
];

describe.each(CASES)('%s', (_, shapes, operation, plain) => {
  const random = new Sfc32(5);
  const inputs = shapes.map((shape) => normals(sizeOf(shape), random));
  const tensors = (values = inputs) => values.map((data, i) => tf.tensor(data, shapes[i]));

  it('has the value of plain loops', () => {
    const value = tf.tidy(() => operation(...tensors()).dataSync<'float32'>());
    const expected = plain(...inputs);
    expect(value).toHaveLength(expected.length);
    expected.forEach((number, i) => expect(value[i]).toBeCloseTo(number, 5));
  });

  it('has the gradient of finite differences', () => {
    const output = plain(...inputs);
    const weights = normals(output.length, random);
    // In plain numbers of double precision, so that the differences are exact to about 1e-6.
    const loss = (values: Float32Array[]) => plain(...values).reduce((sum, value, i) => sum + value * weights[i], 0);
    const gradients = tf.tidy(() => {
      const weigh = (...given: tf.Tensor[]) => tf.sum(tf.mul(tf.reshape(operation(...given), [-1]), tf.tensor1d(weights)));
      return tf.grads(weigh)(tensors()).map((gradient) => gradient.dataSync<'float32'>());
    });
    inputs.forEach((input, i) => {
      for (let k = 0; k < input.length; k++) {
        const moved = (by: number) => inputs.map((values, j) => (j === i ? values.with(k, values[k] + by) : values));
        const [up, down] = [moved(1e-2), moved(-1e-2)];
        const slope = (loss(up) - loss(down)) / (up[i][k] - down[i][k]);
        expect(Math.abs(gradients[i][k] - slope)).toBeLessThan(2e-3 * (1 + Math.abs(slope)));
      }
    });
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      tf.grads((...given: tf.Tensor[]) => tf.sum(operation(...given)))(tensors());
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('a product with a constant is the same, and so is the gradient of its other side; none is computed for the constant', () => {
  tf.tidy(() => {
    const random = new Sfc32(4);
    const [a, b] = [tf.tensor2d(normals(6, random), [2, 3]), tf.tensor2d(normals(12, random), [3, 4])];
    const fixed = constant(b.clone());
    const slope = (right: tf.Tensor2D) => tf.grad((x: tf.Tensor) => tf.sum(tf.square(matMul2d(x as tf.Tensor2D, right))))(a).dataSync<'float32'>();
    expect(matMul2d(a, fixed).dataSync()).toEqual(matMul2d(a, b).dataSync());
    expect(slope(fixed)).toEqual(slope(b));
    expect(() => tf.grad((y: tf.Tensor) => tf.sum(matMul2d(a, y as tf.Tensor2D)))(fixed)).toThrow(/gradient/i);
  });
});

it('logSumExp neither overflows nor underflows', () => {
  const value = tf.tidy(() => logSumExp(tf.tensor2d([[1000, 1000], [-1000, -1000], [1000, -1000]])).dataSync<'float32'>());
  expect([...value].map((x) => x.toFixed(3))).toEqual(['1000.693', '-999.307', '1000.000']);
});

function plainMatMul(a: Float32Array, b: Float32Array, rows: number, inner: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[row * inner + k] * b[k * columns + column];
    return sum;
  });
}

function plainLayerNorm(x: Float32Array, gain: Float32Array, bias: Float32Array): number[] {
  const d = gain.length;
  return Array.from({ length: x.length / d }, (_, r) => [...x.subarray(r * d, (r + 1) * d)]).flatMap((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / d;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / d;
    return row.map((value, k) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[k] + bias[k]);
  });
}

function normals(length: number, random: Sfc32): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}

function sizeOf(shape: number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
