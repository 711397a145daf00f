/**
 * Inductive NeuMF as a differentiable graph, whole in this file: user tower, personal part, head.
 * Names and shapes of the weights: `src/neumf.ts`; the mathematics: DESIGN.md. `kernels/` computes the same without
 * TF.js, and a parity test holds the two together.
 *
 * Axes: B pieces of history, T events a piece, V visitors, P positions, M candidates, d = dim, H heads.
 */
import * as tf from '@tensorflow/tfjs-core';
import { MIX_TERMS, POPULARITY_BUCKETS, PREFIX_CONTINUED, PREFIX_START, type NeumfConfig, popularityBucket } from '../neumf.ts';
import { batchMatMul, constant, gatherRows, layerNorm, logSumExp, matMul2d } from './ops.ts';

/** Weights as tensors, by the names of `networkShapes()`. */
export type TensorMap = Record<string, tf.Tensor>;

/** Prefix rows that stand before the events in every piece: `start`, then `continued`. */
export const PREFIX_ROWS = 2;

/** Where no key may be seen. Finite, so that a softmax never sees ∞ − ∞. */
const HIDDEN = -1e9;

/** A batch of histories, or of pieces of them. */
export interface HistoryBatch {
  /** Item factors of the events, [B, T, d]; rows past a piece's end are ignored. */
  factors: tf.Tensor3D;
  /** Event types, [B · T], indices into `config.eventTypes`, or −1: no type. */
  types: Int32Array;
  /** Whether each piece begins a history (prefix `start`) or continues one. */
  begins: readonly boolean[];
}

/** Multiplies activations [..., d] by a random mask; the identity where nothing is trained. */
export type Dropout = (x: tf.Tensor) => tf.Tensor;
const keepAll: Dropout = (x) => x;

/**
 * The tower's states z, [B, T + 2, d]: row 0 is the state before any event, row 1 that of the prefix `continued`,
 * row t + 1 the state after event t (t ≥ 1).
 */
export function towerStates(w: TensorMap, config: NeumfConfig, batch: HistoryBatch, dropout = keepAll): tf.Tensor3D {
  const [size, length] = batch.factors.shape;
  const tokens = length + PREFIX_ROWS;
  const prefix = tf.tile(tf.reshape(w['tower.prefix'], [1, PREFIX_ROWS, config.dim]), [size, 1, 1]);
  const types = tf.reshape(matMul2d(oneHot(batch.types, config.eventTypes.length), w['tower.type'] as tf.Tensor2D), [size, length, config.dim]);
  const mask = attentionMask(config.window, length, batch.begins);
  let x: tf.Tensor = dropout(tf.concat([prefix, tf.add(batch.factors, types)], 1));
  for (let b = 0; b < config.blocks; b++) {
    const block = `tower.block${b}`;
    const attended = attention(w, config, b, layerNorm(x, w[`${block}.ln1.gain`], w[`${block}.ln1.bias`]), mask);
    x = tf.add(x, dropout(attended));
    const normed = tf.reshape(layerNorm(x, w[`${block}.ln2.gain`], w[`${block}.ln2.bias`]), [size * tokens, config.dim]);
    const wide = tf.relu(tf.add(matMul2d(normed as tf.Tensor2D, w[`${block}.ffn.w1`] as tf.Tensor2D), w[`${block}.ffn.b1`]));
    const narrow = tf.add(matMul2d(wide as tf.Tensor2D, w[`${block}.ffn.w2`] as tf.Tensor2D), w[`${block}.ffn.b2`]);
    x = tf.add(x, dropout(tf.reshape(narrow, [size, tokens, config.dim])));
  }
  return layerNorm(x, w['tower.ln.gain'], w['tower.ln.bias']) as tf.Tensor3D;
}

/** [N] → [N, count], a row of zeros for −1. (TF.js's own refuses a count of 1: data with one event type.) */
function oneHot(indices: Int32Array, count: number): tf.Tensor2D {
  const rows = new Float32Array(indices.length * count);
  indices.forEach((index, row) => {
    if (index >= 0) rows[row * count + index] = 1;
  });
  return tf.tensor2d(rows, [indices.length, count]);
}

