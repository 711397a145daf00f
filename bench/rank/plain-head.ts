/** The head as peers need it: float32 tables and matrices, and the few numbers that change with the user. */
import { MIX_TERMS, popularityBucket } from '../../src/neumf.ts';
import { type ScoreQuery } from '../../src/kernels/scorer.ts';
import { factorOf, type RandomModel } from '../../src/kernels/testing/random-model.ts';

export interface Matrix {
  shape: [number, number];
  data: Float32Array;
}

export interface PlainHead {
  items: number;
  dim: number;
  /** Factor, bias and popularity of each item side by side, [n, d + 2]: one product with `UserTerms.terms` is all but the MLP. */
  rows: Matrix;
  /** Factors alone, [n, d]. */
  factors: Matrix;
  /** First MLP layer: item half and user half, [d, mlp₀] each, and its bias. */
  itemHalf: Matrix;
  userHalf: Matrix;
  firstBias: Float32Array;
  /** The layers after it. */
  upper: { weight: Matrix; bias: Float32Array }[];
}

/** Of one user. */
export interface UserTerms {
  user: Float32Array;
  /** GMF weights ∘ user, weight of the bias, weight of the popularity, [d + 2]. */
  terms: Float32Array;
  /** Output weights of the MLP, [last width]. */
  out: Float32Array;
}

export function plainHead(model: RandomModel): PlainHead {
  const { config, tables } = model;
  const { dim, mlp } = config;
  const matrix = (name: string): Matrix => {
    const { shape, data } = weightOf(model, name);
    return { shape: [shape[0], shape[1]], data };
  };
  const factors = new Float32Array(tables.count * dim);
  const rows = new Float32Array(tables.count * (dim + 2));
  for (let item = 0; item < tables.count; item++) {
    const factor = factorOf(model, item);
    factors.set(factor, item * dim);
    rows.set(factor, item * (dim + 2));
    rows[item * (dim + 2) + dim] = tables.bias[item];
    rows[item * (dim + 2) + dim + 1] = tables.popularity[item];
  }
  return {
    items: tables.count,
    dim,
    rows: { shape: [tables.count, dim + 2], data: rows },
    factors: { shape: [tables.count, dim], data: factors },
    itemHalf: matrix('head.mlp0.item'),
    userHalf: matrix('head.mlp0.user'),
    firstBias: weightOf(model, 'head.mlp0.bias').data,
    upper: mlp.slice(1).map((_, l) => ({ weight: matrix(`head.mlp${l + 1}.weight`), bias: weightOf(model, `head.mlp${l + 1}.bias`).data })),
  };
}

/** Returns the function that computes a user's terms. */
export function userTerms(model: RandomModel): (query: ScoreQuery) => UserTerms {
  const gmf = weightOf(model, 'head.gmf').data;
  const out = weightOf(model, 'head.mlp.out').data;
  const byBucket = weightOf(model, 'head.popularity').data;
  return ({ user, mix, events }) => {
    const m = Array.from(mix.subarray(0, MIX_TERMS.length), Math.exp);
    const light = [m[2], m[3] * byBucket[popularityBucket(events)]];
    return {
      user,
      terms: Float32Array.from([...gmf.map((weight, i) => weight * user[i] * m[0]), ...light]),
      out: out.map((weight) => weight * m[1]),
    };
  };
}

function weightOf({ network }: RandomModel, name: string) {
  const weight = network.get(name);
  if (!weight) throw new Error(`the model has no ${name}`);
  return weight;
}
