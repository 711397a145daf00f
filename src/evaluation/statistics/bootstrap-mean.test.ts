import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
import { bootstrapMean } from './bootstrap-mean.ts';
import { userSums, type UserSums } from './user-sums.ts';

const of = (sums: number[], counts: number[]): UserSums => ({ sums: Float64Array.from(sums), counts: Int32Array.from(counts) });
const estimate = (data: UserSums, seed = 1, resamples = 1000) => bootstrapMean(data, { seed, resamples })!;

it('sums by user what is asked for', () => {
  const user = Int32Array.of(2, 0, 2, 0);
  const values = Float64Array.of(1, 2, 4, 8);
  expect(userSums(user, values, 4)).toEqual(of([10, 0, 5, 0], [2, 0, 2, 0]));
  expect(userSums(user, values, 4, (p) => p >= 2)).toEqual(of([8, 0, 4, 0], [1, 0, 1, 0]));
});

it('of two users takes one of three values, the outer ones a quarter of the time each', () => {
  // One prediction of 1, three of 0: the mean is 1/4. Drawn: 1 (twice the first), 1/4 or 0 (twice the second).
  expect(estimate(of([1, 0], [1, 3]))).toEqual({ mean: 0.25, ci95: [0, 1] });
});

it('of one user has no width, and without predictions there is none', () => {
  expect(estimate(of([3, 0], [4, 0]))).toEqual({ mean: 0.75, ci95: [0.75, 0.75] });
  expect(bootstrapMean(of([0, 0], [0, 0]), { seed: 1 })).toBeNull();
  expect(bootstrapMean(of([], []), { seed: 1 })).toBeNull();
});

/** Users whose own mean is normal around 0.3, each with 1 to `most` predictions that scatter around it. */
function simulated(random: Sfc32, users: number, most: number): UserSums {
  const counts = Array.from({ length: users }, () => 1 + random.below(most));
  const sums = counts.map((count) => {
    const own = 0.3 + 0.1 * random.normal();
    return Array.from({ length: count }, () => own + 0.2 * random.normal()).reduce((a, b) => a + b, 0);
  });
  return of(sums, counts);
}

it('the interval holds the truth about 95 times in 100', () => {
  const random = new Sfc32(5);
  const sets = 300;
  let held = 0;
  for (let set = 0; set < sets; set++) {
    const { ci95: [low, high] } = estimate(simulated(random, 40, 10), set, 200);
    if (low <= 0.3 && 0.3 <= high) held++;
  }
  // A percentile interval of 40 users holds a little less than 95 %; three standard errors of 300 sets are 4 %.
  expect(held / sets).toBeGreaterThan(0.89);
  expect(held / sets).toBeLessThan(0.985);
});

it('is as wide as the means of whole users scatter, not as single predictions do', () => {
  // 200 users of 50 predictions each that are all alike: 10,000 predictions, yet only 200 things known.
  const random = new Sfc32(9);
  const means = Array.from({ length: 200 }, () => random.normal());
  const { mean, ci95: [low, high] } = estimate(of(means.map((own) => 50 * own), means.map(() => 50)), 3, 2000);
  const deviation = Math.sqrt(means.reduce((sum, own) => sum + (own - mean) ** 2, 0) / 200);
  const width = (2 * 1.96 * deviation) / Math.sqrt(200);
  expect((high - low) / width).toBeGreaterThan(0.9);
  expect((high - low) / width).toBeLessThan(1.1);
});

it('is the same for the same seed, and another for another', () => {
  const data = simulated(new Sfc32(2), 50, 10);
  expect(estimate(data, 7)).toEqual(estimate(data, 7));
  expect(estimate(data, 7).ci95).not.toEqual(estimate(data, 8).ci95);
  expect(bootstrapMean(data, { seed: 7 })).toEqual(estimate(data, 7, 1000));
});

it('moves and stretches with the values, and does not see users without predictions', () => {
  const users = fc.array(fc.record({ sum: fc.integer({ min: -50, max: 50 }), count: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(users, fc.nat(), (rows, seed) => {
      const sums = rows.map(({ sum }) => sum);
      const counts = rows.map(({ count }) => count);
      const { mean, ci95 } = estimate(of(sums, counts), seed, 100);
      expect(ci95[0]).toBeLessThanOrEqual(ci95[1]);
      const least = Math.min(...rows.map(({ sum, count }) => sum / count));
      expect(ci95[0]).toBeGreaterThanOrEqual(least - 1e-12);
      const moved = estimate(of(sums.map((sum, user) => 4 * sum + 3 * counts[user]), counts), seed, 100);
      [mean, ...ci95].forEach((value, i) => expect([moved.mean, ...moved.ci95][i]).toBeCloseTo(4 * value + 3, 9));
      expect(estimate(of(sums.flatMap((sum) => [0, sum]), counts.flatMap((count) => [0, count])), seed, 100)).toEqual({ mean, ci95 });
    }),
  );
});

it('refuses a number of resamples that is no count', () => {
  expect(() => estimate(of([1], [1]), 1, 0)).toThrowErrorMatchingInlineSnapshot(`[OptionError: resamples: expected a whole number of at least 1, got 0; 1000 is usual]`);
});
