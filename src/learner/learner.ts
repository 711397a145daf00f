/**
 * One event's update of the personal parts of V visitors, by TF.js autograd. The page uses V = 1, the evaluator many;
 * visitors do not touch each other. Pure: same personal parts and batch, same backend, same result.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  type Candidates,
  lightScores,
  lightScoresOfTargets,
  mlpScores,
  mlpScoresOfTargets,
  type PersonalTensors,
  sampledSoftmax,
  type TensorMap,
  userVectors,
} from '../model/neumf.ts';
import { constant, logSumExp } from '../model/ops.ts';
import { type NeumfConfig, personalShapes, traceCount } from '../neumf.ts';
import { type Weights } from '../types.ts';

/** How the device learns; stored in the bundle. */
export interface LearnerSettings {
  /** Step sizes of the three pieces of the personal part. */
  rates: { vector: number; adapter: number; mix: number };
  /** Gradient steps an event. */
  steps: number;
  /** Strength of the pull to the bundle's start: the loss gains proximal/2 · ‖θ − θ₀‖². */
  proximal: number;
}

/** Factors [V, N, d], biases [V, N], standardised log-popularities [V, N] of N items a visitor, row-major. */
export interface ItemRows {
  factors: Float32Array;
  bias: Float32Array;
  popularity: Float32Array;
}

/** What is learned from at once: P events and M shared negatives a visitor. */
export interface LearnerBatch {
  visitors: number;
  events: number;
  negatives: number;
  /** Tower states before each event, [V, P, d]. */
  states: Float32Array;
  /** History length before each event, [V · P]. */
  lengths: Int32Array;
  /** The items of the events. */
  targets: ItemRows;
  /** Weight of each event, [V, P]; negative: push the item away; 0: padding. */
  weights: Float32Array;
  /** The items drawn as negatives. */
  sampled: ItemRows;
  /** log of each negative's expected count in the draw, large where it is the event's own item, [V, P, M]. */
  corrections: Float32Array;
  /** Null where the model has no memory. */
  memory: LearnerMemory | null;
}

/** log1p(trace / ε) at the moment of each event, of K traces: of its own item [V, K, P], of the negatives [V, K, P, M]. */
export interface LearnerMemory {
  targets: Float32Array;
  sampled: Float32Array;
}

/** Longest step in any direction, before the rate: the gradient of a visitor is scaled down to this norm. */
const GRADIENT_NORM = 1;

export class Learner {
  private readonly config: NeumfConfig;
  private readonly settings: LearnerSettings;
  private readonly frozen: TensorMap;
  private readonly start: Float32Array;

  /** Holds the frozen weights of head and output projection as tensors until `dispose()`. */
  constructor(config: NeumfConfig, network: Weights, settings: LearnerSettings) {
    this.config = config;
    this.settings = settings;
    const needed = [...network].filter(([name]) => name.startsWith('head.') || name.startsWith('tower.out.'));
    this.frozen = Object.fromEntries(needed.map(([name, { data, shape }]) => [name, constant(tf.tensor(data, [...shape]))]));
    this.start = Float32Array.from(Object.keys(personalShapes(config)).flatMap((name) => [...(network.get(name)?.data ?? [])]));
  }

  /** Personal parts after learning, [V, size] in the order of `personalShapes()`; the input is left as it is. */
  async learn(personal: Float32Array, batch: LearnerBatch): Promise<Float32Array> {
    const learned = tf.tidy(() => {
      const tensors = tensorsOf(this.config, batch);
      const start = splitPersonal(this.config, tile(this.start, batch.visitors), batch.visitors);
      let parts = splitPersonal(this.config, personal, batch.visitors);
      for (let step = 0; step < this.settings.steps; step++) parts = this.step(parts, start, batch, tensors);
      return tf.concat(parts.map((part) => tf.reshape(part, [batch.visitors, -1])), 1);
    });
    const values = (await learned.data()) as Float32Array;
    learned.dispose();
    return values;
  }

  dispose(): void {
    tf.dispose(this.frozen);
  }

  /** One clipped gradient step on all pieces. */
  private step(parts: tf.Tensor[], start: tf.Tensor[], batch: LearnerBatch, tensors: BatchTensors): tf.Tensor[] {
    const gradients = tf.grads((...pieces: tf.Tensor[]) => this.loss(pieces, start, batch, tensors))(parts);
    const squares = gradients.map((g) => tf.sum(tf.reshape(tf.square(g), [batch.visitors, -1]), 1));
    const norm = tf.sqrt(tf.addN(squares));
    const scale = tf.div(GRADIENT_NORM, tf.maximum(norm, GRADIENT_NORM));
    const { vector, adapter, mix } = this.settings.rates;
    const rates = [vector, adapter, adapter, mix];
    return parts.map((part, i) => {
      const perVisitor = tf.reshape(tf.mul(scale, rates[i]), [batch.visitors, ...part.shape.slice(1).map(() => 1)]);
      return tf.sub(part, tf.mul(gradients[i], perVisitor));
    });
  }

