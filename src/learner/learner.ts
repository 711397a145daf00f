/**
 * One event's update of the personal parts of V visitors, by TF.js autograd. The page uses V = 1, the evaluator many;
 * visitors do not touch each other. Pure: same states and batch, same backend, same result.
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
  walkTerm,
} from '../model/neumf.ts';
import { constant, logSumExp } from '../model/ops.ts';
import { type NeumfConfig, personalShapes, traceCount, walkFeatures } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { FixedScores } from './fixed-scores.ts';
import { GUARD_SIZE, type GuardRecord, judged, readGuard } from './guard.ts';

/** How the device learns; stored in the bundle. */
export interface LearnerSettings {
  /** Step sizes of the pieces of the personal part. A piece of rate 0 stays as it is, and costs nothing. */
  rates: { vector: number; adapter: number; mix: number; walk: number };
  /** Gradient steps an event. */
  steps: number;
  /** Strength of the pull to the bundle's start: the loss gains proximal/2 · ‖θ − θ₀‖². */
  proximal: number;
  /** Events until the vector learns at its full rate, growing evenly: a few say little of a taste. */
  ramp: number;
  /** Whether it is judged on each event how well the personal part foretold it (`guard.ts`). */
  guard: boolean;
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
  /** History length before each event, [V · P]. Slot 0 is the new event, whose length decides the ramp. */
  lengths: Int32Array;
  /** The items of the events. */
  targets: ItemRows;
  /** Weight of each event in the loss, [V, P]; negative: push the item away; 0: padding. */
  weights: Float32Array;
  /** The items drawn as negatives. */
  sampled: ItemRows;
  /** log of each negative's expected count in the draw, large where it is the event's own item, [V, P, M]. */
  corrections: Float32Array;
  /** Null where the model has no memory. */
  memory: LearnerMemory | null;
  /** Null where the model has no walk term. */
  walk: LearnerWalk | null;
}

/** log1p(trace / ε) at the moment of each event, of K traces: of its own item [V, K, P], of the negatives [V, K, P, M]. */
export interface LearnerMemory {
  targets: Float32Array;
  sampled: Float32Array;
}

/** The walk's F features at the moment of each event: of its own item [V, F, P], of the negatives [V, F, P, M]. */
export interface LearnerWalk {
  targets: Float32Array;
  sampled: Float32Array;
}

/** Numbers of a visitor's state: the personal part, in the order of `personalShapes`, and the guard's record. */
export function stateSize(config: NeumfConfig): number {
  return partSize(config) + GUARD_SIZE;
}

/** Longest step of a piece in any direction, before the rate: a visitor's gradient is scaled down to this norm. */
const GRADIENT_NORM = 1;
/** A walk's gradient is bounded by its features, 1 each at the most. */
const WALK_NORM = 4;

/** A correction as large takes a negative out of an event's draw. */
const CLOSED = 1e8;

type Piece = keyof LearnerSettings['rates'];
const PIECES: readonly { name: keyof PersonalTensors; rate: Piece; norm: number }[] = [
  { name: 'vector', rate: 'vector', norm: GRADIENT_NORM },
  { name: 'adapterIn', rate: 'adapter', norm: GRADIENT_NORM },
  { name: 'adapterOut', rate: 'adapter', norm: GRADIENT_NORM },
  { name: 'mix', rate: 'mix', norm: GRADIENT_NORM },
  { name: 'walk', rate: 'walk', norm: WALK_NORM },
];

export class Learner {
  private readonly config: NeumfConfig;
  private readonly settings: LearnerSettings;
  private readonly frozen: TensorMap;
  private readonly start: Float32Array;
  /** The pieces that are learned, by place. */
  private readonly learned: readonly number[];
  /** Parts of the score that are 0 for everybody and stay so are not computed. */
  private readonly idle: { mlp: boolean; adapter: boolean; mix: boolean };