/** Causal multi-head attention with a relative position bias: x [B, N, d] → [B, N, d], N = T + 2. */
function attention(w: TensorMap, config: NeumfConfig, block: number, x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const [size, tokens] = x.shape;
  const { dim, heads } = config;
  const name = `tower.block${block}.attention`;
  const flat = tf.reshape(x, [size * tokens, dim]) as tf.Tensor2D;
  const split = (projection: string, order: number[]) => {
    const projected = matMul2d(flat, w[`${name}.${projection}`] as tf.Tensor2D);
    const shape = [size, tokens, heads, dim / heads];
    const [, , rows, columns] = order.map((axis) => shape[axis]);
    const each = tf.transpose(tf.reshape(projected, shape), order);
    return tf.reshape(each, [size * heads, rows, columns]) as tf.Tensor3D;
  };
  const [query, key, value] = [split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1]), split('value', [0, 2, 1, 3])];
  const logits = tf.mul(tf.reshape(batchMatMul(query, key), [size, heads, tokens, tokens]), 1 / Math.sqrt(dim / heads));
  const biased = tf.add(tf.add(logits, positionBias(w, config, name, tokens)), mask);
  const weights = tf.reshape(tf.softmax(biased), [size * heads, tokens, tokens]) as tf.Tensor3D;
  const mixed = tf.reshape(batchMatMul(weights, value), [size, heads, tokens, dim / heads]);
  const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [size * tokens, dim]) as tf.Tensor2D;
  return tf.reshape(matMul2d(joined, w[`${name}.out`] as tf.Tensor2D), [size, tokens, dim]);
}

/** The bias of a key seen from a query, [1, H, N, N]: by distance between events, one constant for a prefix. */
function positionBias(w: TensorMap, config: NeumfConfig, name: string, tokens: number): tf.Tensor {
  const { heads, window } = config;
  const prefixRow = window;
  const rows = new Int32Array(tokens * tokens);
  for (let query = 0; query < tokens; query++) {
    for (let key = 0; key < tokens; key++) {
      const distance = Math.min(Math.max(query - key, 0), window - 1);
      rows[query * tokens + key] = key < PREFIX_ROWS ? prefixRow : distance;
    }
  }
  const distances = tf.mul(tf.transpose(w[`${name}.distance`], [1, 0]), config.ordered ? 1 : 0);
  const table = tf.concat([distances, tf.reshape(w[`${name}.prefix`], [1, heads])], 0) as tf.Tensor2D;
  return tf.expandDims(tf.transpose(gatherRows(table, rows, [tokens, tokens]), [2, 0, 1]), 0);
}

/** Who sees whom, [B, 1, N, N], 0 or HIDDEN: DESIGN.md, "Event t sees itself, …". */
function attentionMask(window: number, length: number, begins: readonly boolean[]): tf.Tensor {
  const tokens = length + PREFIX_ROWS;
  const mask = new Float32Array(begins.length * tokens * tokens).fill(HIDDEN);
  begins.forEach((begin, piece) => {
    const base = piece * tokens * tokens;
    for (let prefix = 0; prefix < PREFIX_ROWS; prefix++) mask[base + prefix * tokens + prefix] = 0;
    for (let t = 1; t <= length; t++) {
      const row = base + (t + 1) * tokens;
      mask[row + (begin && t <= window ? PREFIX_START : PREFIX_CONTINUED)] = 0;
      for (let s = Math.max(1, t - window + 1); s <= t; s++) mask[row + s + 1] = 0;
    }
  });
  return tf.tensor4d(mask, [begins.length, 1, tokens, tokens]);
}

/** The personal parts of V visitors: vector [V, d], adapterIn [V, d, r], adapterOut [V, r, d], mix [V, 5], walk [V, F]. */
export interface PersonalTensors {
  vector: tf.Tensor2D;
  adapterIn: tf.Tensor3D;
  adapterOut: tf.Tensor3D;
  mix: tf.Tensor2D;
  /** Absent where the model has no walk term. */
  walk?: tf.Tensor2D;
}

/**
 * User vectors u, [V, P, d], of states z [V, P, d]:
 * u = z·(out.weight + adapterIn·adapterOut) + out.bias + vector; without a personal part, the tower's own, without adapters, theirs left out.
 */
export function userVectors(
  w: TensorMap,
  z: tf.Tensor3D,
  personal?: Pick<PersonalTensors, 'vector'> & Partial<Pick<PersonalTensors, 'adapterIn' | 'adapterOut'>>,
): tf.Tensor3D {
  const [visitors, positions, dim] = z.shape;
  const flat = tf.reshape(z, [visitors * positions, dim]) as tf.Tensor2D;
  const out = tf.reshape(matMul2d(flat, w['tower.out.weight'] as tf.Tensor2D), z.shape);
  const common = tf.add(out, w['tower.out.bias']);
  if (!personal) return common as tf.Tensor3D;
  const { vector, adapterIn, adapterOut } = personal;
  const adapted = adapterIn && adapterOut ? tf.add(common, tf.matMul(tf.matMul(z, adapterIn), adapterOut)) : common;
  return tf.add(adapted, tf.expandDims(vector, 1)) as tf.Tensor3D;
}

