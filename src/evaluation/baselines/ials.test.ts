import { describe, expect, it } from 'vitest';
import { AbortedError } from '../../errors.ts';
import { Sfc32 } from '../../random.ts';
import { foldIn, ials } from './ials.ts';
import { ialsFactors, initialFactors } from './ials-factors.ts';
import { scoresAfter, trainingSet } from './training-set.fixture.ts';
import { userItems } from './user-items.ts';

const N = 6;
const DIM = 4;
const OPTIONS = { dim: DIM, lambda: 0.01, alpha0: 0.2, iterations: 1 };
const random = new Sfc32(5);
const train = trainingSet(Array.from({ length: 12 }, () => Array.from({ length: 1 + random.below(4) }, () => random.below(N - 1))), N);
const data = userItems(train);

describe('ialsFactors', () => {
  it('lowers the loss with every iteration, to where no user or item alone can lower it', async () => {
    const factors = initialFactors(N, DIM, 1);
    let before = Infinity;
    for (let i = 0; i < 5; i++) {
      await ialsFactors(data, OPTIONS, factors);
      const loss = bestLoss(factors);
      expect(loss).toBeLessThan(before);
      before = loss;
    }
    await ialsFactors(data, { ...OPTIONS, iterations: 300 }, factors);
    const least = bestLoss(factors);
    for (let at = 0; at < factors.length; at++) {
      for (const step of [-1e-3, 1e-3]) {
        const moved = factors.slice();
        moved[at] += step;
        expect(bestLoss(moved)).toBeGreaterThan(least - 1e-9);
      }
    }
    expect(factors.slice(-DIM)).toEqual(new Float64Array(DIM));
  });

  it('starts alike from equal seeds', () => {
    expect(initialFactors(N, DIM, 3)).toEqual(initialFactors(N, DIM, 3));
    expect(initialFactors(N, DIM, 3)).not.toEqual(initialFactors(N, DIM, 4));
  });

  it('refuses a width that tiles do not fill', () => {
    expect(() => initialFactors(N, 6, 1)).toThrowErrorMatchingInlineSnapshot(`[OptionError: dim: expected a multiple of 4, got 6]`);
  });
});

describe('ials', () => {
  it('solves one item by hand', async () => {
    // All numbers are in the first place: h₀ = 2, h₁ = 1, so w = 2 / (α₀·(4 + 1) + 4 + λ·(1 + α₀·2)).
    const factors = Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0);
    const w = 2 / (0.2 * 5 + 4 + 0.01 * 1.4);
    const [first, second] = await scoresAfter({ start: foldIn(factors, OPTIONS, 0) }, [0]);
    expect(first).toBeCloseTo(2 * w, 6);
    expect(second).toBeCloseTo(w, 6);
  });

  it('serves a visitor with a training user’s items as that user', async () => {
    const factors = await ialsFactors(data, { ...OPTIONS, iterations: 5 }, initialFactors(N, DIM, 1));
    const fitted = await ials.fit(train, { ...OPTIONS, iterations: 5, last: 0 }, { seed: 1 });
    const items = rowOf(0);
    const vector = userVector(factors, items);
    const scores = await scoresAfter(fitted, [...items, items[0]]);
    scores.forEach((score, item) => expect(score).toBeCloseTo(dot(vector, factors.subarray(item * DIM, (item + 1) * DIM)), 5));
  });

  it('stops when told', async () => {
    await expect(ials.fit(train, {}, { seed: 1, signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  });
});

function rowOf(user: number): number[] {
  return [...data.byUser.columns.subarray(data.byUser.offsets[user], data.byUser.offsets[user + 1])];
}

/** The loss of the docstring, with every user at their best. */
function bestLoss(factors: Float64Array): number {
  const { lambda, alpha0 } = OPTIONS;
  const users = train.users.length;
  const item = (i: number) => factors.subarray(i * DIM, (i + 1) * DIM);
  let loss = 0;
  for (let u = 0; u < users; u++) {
    const items = rowOf(u);
    const w = userVector(factors, items);
    for (let i = 0; i < N; i++) loss += alpha0 * dot(w, item(i)) ** 2 + (items.includes(i) ? (dot(w, item(i)) - 1) ** 2 : 0);
    loss += lambda * (items.length + alpha0 * N) * dot(w, w);
  }
  for (let i = 0; i < N; i++) loss += lambda * (data.byItem.offsets[i + 1] - data.byItem.offsets[i] + alpha0 * users) * dot(item(i), item(i));
  return loss;
}

/** The user's normal equations, solved by plain Gaussian elimination. */
function userVector(factors: Float64Array, items: number[]): Float64Array {
  const { lambda, alpha0 } = OPTIONS;
  const rows = Array.from({ length: DIM }, (_, i) =>
    Array.from({ length: DIM + 1 }, (_, j) => {
      let sum = i === j ? lambda * (items.length + alpha0 * N) : 0;
      for (let item = 0; item < N; item++) {
        const h = (place: number) => (place < DIM ? factors[item * DIM + place] : 1);
        const observed = items.includes(item) ? 1 : 0;
        sum += (j < DIM ? alpha0 + observed : observed) * h(i) * h(j);
      }
      return sum;
    }),
  );
  for (let k = 0; k < DIM; k++) {
    for (let i = 0; i < DIM; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      rows[i] = rows[i].map((value, j) => value - factor * rows[k][j]);
    }
  }
  return Float64Array.from(rows, (row, i) => row[DIM] / row[i]);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