  /** Holds the frozen weights of head and output projection as tensors until `dispose()`. */
  constructor(config: NeumfConfig, network: Weights, settings: LearnerSettings) {
    this.config = config;
    this.settings = settings;
    const needed = [...network].filter(([name]) => name.startsWith('head.') || name.startsWith('tower.out.'));
    this.frozen = Object.fromEntries(needed.map(([name, { data, shape }]) => [name, constant(tf.tensor(data, [...shape]))]));
    this.start = Float32Array.from(Object.keys(personalShapes(config)).flatMap((name) => [...(network.get(name)?.data ?? [])]));
    // An adapter of rank 0 is none: TF.js's products of nothing are whatever lay in its memory.
    const sizes = Object.values(personalShapes(config)).map(sizeOf);
    this.learned = this.pieces().flatMap(({ rate }, i) => (settings.rates[rate] > 0 && sizes[i] > 0 ? [i] : []));
    const allZero = (name: string) => network.get(name)?.data.every((x) => x === 0) === true;
    this.idle = {
      mlp: allZero('head.mlp.out'),
      adapter: config.adapterRank === 0 || (settings.rates.adapter === 0 && allZero('personal.adapterOut')),
      mix: settings.rates.mix === 0 && allZero('personal.mix'),
    };
  }

  /** States after learning, [V, `stateSize`]; the input is left as it is. */
  async learn(states: Float32Array, batch: LearnerBatch): Promise<Float32Array> {
    const { visitors } = batch;
    if (this.learned.length === 0 && !this.settings.guard) return states.slice();
    const answer = tf.tidy(() => {
      const tensors = tensorsOf(this.config, batch);
      if (this.idle.mlp && this.idle.adapter && this.idle.mix) {
        tensors.fixed = new FixedScores(this.frozen, tensors.states, tensors.targets, tensors.sampled, batch.lengths);
      }
      const start = this.split(tile(this.start, visitors), visitors);
      let parts = this.split(states, visitors);
      const foretold = this.settings.guard ? [parts, start].map((each) => this.foretold(each, batch, tensors)) : [];
      for (let step = 0; step < this.settings.steps; step++) parts = this.step(parts, start, batch, tensors);
      return tf.concat([...this.learned.map((i) => tf.reshape(parts[i], [visitors, -1])), ...foretold], 1);
    });
    const values = (await answer.data()) as Float32Array;
    answer.dispose();
    return this.joined(states, values, batch);
  }

  dispose(): void {
    tf.dispose(this.frozen);
  }

  /** The parts as learned, each with the guard's record after the new event, where that is one to be foretold. */
  private joined(before: Float32Array, learned: Float32Array, { visitors, events, weights }: LearnerBatch): Float32Array {
    const sizes = Object.values(personalShapes(this.config)).map(sizeOf);
    const size = partSize(this.config);
    const { guard } = this.settings;
    const states = before.slice();
    const width = learned.length / visitors;
    for (let visitor = 0; visitor < visitors; visitor++) {
      const at = visitor * (size + GUARD_SIZE);
      const row = learned.subarray(visitor * width, (visitor + 1) * width);
      let read = 0;
      let to = at;
      sizes.forEach((length, piece) => {
        if (this.learned.includes(piece)) states.set(row.subarray(read, (read += length)), to);
        to += length;
      });
      let record: GuardRecord = readGuard(before.subarray(at + size, at + size + GUARD_SIZE));
      if (guard && weights[visitor * events] > 0) record = judged(record, row[read], row[read + 1]);
      states.set([record.advantage, record.ahead, record.gained, record.better, record.judged], at + size);
    }
    return states;
  }

  /** log p of the new event among its negatives, [V, 1]. */
  private foretold(parts: tf.Tensor[], batch: LearnerBatch, tensors: BatchTensors): tf.Tensor {
    const { score, others } = this.scores(parts, batch, tensors);
    return tf.neg(tf.slice(sampledSoftmax(score, others, tensors.corrections), [0, 0], [-1, 1]));
  }