/** The walk term: weights [V, F], features [V, F, ...] → [V, ...]. Features are data: nothing is learned of them. */
export function walkTerm(weights: tf.Tensor2D, features: tf.Tensor): tf.Tensor {
  const [visitors, count, ...rest] = features.shape;
  if (visitors === 1) return tf.reshape(matMul2d(weights, constant(tf.reshape(features, [count, -1]))), [1, ...rest]);
  const flat = tf.reshape(features, [visitors, count, -1]);
  return tf.reshape(tf.sum(tf.mul(flat, tf.expandDims(weights, -1)), 1), [visitors, ...rest]);
}

/** Candidates to score: factors q [V, M, d], biases [V, M], standardised log-popularities [V, M]. */
export interface Candidates {
  factors: tf.Tensor3D;
  bias: tf.Tensor2D;
  popularity: tf.Tensor2D;
  /** log1p(trace / ε) of each at each position, [V, K, P, M]; of one candidate a position [V, K, P]; K traces. Default: no memory. */
  memory?: tf.Tensor;
}

/** The score's terms but the MLP, each [V, P, M]. `lengths` [V · P]: events before each position. */
export function lightScores(w: TensorMap, u: tf.Tensor3D, candidates: Candidates, lengths: Int32Array, mix?: tf.Tensor2D): tf.Tensor3D {
  const gmf = inner(tf.mul(u, w['head.gmf']), candidates.factors);
  const [bias, popularity] = [candidates.bias, candidates.popularity].map((x) => tf.expandDims(x, 1));
  return sumOfTerms(w, { gmf, bias, popularity, memory: candidates.memory }, lengths, mix) as tf.Tensor3D;
}

/** The same for one candidate a position: q, bias, popularity and memory [V, P, d], [V, P], [V, P], [V, K, P] → [V, P]. */
export function lightScoresOfTargets(w: TensorMap, u: tf.Tensor3D, targets: Candidates, lengths: Int32Array, mix?: tf.Tensor2D): tf.Tensor2D {
  const gmf = tf.sum(tf.mul(tf.mul(u, w['head.gmf']), targets.factors), -1, true);
  const [bias, popularity] = [targets.bias, targets.popularity].map((x) => tf.expandDims(x, -1));
  const memory = targets.memory && tf.expandDims(targets.memory, -1);
  return tf.squeeze(sumOfTerms(w, { gmf, bias, popularity, memory }, lengths, mix), [-1]) as tf.Tensor2D;
}

/** gmf [V, P, M] and memory [V, K, P, M], with bias and popularity that broadcast to gmf → [V, P, M]. */
function sumOfTerms(
  w: TensorMap,
  { gmf, bias, popularity, memory }: { gmf: tf.Tensor; bias: tf.Tensor; popularity: tf.Tensor; memory?: tf.Tensor },
  lengths: Int32Array,
  mix?: tf.Tensor2D,
): tf.Tensor {
  const [visitors, positions] = gmf.shape;
  const weigh = (table: tf.Tensor, values: tf.Tensor) => tf.mul(tf.reshape(weightsByLength(table, lengths), [visitors, positions, 1]), values);
  const weighed = scaled(weigh(w['head.popularity'], popularity), mix, 'popularity');
  const score = tf.add(tf.add(scaled(gmf, mix, 'gmf'), scaled(bias, mix, 'bias')), weighed);
  if (!memory) return score;
  // By slices and sums, whose kernels the page has anyway.
  const traces = Array.from({ length: memory.shape[1] as number }, (_, k) => {
    const trace = tf.squeeze(tf.slice(memory, [0, k, 0, 0], [-1, 1, -1, -1]), [1]);
    return weigh(tf.slice(w['head.memory'], [k, 0], [1, POPULARITY_BUCKETS]), trace);
  });
  return tf.add(score, scaled(traces.reduce((sum, trace) => tf.add(sum, trace)), mix, 'memory'));
}

/** The MLP's term for every position and candidate: u [V, P, d], q [V, M, d] → [V, P, M]. */
export function mlpScores(w: TensorMap, config: NeumfConfig, u: tf.Tensor3D, factors: tf.Tensor3D, mix?: tf.Tensor2D): tf.Tensor3D {
  const [visitors, positions] = u.shape;
  const candidates = factors.shape[1];
  const user = tf.reshape(userHalf(w, u), [visitors, positions, 1, config.mlp[0]]);
  const item = tf.reshape(itemHalf(w, factors), [visitors, 1, candidates, config.mlp[0]]);
  const score = tf.reshape(upperLayers(w, config, tf.add(user, item)), [visitors, positions, candidates]);
  return scaled(score, mix, 'mlp') as tf.Tensor3D;
}

