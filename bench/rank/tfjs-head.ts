/**
 * The head in TF.js, as one who knows it well would write it: tables and matrices stay on the device, matrix products
 * are fused with bias and relu, and all light terms go into one product.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type RandomModel } from '../../src/kernels/testing/random-model.ts';
import { type Matrix, plainHead, type UserTerms } from './plain-head.ts';

/** Returns the function from a user's terms to the scores, [n]. */
export function tfjsHead(model: RandomModel, precomputed: boolean): (user: UserTerms) => tf.Tensor1D {
  const head = plainHead(model);
  const onDevice = ({ shape, data }: Matrix) => tf.tensor2d(data, shape);
  const rows = onDevice(head.rows);
  const [itemHalf, userHalf] = [onDevice(head.itemHalf), onDevice(head.userHalf)];
  const upper = head.upper.map(({ weight, bias }) => ({ b: onDevice(weight), bias: tf.tensor1d(bias) }));
  const firstBias = tf.tensor1d(head.firstBias);
  const factors = onDevice(head.factors);
  const half = precomputed ? tf.matMul(factors, itemHalf) : null;
  if (half) factors.dispose();
  const whole = half ? null : tf.concat([itemHalf, userHalf], 0);

  return ({ user, terms, out }) =>
    tf.tidy(() => {
      const u = tf.tensor2d(user, [1, head.dim]);
      let x = half
        ? tf.relu(tf.add(half, tf.fused.matMul({ a: u, b: userHalf, bias: firstBias })))
        : tf.fused.matMul({
            a: tf.concat([factors, tf.tile(u, [head.items, 1])], 1),
            b: whole as tf.Tensor2D,
            bias: firstBias,
            activation: 'relu',
          });
      for (const { b, bias } of upper) x = tf.fused.matMul({ a: x, b, bias, activation: 'relu' });
      const mlp = tf.matMul(x, tf.tensor2d(out, [out.length, 1]));
      const light = tf.matMul(rows, tf.tensor2d(terms, [terms.length, 1]));
      return tf.reshape(tf.add(mlp, light), [head.items]);
    });
}
