import { type TrainingSet } from '../training-set.ts';
import { type Baseline } from './baseline.ts';
import { factorise, solveFactorised } from './cholesky.ts';
import { ialsFactors, type IalsOptions, initialFactors, weightedGram } from './ials-factors.ts';
import { perTrainingSet } from './per-training-set.ts';
import { popularAtFirst } from './popular-at-first.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { RecentItems } from './recent-items.ts';
import { userItems } from './user-items.ts';

const DEFAULTS = { dim: 64, lambda: 0.003, alpha0: 0.3, iterations: 6, last: 10 };

/**
 * Implicit ALS (ials-factors.ts). A visitor of the distinct items V is folded in at every event, as a training user is
 * solved: w = (α₀·HᵀH + Σ_V h·hᵀ + λ·(|V| + α₀·n)·I)⁻¹ Σ_V h, score_i = w·h_i. `last` as in item-knn.ts.
 */
export const ials: Baseline = {
  name: 'ials',
  // Those that differ in `last` alone share their factors.
  candidates: [
    DEFAULTS,
    { ...DEFAULTS, last: 0 },
    { ...DEFAULTS, lambda: 0.01, alpha0: 0.1 },
    { ...DEFAULTS, lambda: 0.01, alpha0: 0.1, last: 0 },
  ],
  async fit(train, settings, context) {
    const { last, ...options } = readSettings(DEFAULTS, settings);
    const { seed, signal } = context ?? { seed: 1 };
    const factors = await factorsFor(train, options, seed, signal);
    const { offsets } = userItems(train).byItem;
    return popularAtFirst(train, foldIn(factors, options, train.ordered ? last : 0), (item) => offsets[item + 1] > offsets[item]);
  },
};

const known = perTrainingSet(() => new Map<string, Float64Array>());

/** Candidates that read the same factors otherwise share them. */
async function factorsFor(train: TrainingSet, options: IalsOptions, seed: number, signal?: AbortSignal): Promise<Float64Array> {
  const name = JSON.stringify([options, seed]);
  const found = known(train).get(name);
  if (found) return found;
  const factors = await ialsFactors(userItems(train), options, initialFactors(train.items.length, options.dim, seed), signal);
  known(train).set(name, factors);
  return factors;
}

/** Visitors served by item factors [n, dim]. */
export function foldIn(factors: Float64Array, { dim, lambda, alpha0 }: Omit<IalsOptions, 'iterations'>, last: number): () => QuickVisitor {
  const n = factors.length / dim;
  const shared = weightedGram(factors, dim, alpha0);
  const system = new Float64Array(dim * dim);
  const user = new Float64Array(dim);
  const scores = new Float32Array(n);
  return () => {
    const gram = shared.slice();
    const sum = new Float64Array(dim);
    const recent = new RecentItems(last);
    const change = (item: number, sign: number) => {
      const row = item * dim;
      for (let i = 0; i < dim; i++) {
        sum[i] += sign * factors[row + i];
        for (let j = 0; j <= i; j++) gram[i * dim + j] += sign * factors[row + i] * factors[row + j];
      }
    };
    return {
      observe: ({ item }) => recent.touch(item, change),
      scores() {
        system.set(gram);
        for (let i = 0; i < dim; i++) system[i * dim + i] += lambda * (recent.size + alpha0 * n);
        user.set(sum);
        factorise(system, dim);
        solveFactorised(system, dim, user);
        for (let item = 0; item < n; item++) scores[item] = dot(user, factors, item * dim);
        return scores;
      },
    };
  };
}

/** a·b[at …], in four sums that do not wait for each other. */
function dot(a: Float64Array, b: Float64Array, at: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < a.length; i += 4, at += 4) {
    s0 += a[i] * b[at];
    s1 += a[i + 1] * b[at + 1];
    s2 += a[i + 2] * b[at + 2];
    s3 += a[i + 3] * b[at + 3];
  }
  return s0 + s1 + s2 + s3;
}
