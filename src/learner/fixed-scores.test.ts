import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { normals, randomModel } from '../kernels/testing/random-model.ts';
import { type Candidates, lightScores, lightScoresOfTargets, type TensorMap, userVectors } from '../model/neumf.ts';
import { Sfc32 } from '../random.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { FixedScores } from './fixed-scores.ts';

beforeAll(async () => {
  await startTfjs('wasm');
});

it.each([1, 3])('of %i visitors: the scores of the whole graph, and the same gradient', (visitors) => {
  const memory = { traces: [{ window: 6, decay: 0.8 }], epsilon: 0.01 };
  const { config, network } = randomModel(30, { memory });
  const frozen: TensorMap = Object.fromEntries([...network].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
  const random = new Sfc32(3, visitors);
  const [events, negatives, { dim }] = [4, 7, config];
  const tensor = (...shape: number[]) => tf.tensor(normals(shape.reduce((size, length) => size * length, 1), 0.5, random), shape);
  const candidates = (count: number, ...rest: number[]) =>
    ({ factors: tensor(visitors, count, dim), bias: tensor(visitors, count), popularity: tensor(visitors, count), memory: tensor(visitors, 1, ...rest) }) as Candidates;
  const states = tensor(visitors, events, dim) as tf.Tensor3D;
  const targets = candidates(events, events);
  const sampled = candidates(negatives, events, negatives);
  const lengths = Int32Array.from({ length: visitors * events }, () => random.below(40));
  const vector = tensor(visitors, dim) as tf.Tensor2D;

  const fixed = new FixedScores(frozen, states, targets, sampled, lengths);
  const whole = (part: tf.Tensor2D) => {
    const u = userVectors(frozen, states, { vector: part });
    return { score: lightScoresOfTargets(frozen, u, targets, lengths), others: lightScores(frozen, u, sampled, lengths) };
  };
  const squares = ({ score, others }: { score: tf.Tensor; others: tf.Tensor }) => tf.add(tf.sum(tf.square(score)), tf.sum(tf.square(others))) as tf.Scalar;
  const [ours, theirs] = [fixed.with(vector), whole(vector)];
  expect(far(ours.score, theirs.score)).toBeLessThan(1e-5);
  expect(far(ours.others, theirs.others)).toBeLessThan(1e-5);
  const [own, all] = [(part: tf.Tensor) => squares(fixed.with(part as tf.Tensor2D)), (part: tf.Tensor) => squares(whole(part as tf.Tensor2D))].map((loss) => tf.grad(loss)(vector));
  expect(far(own, all)).toBeLessThan(1e-4);
});

/** The largest difference; ∞ where the shapes differ. */
function far(a: tf.Tensor, b: tf.Tensor): number {
  if (a.shape.join() !== b.shape.join()) return Infinity;
  const other = b.dataSync<'float32'>();
  return a.dataSync<'float32'>().reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0);
}