/** The MLP's term for one candidate a position: u [V, P, d], q [V, P, d] → [V, P]. */
export function mlpScoresOfTargets(w: TensorMap, config: NeumfConfig, u: tf.Tensor3D, factors: tf.Tensor3D, mix?: tf.Tensor2D): tf.Tensor2D {
  const [visitors, positions] = u.shape;
  const score = tf.reshape(upperLayers(w, config, tf.add(userHalf(w, u), itemHalf(w, factors))), [visitors, positions, 1]);
  return tf.squeeze(scaled(score, mix, 'mlp'), [-1]) as tf.Tensor2D;
}

/** First MLP layer, the part that depends on the user: [V, P, d] → [V, P, mlp0], bias included. */
function userHalf(w: TensorMap, u: tf.Tensor3D): tf.Tensor {
  return tf.add(product(u, w['head.mlp0.user'] as tf.Tensor2D), w['head.mlp0.bias']);
}

/** First MLP layer, the part that depends on the item: [V, M, d] → [V, M, mlp0]. */
function itemHalf(w: TensorMap, factors: tf.Tensor3D): tf.Tensor {
  return product(factors, w['head.mlp0.item'] as tf.Tensor2D);
}

/** The rest of the MLP, on the first layer before its relu: [..., mlp0] → [rows]. */
function upperLayers(w: TensorMap, config: NeumfConfig, first: tf.Tensor): tf.Tensor {
  let x = tf.relu(tf.reshape(first, [-1, config.mlp[0]])) as tf.Tensor2D;
  for (let l = 1; l < config.mlp.length; l++) {
    x = tf.relu(tf.add(matMul2d(x, w[`head.mlp${l}.weight`] as tf.Tensor2D), w[`head.mlp${l}.bias`])) as tf.Tensor2D;
  }
  return matMul2d(x, tf.reshape(w['head.mlp.out'], [-1, 1]));
}

/** [A, B, d] · [d, e] → [A, B, e]. */
function product(x: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor {
  const [a, b, d] = x.shape;
  return tf.reshape(matMul2d(tf.reshape(x, [a * b, d]), weight), [a, b, weight.shape[1]]);
}

/** [V, P, d] · [V, M, d]ᵀ → [V, P, M]; one visitor takes the fast path. */
function inner(u: tf.Tensor3D, factors: tf.Tensor3D): tf.Tensor3D {
  if (u.shape[0] !== 1) return tf.matMul(u, factors, false, true);
  const [left, right] = [tf.squeeze(u, [0]), tf.squeeze(factors, [0])] as tf.Tensor2D[];
  return tf.expandDims(matMul2d(left, tf.transpose(right)), 0) as tf.Tensor3D;
}

/** A weight by history length, [N, 1], of a table [POPULARITY_BUCKETS]. */
function weightsByLength(table: tf.Tensor, lengths: Int32Array): tf.Tensor {
  const buckets = oneHot(lengths.map(popularityBucket), POPULARITY_BUCKETS);
  return matMul2d(buckets, tf.reshape(table, [-1, 1]));
}

/** A term [V, P or 1, M] times exp(mix) of its visitor. */
function scaled(term: tf.Tensor, mix: tf.Tensor2D | undefined, name: (typeof MIX_TERMS)[number]): tf.Tensor {
  if (!mix) return term;
  const column = tf.slice(mix, [0, MIX_TERMS.indexOf(name)], [-1, 1]);
  return tf.mul(term, tf.expandDims(tf.exp(column), -1));
}

/**
 * Sampled softmax, a loss per row: −log( e^s⁺ / (e^s⁺ + Σ_j e^(s_j − log E_j)) ), the sum an importance-sampled
 * estimate of the partition function (Bengio & Senécal 2008). positive [N], negatives [N, M], corrections [N, M] or
 * [1, M]: log E_j of the expected count of candidate j in the sample, large where j is the positive itself.
 */
export function sampledSoftmax(positive: tf.Tensor, negatives: tf.Tensor, corrections: tf.Tensor): tf.Tensor {
  const logits = tf.concat([tf.expandDims(positive, -1), tf.sub(negatives, corrections)], -1);
  return tf.sub(logSumExp(logits), positive);
}
