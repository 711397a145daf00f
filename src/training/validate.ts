/**
 * Quality on users held out whole: at sampled moments of their histories, the rank of the event that came next among
 * the whole catalogue, seen items left out. The frozen tower, no learner.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { AbortedError } from '../errors.ts';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { lightScores, mlpScores, PREFIX_ROWS, type TensorMap, towerStates, userVectors } from '../model/neumf.ts';
import { networkShapes } from '../neumf.ts';
import { Sfc32, shuffle } from '../random.ts';
import { EVENT_TYPES } from '../types.ts';
import { AS_LEARNED, type Balance, BALANCES, balanced, bestBalance } from './balance.ts';
import { type Histories } from './histories.ts';
import { type TrainedModel } from './trained-model.ts';
import { withoutIdleMlp } from './without-idle-mlp.ts';

export interface ValidationResult {
  users: number;
  predictions: number;
  /** Mean of 1/log2(rank + 1) where rank ≤ 10, else 0 (one relevant item: IDCG = 1). */
  ndcg10: number;
  /** Share of predictions with rank ≤ 10. */
  hr10: number;
}

/** A moment of a held-out history: predict event `at` of `user` from the events before it. */
export interface Moment {
  user: number;
  at: number;
}

/** At most `count` seeded moments among the first `horizon` events of the users; repeats of a seen item are left out. */
export function sampleMoments(histories: Histories, users: Int32Array, count: number, horizon: number, seed: number): Moment[] {
  const moments: Moment[] = [];
  for (const user of users) {
    const seen = new Set<number>();
    const start = histories.offsets[user];
    const length = Math.min(horizon, histories.offsets[user + 1] - start);
    for (let at = 0; at < length; at++) {
      const item = histories.itemOf[start + at];
      if (!seen.has(item)) moments.push({ user, at });
      seen.add(item);
    }
  }
  return shuffle(moments, new Sfc32(seed, 0x7a11d)).slice(0, count);
}

/** Positions scored at once; bounds memory at chunk · n · mlp[0] floats. */
const CHUNK = 4;

/** @throws AbortedError between two users */
export async function validate(model: TrainedModel, histories: Histories, moments: Moment[], signal?: AbortSignal): Promise<ValidationResult> {
  const [only] = await validateEach([AS_LEARNED], model, histories, moments, signal);
  return only.result;
}

/** The balance to take, by NDCG@10 (`bestBalance`), and how well it ranks. @throws AbortedError between two users */
export async function validateBalanced(
  model: TrainedModel,
  histories: Histories,
  moments: Moment[],
  signal?: AbortSignal,
): Promise<{ balance: Balance; validation: ValidationResult }> {
  const results = await validateEach(BALANCES, model, histories, moments, signal);
  const best = bestBalance(results.map(({ ofUsers }) => ofUsers));
  return { balance: BALANCES[best], validation: results[best].result };
}

interface BalanceResult {
  result: ValidationResult;
  /** Σ of the gains of each user's predictions, [users]. */
  ofUsers: Float64Array;
}

/** The quality in each balance. */
async function validateEach(balances: readonly Balance[], trained: TrainedModel, histories: Histories, moments: Moment[], signal?: AbortSignal): Promise<BalanceResult[]> {
  const model = withoutIdleMlp(trained);
  const byUser = new Map<number, number[]>();
  for (const { user, at } of moments) byUser.set(user, [...(byUser.get(user) ?? []), at]);
  const sums = balances.map(() => ({ hits: 0, ofUsers: new Float64Array(byUser.size) }));
  const tables = catalogueTensors(model, balances.length > 1 ? THREE_POINTS : [AS_LEARNED]);
  try {
    for (const [place, [user, ats]] of [...byUser].entries()) {
      await setImmediate(); // So that a Ctrl-C is heard.
      if (signal?.aborted) throw new AbortedError('validation was interrupted');
      await eachMoment(model, tables, histories, user, ats, (at, [whole, withoutProduct = whole, withoutMemory = whole]) => {
        const start = histories.offsets[user];
        const target = histories.itemOf[start + at];
        const seen = histories.itemOf.subarray(start, start + at);
        balances.forEach((balance, b) => {
          const rank = rankIn(balance, target, seen, whole, withoutProduct, withoutMemory);
          if (rank > 10) return;
          sums[b].hits++;
          sums[b].ofUsers[place] += 1 / Math.log2(rank + 1);
        });
      });
    }
  } finally {
    disposeTables(tables);
  }
  const predictions = moments.length;
  const mean = (sum: number) => (predictions ? sum / predictions : 0);
  return sums.map(({ hits, ofUsers }) => {
    const ndcg = ofUsers.reduce((sum, gain) => sum + gain, 0);
    return { result: { users: byUser.size, predictions, ndcg10: mean(ndcg), hr10: mean(hits) }, ofUsers };
  });
}

/** `rankOf` in a balance. A score is affine in its two factors: three points fix it. */
function rankIn(
  { product, memory }: Balance,
  target: number,
  seen: Int32Array,
  whole: Float32Array,
  withoutProduct: Float32Array,
  withoutMemory: Float32Array,
): number {
  const [p, m] = [product - 1, memory - 1];
  // Rounded as the scores of the balanced weights are, so that equal ones stay equal.
  const scoreOf = (item: number) => Math.fround(whole[item] + p * (whole[item] - withoutProduct[item]) + m * (whole[item] - withoutMemory[item]));
  return rankAmong(whole.length, scoreOf, target, seen);
}