  /** One clipped gradient step on all pieces that are learned, and the pull to the start. */
  private step(parts: tf.Tensor[], start: tf.Tensor[], batch: LearnerBatch, tensors: BatchTensors): tf.Tensor[] {
    const { rates, proximal } = this.settings;
    const { learned } = this;
    if (learned.length === 0) return parts;
    const loss = (...pieces: tf.Tensor[]) => this.loss(parts.map((part, i) => pieces[learned.indexOf(i)] ?? part), batch, tensors);
    const gradients = tf.grads(loss)(learned.map((i) => parts[i]));
    return parts.map((part, i) => {
      const gradient = gradients[learned.indexOf(i)];
      if (!gradient) return part;
      const { rate, norm } = this.pieces()[i];
      const length = tf.sqrt(tf.sum(tf.reshape(tf.square(gradient), [batch.visitors, -1]), 1));
      const longest = tf.tensor1d(emphasis(batch, norm));
      const scale = tf.mul(tf.div(longest, tf.maximum(length, longest)), rates[rate]);
      const each = (values: tf.Tensor) => tf.reshape(values, [batch.visitors, ...part.shape.slice(1).map(() => 1)]);
      const paces = each(rate === 'vector' ? tf.tensor1d(this.paces(batch)) : tf.tensor1d(new Float32Array(batch.visitors).fill(1)));
      const pull = tf.mul(tf.sub(part, start[i]), proximal * rates[rate]);
      return tf.sub(part, tf.mul(tf.add(tf.mul(gradient, each(scale)), pull), paces));
    });
  }

  /** What the vector's rate is multiplied by, [V]. */
  private paces({ visitors, events, lengths, weights }: LearnerBatch): Float32Array {
    const { ramp } = this.settings;
    return Float32Array.from({ length: visitors }, (_, visitor) => {
      const first = visitor * events;
      // A no is clear from the start.
      return ramp === 0 || weights[first] < 0 ? 1 : Math.min(1, lengths[first] / ramp);
    });
  }

  /** Sum over visitors of their weighted event losses. */
  private loss(parts: tf.Tensor[], batch: LearnerBatch, tensors: BatchTensors): tf.Scalar {
    const { score, others } = this.scores(parts, batch, tensors);
    const towards = tf.mul(sampledSoftmax(score, others, tensors.corrections), tensors.towards);
    if (batch.weights.every((weight) => weight >= 0)) return tf.sum(towards);
    return tf.sum(tf.add(towards, tf.mul(repulsion(score, others, tensors.shares), tensors.away)));
  }

  /** Scores of the events' items [V, P] and of the negatives [V, P, M]. */
  private scores(parts: tf.Tensor[], { lengths }: LearnerBatch, { states, targets, sampled, walk, fixed }: BatchTensors): { score: tf.Tensor; others: tf.Tensor } {
    const { config, frozen, idle } = this;
    const part = Object.fromEntries(this.pieces().map(({ name }, i) => [name, parts[i]])) as unknown as PersonalTensors;
    if (fixed) {
      const plain = fixed.with(part.vector);
      if (!walk || !part.walk) return plain;
      return { score: tf.add(plain.score, walkTerm(part.walk, walk.targets)), others: tf.add(plain.others, walkTerm(part.walk, walk.sampled)) };
    }
    const mix = idle.mix ? undefined : part.mix;
    const u = userVectors(frozen, states, idle.adapter ? { vector: part.vector } : part);
    const score = [lightScoresOfTargets(frozen, u, targets, lengths, mix)];
    const others = [lightScores(frozen, u, sampled, lengths, mix)];
    if (!idle.mlp) {
      score.push(mlpScoresOfTargets(frozen, config, u, targets.factors, mix));
      others.push(mlpScores(frozen, config, u, sampled.factors, mix));
    }
    if (walk && part.walk) {
      score.push(walkTerm(part.walk, walk.targets) as tf.Tensor2D);
      others.push(walkTerm(part.walk, walk.sampled) as tf.Tensor3D);
    }
    const sum = (terms: tf.Tensor[]) => terms.reduce((all, term) => tf.add(all, term));
    return { score: sum(score), others: sum(others) };
  }

  private pieces() {
    return this.config.walk ? PIECES : PIECES.slice(0, -1);
  }

  /** [V, at least size] → a tensor a piece: vector [V, d], adapterIn [V, d, r], adapterOut [V, r, d], mix [V, 5], walk [V, F]. */
  private split(flat: Float32Array, visitors: number): tf.Tensor[] {
    let from = 0;
    return Object.values(personalShapes(this.config)).map((shape) => tf.tensor(columns(flat, visitors, from, (from += sizeOf(shape))), [visitors, ...shape]));
  }
}