  /** Sum over visitors of their weighted mean event loss and their proximal term. */
  private loss(parts: tf.Tensor[], start: tf.Tensor[], batch: LearnerBatch, tensors: BatchTensors): tf.Scalar {
    const [vector, adapterIn, adapterOut, mix] = parts;
    const personal = { vector, adapterIn, adapterOut, mix } as PersonalTensors;
    const { config, frozen } = this;
    const u = userVectors(frozen, tensors.states, personal);
    const score = tf.add(
      lightScoresOfTargets(frozen, u, tensors.targets, batch.lengths, personal.mix),
      mlpScoresOfTargets(frozen, config, u, tensors.targets.factors, personal.mix),
    );
    const others = tf.add(
      lightScores(frozen, u, tensors.sampled, batch.lengths, personal.mix),
      mlpScores(frozen, config, u, tensors.sampled.factors, personal.mix),
    );
    const towards = sampledSoftmax(score, others, tensors.corrections);
    const away = repulsion(score, others, tensors.corrections);
    const events = tf.sum(tf.add(tf.mul(towards, tensors.towards), tf.mul(away, tensors.away)));
    const distances = parts.map((part, i) => tf.sum(tf.square(tf.sub(part, start[i]))));
    return tf.add(events, tf.mul(tf.addN(distances), this.settings.proximal / 2)) as tf.Scalar;
  }
}

/** −log(1 − p) of the item under the sampled softmax: an item to be pushed away. [V, P] */
function repulsion(score: tf.Tensor, others: tf.Tensor, corrections: tf.Tensor): tf.Tensor {
  const negatives = tf.sub(others, corrections);
  const all = tf.concat([tf.expandDims(score, -1), negatives], -1);
  return tf.sub(logSumExp(all), logSumExp(negatives));
}

interface BatchTensors {
  states: tf.Tensor3D;
  targets: Candidates;
  sampled: Candidates;
  corrections: tf.Tensor3D;
  /** Weights of events to move towards and away from, [V, P]; each visitor's sum of both is 1. */
  towards: tf.Tensor2D;
  away: tf.Tensor2D;
}

function tensorsOf(config: NeumfConfig, batch: LearnerBatch): BatchTensors {
  const { visitors, events, negatives, weights, memory } = batch;
  const traces = traceCount(config);
  const total = new Float32Array(visitors);
  weights.forEach((weight, i) => (total[Math.floor(i / events)] += Math.abs(weight)));
  const shared = weights.map((weight, i) => weight / Math.max(total[Math.floor(i / events)], 1e-9));
  return {
    states: tf.tensor3d(batch.states, [visitors, events, config.dim]),
    targets: { ...candidates(config, batch.targets, visitors, events), memory: memory ? tf.tensor3d(memory.targets, [visitors, traces, events]) : undefined },
    sampled: { ...candidates(config, batch.sampled, visitors, negatives), memory: memory ? tf.tensor4d(memory.sampled, [visitors, traces, events, negatives]) : undefined },
    corrections: tf.tensor3d(batch.corrections, [visitors, events, negatives]),
    towards: tf.tensor2d(shared.map((w) => Math.max(w, 0)), [visitors, events]),
    away: tf.tensor2d(shared.map((w) => Math.max(-w, 0)), [visitors, events]),
  };
}

function candidates(config: NeumfConfig, rows: ItemRows, visitors: number, count: number): Candidates {
  return {
    factors: tf.tensor3d(rows.factors, [visitors, count, config.dim]),
    bias: tf.tensor2d(rows.bias, [visitors, count]),
    popularity: tf.tensor2d(rows.popularity, [visitors, count]),
  };
}

/** [V, size] → vector [V, d], adapterIn [V, d, r], adapterOut [V, r, d], mix [V, 5]. */
function splitPersonal(config: NeumfConfig, flat: Float32Array, visitors: number): tf.Tensor[] {
  const shapes = Object.values(personalShapes(config));
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  const whole = tf.tensor2d(flat, [visitors, sizes.reduce((sum, size) => sum + size, 0)]);
  return tf.split(whole, sizes, 1).map((part, i) => tf.reshape(part, [visitors, ...shapes[i]]));
}

function tile(row: Float32Array, times: number): Float32Array {
  const tiled = new Float32Array(row.length * times);
  for (let i = 0; i < times; i++) tiled.set(row, i * row.length);
  return tiled;
}