/** Every item's score at moments of one user, moment by moment, [n] each; `fn` may not keep them. */
export async function scoresAt(model: TrainedModel, histories: Histories, user: number, ats: number[], fn: (at: number, scores: Float32Array) => void): Promise<void> {
  const tables = catalogueTensors(model, [AS_LEARNED]);
  try {
    await eachMoment(model, tables, histories, user, ats, (at, [whole]) => fn(at, whole));
  } finally {
    disposeTables(tables);
  }
}

interface CatalogueTensors {
  weights: TensorMap;
  /** `head.gmf` and `head.memory` of each balance that is scored. */
  heads: TensorMap[];
  factors: tf.Tensor3D;
  bias: tf.Tensor2D;
  popularity: tf.Tensor2D;
  memory: TransitionMemory | null;
}

/** The whole score, that without its dot product, and that without its memory: enough for any balance. */
const THREE_POINTS: readonly Balance[] = [AS_LEARNED, { product: 0, memory: 1 }, { product: 1, memory: 0 }];

function catalogueTensors({ config, network, factors, bias, popularity, memory }: TrainedModel, points: readonly Balance[]): CatalogueTensors {
  const n = bias.length;
  const shapes = networkShapes(config);
  const tensorsOf = (weights: ReadonlyMap<string, Float32Array>, names: string[]) =>
    Object.fromEntries(names.map((name) => [name, tf.tensor(weights.get(name) as Float32Array, shapes[name])]));
  return {
    weights: tensorsOf(network, Object.keys(shapes)),
    heads: points.map((point) => tensorsOf(balanced(network, point), ['head.gmf', 'head.memory'])),
    factors: tf.tensor3d(factors, [1, n, config.dim]),
    bias: tf.tensor2d(bias, [1, n]),
    popularity: tf.tensor2d(popularity, [1, n]),
    memory: config.memory && memory && new TransitionMemory(config.memory, memory),
  };
}

function disposeTables({ weights, heads, factors, bias, popularity }: CatalogueTensors): void {
  tf.dispose([weights, heads, factors, bias, popularity] as tf.TensorContainer);
}

/** `fn` has the scores of each head, [n] each. */
async function eachMoment(
  model: TrainedModel,
  tables: CatalogueTensors,
  histories: Histories,
  user: number,
  ats: number[],
  fn: (at: number, scores: Float32Array[]) => void,
): Promise<void> {
  const { config } = model;
  const n = model.bias.length;
  const start = histories.offsets[user];
  const length = Math.max(1, ...ats);
  const states = tf.tidy(() => {
    const rows = new Float32Array(length * config.dim);
    const types = new Int32Array(length).fill(-1);
    for (let t = 0; t < Math.min(length, histories.offsets[user + 1] - start); t++) {
      const item = histories.itemOf[start + t];
      rows.set(model.factors.subarray(item * config.dim, (item + 1) * config.dim), t * config.dim);
      types[t] = config.eventTypes.indexOf(EVENT_TYPES[histories.typeOf[start + t]]);
    }
    return towerStates(tables.weights, config, { factors: tf.tensor3d(rows, [1, length, config.dim]), types, begins: [true] });
  });
  for (let c = 0; c < ats.length; c += CHUNK) {
    const chunk = ats.slice(c, c + CHUNK);
    const scores = tf.tidy(() => {
      const rows = tf.tensor1d(chunk.map((at) => (at === 0 ? 0 : at + PREFIX_ROWS - 1)), 'int32');
      const z = tf.expandDims(tf.gather(tf.squeeze(states, [0]), rows), 0) as tf.Tensor3D;
      const u = userVectors(tables.weights, z);
      const candidates = { ...tables, memory: memoryOf(tables, histories.itemOf.subarray(start), chunk, n) };
      const mlp = mlpScores(tables.weights, config, u, tables.factors);
      return tables.heads.map((head) => tf.add(lightScores({ ...tables.weights, ...head }, u, candidates, Int32Array.from(chunk)), mlp));
    });
    const values = (await Promise.all(scores.map((each) => each.data()))) as Float32Array[];
    tf.dispose(scores);
    chunk.forEach((at, p) => fn(at, values.map((each) => each.subarray(p * n, (p + 1) * n))));
  }
  states.dispose();
}

/** log1p(trace / ε) of all n items at moments of a history, [1, K, moments, n]. */
function memoryOf({ memory }: CatalogueTensors, history: Int32Array, ats: number[], n: number): tf.Tensor | undefined {
  if (!memory) return undefined;
  const everything = Int32Array.from({ length: n }, (_, item) => item);
  const moments = ats.map((at) => {
    const features = new Float32Array(memory.count * n);
    memory.features(history.subarray(0, at), everything, features);
    return tf.tensor(features, [1, memory.count, n]);
  });
  return tf.stack(moments, 2);
}

/** The rank, from 1, of event `at` among the items not seen before it; `start` is the user's first event. */
export function rankOf(scores: Float32Array, { itemOf }: Histories, start: number, at: number): number {
  return rankAmong(scores.length, (item) => scores[item], itemOf[start + at], itemOf.subarray(start, start + at));
}

/** The rank, from 1, of an item among n, those left out that are `seen`. */
function rankAmong(n: number, scoreOf: (item: number) => number, target: number, seen: Int32Array): number {
  const ofTarget = scoreOf(target);
  // Not "≥": a model that diverged scores NaN everywhere, and must not come first.
  const isAbove = (item: number) => item !== target && !(scoreOf(item) < ofTarget);
  let rank = 1;
  for (let item = 0; item < n; item++) if (isAbove(item)) rank++;
  for (const item of new Set(seen)) if (isAbove(item)) rank--;
  return rank;
}