/** The longest step of each visitor, [V]: a new event that says no may go as many times as far as it weighs. */
function emphasis({ visitors, events, weights }: LearnerBatch, norm: number): Float32Array {
  return Float32Array.from({ length: visitors }, (_, visitor) => norm * Math.max(1, -weights[visitor * events]));
}

/** An item to be pushed away: ln(1 + e^(s − mean of the others)), which lets go once it is an item like others. [V, P] */
function repulsion(score: tf.Tensor, others: tf.Tensor, shares: tf.Tensor): tf.Tensor {
  const mean = tf.sum(tf.mul(others, shares), -1);
  const pair = tf.concat([tf.expandDims(score, -1), tf.expandDims(mean, -1)], -1);
  return tf.sub(logSumExp(pair), mean);
}

interface BatchTensors {
  states: tf.Tensor3D;
  targets: Candidates;
  sampled: Candidates;
  corrections: tf.Tensor3D;
  /** What each negative counts in the mean of those that were open, [V, P, M]. */
  shares: tf.Tensor3D;
  walk: { targets: tf.Tensor; sampled: tf.Tensor } | null;
  /** Where no part is learned but vector and walk. */
  fixed: FixedScores | null;
  /** Weights of events to move towards and away from, [V, P]. */
  towards: tf.Tensor2D;
  away: tf.Tensor2D;
}

function tensorsOf(config: NeumfConfig, batch: LearnerBatch): BatchTensors {
  const { visitors, events, negatives, weights, memory, walk } = batch;
  const traces = traceCount(config);
  const features = config.walk ? walkFeatures(config.walk) : 0;
  return {
    states: tf.tensor3d(batch.states, [visitors, events, config.dim]),
    targets: { ...candidates(config, batch.targets, visitors, events), memory: memory ? tf.tensor3d(memory.targets, [visitors, traces, events]) : undefined },
    sampled: { ...candidates(config, batch.sampled, visitors, negatives), memory: memory ? tf.tensor4d(memory.sampled, [visitors, traces, events, negatives]) : undefined },
    corrections: tf.tensor3d(batch.corrections, [visitors, events, negatives]),
    shares: tf.tensor3d(openShares(batch), [visitors, events, negatives]),
    walk: walk && {
      targets: tf.tensor3d(walk.targets, [visitors, features, events]),
      sampled: tf.tensor4d(walk.sampled, [visitors, features, events, negatives]),
    },
    fixed: null,
    towards: tf.tensor2d(weights.map((w) => Math.max(w, 0)), [visitors, events]),
    away: tf.tensor2d(weights.map((w) => Math.max(-w, 0)), [visitors, events]),
  };
}

/** 1 over the number of an event's negatives that are open; 0 of the others, such as what fills up in a small catalogue. */
function openShares({ negatives, corrections }: LearnerBatch): Float32Array {
  const shares = corrections.map((correction) => (correction < CLOSED ? 1 : 0));
  for (let at = 0; at < shares.length; at += negatives) {
    const row = shares.subarray(at, at + negatives);
    const open = row.reduce((sum, share) => sum + share, 0);
    if (open > 0) row.forEach((share, i) => (row[i] = share / open));
  }
  return shares;
}

function candidates(config: NeumfConfig, rows: ItemRows, visitors: number, count: number): Candidates {
  return {
    factors: tf.tensor3d(rows.factors, [visitors, count, config.dim]),
    bias: tf.tensor2d(rows.bias, [visitors, count]),
    popularity: tf.tensor2d(rows.popularity, [visitors, count]),
  };
}

function partSize(config: NeumfConfig): number {
  return Object.values(personalShapes(config)).reduce((sum, shape) => sum + sizeOf(shape), 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Columns [from, to) of rows of any length, [rows, to − from]. */
function columns(flat: Float32Array, rows: number, from: number, to: number): Float32Array {
  const width = flat.length / rows;
  const cut = new Float32Array(rows * (to - from));
  for (let row = 0; row < rows; row++) cut.set(flat.subarray(row * width + from, row * width + to), row * (to - from));
  return cut;
}

function tile(row: Float32Array, times: number): Float32Array {
  const tiled = new Float32Array(row.length * times);
  for (let i = 0; i < times; i++) tiled.set(row, i * row.length);
  return tiled;
}
