import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AbortedError } from '../../errors.ts';
import { Sfc32 } from '../../random.ts';
import { invertPositiveDefinite } from './invert-positive-definite.ts';

describe('invertPositiveDefinite', () => {
  it('inverts a matrix done by hand', async () => {
    // [4 2; 2 3] has the inverse [3 −2; −2 4] / 8; the rest is diagonal.
    const a = Float64Array.from([4, NaN, NaN, NaN, 2, 3, NaN, NaN, 0, 0, 5, NaN, 0, 0, 0, 0.5]);
    await invertPositiveDefinite(a, 4);
    expect([0, 4, 5, 10, 15, 8, 13].map((at) => a[at] + 0)).toEqual([3 / 8, -2 / 8, 4 / 8, 1 / 5, 2, 0, 0]);
  });

  it('times the matrix is the identity, within and across blocks', async () => {
    for (const n of [4, 60, 64, 68, 128, 196]) {
      const matrix = positiveDefinite(n, n);
      const inverse = matrix.slice();
      await invertPositiveDefinite(inverse, n);
      expect(distanceFromIdentity(matrix, inverse, n), `n = ${n}`).toBeLessThan(1e-9);
    }
  });

  it('does so for any small matrix', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.nat(), async (tiles, seed) => {
        const n = 4 * tiles;
        const matrix = positiveDefinite(n, seed);
        const inverse = matrix.slice();
        await invertPositiveDefinite(inverse, n);
        expect(distanceFromIdentity(matrix, inverse, n)).toBeLessThan(1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('stops when told', async () => {
    const controller = new AbortController();
    const done = invertPositiveDefinite(positiveDefinite(128, 1), 128, controller.signal);
    controller.abort();
    await expect(done).rejects.toThrow(AbortedError);
  });
});

/** G·Gᵀ + I / 2 of random G [n, n] / √n. */
function positiveDefinite(n: number, seed: number): Float64Array {
  const random = new Sfc32(seed);
  const g = Float64Array.from({ length: n * n }, () => random.normal() / Math.sqrt(n));
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      a[i * n + j] = i === j ? 0.5 : 0;
      for (let k = 0; k < n; k++) a[i * n + j] += g[i * n + k] * g[j * n + k];
    }
  }
  return a;
}

/** Largest difference of matrix · inverse from the identity; of the inverse the lower triangle counts. */
function distanceFromIdentity(matrix: Float64Array, inverse: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += matrix[i * n + k] * inverse[Math.max(k, j) * n + Math.min(k, j)];
      most = Math.max(most, Math.abs(sum - (i === j ? 1 : 0)));
    }
  }
  return most;
}
