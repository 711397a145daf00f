/** One gradient step: the loss of a batch as a TF.js graph, its gradients, and their application on the host. */
import * as tf from '@tensorflow/tfjs-core';
import { type ContentFeatures } from '../catalog/content-features.ts';
import {
  type Candidates,
  type Dropout,
  lightScores,
  lightScoresOfTargets,
  mlpScores,
  mlpScoresOfTargets,
  sampledSoftmax,
  type TensorMap,
  towerStates,
  userVectors,
} from '../model/neumf.ts';
import { gatherRows, matMul2d } from '../model/ops.ts';
import { networkShapes, type NeumfConfig, traceCount } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { type Adam } from './adam.ts';
import { type TrainingBatch } from './batch.ts';
import { ITEM_TABLES, type Parameters } from './initial-weights.ts';
import { type NegativeSampler } from './negatives.ts';

/** Everything about the model under training that does not change from step to step. */
export interface StepContext {
  config: NeumfConfig;
  parameters: Parameters;
  adam: Adam;
  features: ContentFeatures;
  /** Standardised log-popularity, [n]. */
  popularity: Float32Array;
  sampler: NegativeSampler;
  /** How many of the shared negatives pass through the MLP; 0: the model is trained without it. */
  mlpNegatives: number;
  dropout: number;
}

/** Subtracted from a negative's logit where it is the target itself, or met before. */
const ACCIDENTAL_HIT = 1e9;

/** Takes one step and returns the batch's loss, in nats a prediction (the sum of both softmaxes). */
export async function trainStep(context: StepContext, batch: TrainingBatch, step: number, random: Sfc32): Promise<number> {
  const inputs = leaves(context, batch);
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const weights = Object.fromEntries(inputs.names.map((name, i) => [name, tensors[i]]));
      return batchLoss(context, batch, weights, random);
    })(inputs.tensors),
  );
  const [loss, ...gradients] = await Promise.all([value, ...grads].map((tensor) => tensor.data() as Promise<Float32Array>));
  tf.dispose([value, grads, inputs.tensors]);
  inputs.names.forEach((name, i) => {
    const rows = (ITEM_TABLES as readonly string[]).includes(name) ? batch.rows : undefined;
    context.adam.update(name, context.parameters.get(name) as Float32Array, gradients[i], step, rows);
  });
  return loss[0];
}

/** The tensors that gradients are taken for: all of the network that has a part in the loss, and the batch's rows of the item tables. */
function leaves(context: StepContext, batch: TrainingBatch): { names: string[]; tensors: tf.Tensor[] } {
  const { config, parameters, features, mlpNegatives } = context;
  const idle = (name: string) =>
    name.startsWith('personal.') || (name === 'head.memory' && !config.memory) || (name.startsWith('head.mlp') && mlpNegatives === 0);
  const shapes = Object.entries(networkShapes(config)).filter(([name]) => !idle(name));
  const network = shapes.map(([name, shape]) => tf.tensor(parameters.get(name) as Float32Array, shape));
  const embedding = tf.tensor2d(takeRows(parameters.get('item.embedding') as Float32Array, batch.rows, config.dim), [batch.rows.length, config.dim]);
  const bias = tf.tensor1d(takeRows(parameters.get('item.bias') as Float32Array, batch.rows, 1));
  const names = [...shapes.map(([name]) => name), 'item.embedding', 'item.bias'];
  const tensors = [...network, embedding, bias];
  if (features.names.length > 0) {
    names.push('item.content');
    tensors.push(tf.tensor2d(parameters.get('item.content') as Float32Array, [features.names.length, config.dim]));
  }
  return { names, tensors };
}

