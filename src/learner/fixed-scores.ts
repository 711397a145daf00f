/**
 * The scores of a model of which visitors learn nothing but vector and walk: what no visitor's part moves is computed once a
 * batch, and the vector adds a product to it. The same scores as the whole graph's, in a fraction of its operations.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Candidates, lightScores, lightScoresOfTargets, type TensorMap, userVectors } from '../model/neumf.ts';
import { constant, matMul2d } from '../model/ops.ts';

export class FixedScores {
  /** Of the events' items [V, P] and of the negatives [V, P, M], without a personal part. */
  private readonly score: tf.Tensor2D;
  private readonly others: tf.Tensor3D;
  /** Their factors times the head's weights: [d, N] of one visitor, [V, N, d] of more. */
  private readonly targets: tf.Tensor;
  private readonly sampled: tf.Tensor;

  constructor(frozen: TensorMap, states: tf.Tensor3D, targets: Candidates, sampled: Candidates, lengths: Int32Array) {
    const u = userVectors(frozen, states);
    this.score = lightScoresOfTargets(frozen, u, targets, lengths);
    this.others = lightScores(frozen, u, sampled, lengths);
    const weighed = ({ factors }: Candidates) => {
      const rows = tf.mul(factors, frozen['head.gmf']);
      return factors.shape[0] === 1 ? constant(tf.transpose(tf.squeeze(rows, [0]))) : rows;
    };
    this.targets = weighed(targets);
    this.sampled = weighed(sampled);
  }

  /** With visitors' vectors [V, d]: of the events' items [V, P] and of the negatives [V, P, M]. */
  with(vector: tf.Tensor2D): { score: tf.Tensor; others: tf.Tensor } {
    return { score: tf.add(this.score, tf.squeeze(along(vector, this.targets), [1])), others: tf.add(this.others, along(vector, this.sampled)) };
  }
}

/** [V, d] · [V, N, d]ᵀ → [V, 1, N]. */
function along(vector: tf.Tensor2D, factors: tf.Tensor): tf.Tensor {
  if (factors.shape.length === 2) return tf.expandDims(matMul2d(vector, factors as tf.Tensor2D), 1);
  return tf.matMul(tf.expandDims(vector, 1), factors, false, true);
}