/** `config.memory` and `batch.memory` are there together. loss = sampled softmax over all negatives without the MLP + the same over the first few with it. */
function batchLoss(context: StepContext, batch: TrainingBatch, w: TensorMap, random: Sfc32): tf.Scalar {
  const { config, sampler, mlpNegatives } = context;
  const dim = config.dim;
  const memory = batch.memory ?? undefined;
  const factors = batchFactors(context, batch, w);
  const popularity = tf.tensor2d(takeRows(context.popularity, batch.rows, 1), [batch.rows.length, 1]);
  const biases = tf.reshape(w['item.bias'], [-1, 1]) as tf.Tensor2D;
  const take = (items: Int32Array): Candidates => ({
    factors: gatherRows(factors, items, [1, items.length]) as tf.Tensor3D,
    bias: tf.squeeze(gatherRows(biases, items, [1, items.length]), [-1]),
    popularity: tf.squeeze(gatherRows(popularity, items, [1, items.length]), [-1]),
  });
  const history = gatherRows(factors, batch.inputs, [batch.pieces, batch.length]) as tf.Tensor3D;
  const dropout = dropoutFrom(context.dropout, random);
  const states = towerStates(w, config, { factors: history, types: batch.types, begins: batch.begins }, dropout);
  const z = gatherRows(tf.reshape(states, [-1, dim]), batch.positions, [1, batch.positions.length]);
  const u = userVectors(w, z as tf.Tensor3D);
  const targets: Candidates = { ...take(batch.targets), memory: memory && tf.tensor3d(memory.targets, [1, traceCount(config), batch.targets.length]) };
  const negatives: Candidates = { ...take(batch.negatives), memory: memory && tf.tensor4d(memory.negatives, [1, traceCount(config), batch.targets.length, batch.negatives.length]) };
  const light = lightScores(w, u, negatives, batch.lengths);
  const lightTargets = lightScoresOfTargets(w, u, targets, batch.lengths);
  const weights = tf.tensor2d(batch.weights, [1, batch.weights.length]);
  const retrieval = sampledSoftmax(lightTargets, light, corrections(batch, sampler, batch.negatives.length));
  if (mlpNegatives === 0) return tf.sum(tf.mul(weights, retrieval));
  const first = <T extends tf.Tensor>(x: T) => tf.slice(x, x.shape.map(() => 0), [...x.shape.slice(0, -1), mlpNegatives]);
  const few = tf.slice(negatives.factors, [0, 0, 0], [1, mlpNegatives, dim]);
  const full = tf.add(first(light), mlpScores(w, config, u, few));
  const fullTargets = tf.add(lightTargets, mlpScoresOfTargets(w, config, u, targets.factors));
  const ranking = sampledSoftmax(fullTargets, full, corrections(batch, sampler, mlpNegatives));
  return tf.sum(tf.mul(weights, tf.add(retrieval, ranking))) as tf.Scalar;
}

/** Factors of the batch's items, [U, d]: embedding + content. */
function batchFactors(context: StepContext, batch: TrainingBatch, w: TensorMap): tf.Tensor2D {
  const embedding = w['item.embedding'] as tf.Tensor2D;
  const { names, offsets, indices } = context.features;
  if (names.length === 0) return embedding;
  const multiHot = new Float32Array(batch.rows.length * names.length);
  batch.rows.forEach((item, row) => {
    for (let k = offsets[item]; k < offsets[item + 1]; k++) multiHot[row * names.length + indices[k]] = 1;
  });
  return tf.add(embedding, matMul2d(tf.tensor2d(multiHot, [batch.rows.length, names.length]), w['item.content'] as tf.Tensor2D));
}

/** log of each negative's expected count among the first `count` draws; the target itself and what was met before are taken out, [1, P, count]. */
function corrections(batch: TrainingBatch, sampler: NegativeSampler, count: number): tf.Tensor3D {
  const positions = batch.positions.length;
  const negatives = batch.negatives.subarray(0, count);
  const expected = Float32Array.from(batch.negativeItems.subarray(0, count), (item) => Math.log(count * sampler.probability[item]));
  const values = new Float32Array(positions * count);
  for (let p = 0; p < positions; p++) {
    values.set(expected, p * count);
    const met = batch.met.subarray(p * batch.negatives.length);
    for (let j = 0; j < count; j++) if (met[j] === 1 || negatives[j] === batch.targets[p]) values[p * count + j] = ACCIDENTAL_HIT;
  }
  return tf.tensor3d(values, [1, positions, count]);
}

/** Inverted dropout with masks from the seeded generator. */
function dropoutFrom(rate: number, random: Sfc32): Dropout {
  if (rate === 0) return (x) => x;
  const threshold = rate * 256;
  const kept = 1 / (1 - rate);
  return (x) => {
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i += 4) {
      const bits = random.uint32();
      for (let b = 0; b < 4 && i + b < mask.length; b++) mask[i + b] = ((bits >>> (8 * b)) & 255) < threshold ? 0 : kept;
    }
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}

function takeRows(table: Float32Array, rows: Int32Array, width: number): Float32Array {
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, r) => taken.set(table.subarray(row * width, (row + 1) * width), r * width));
  return taken;
}
