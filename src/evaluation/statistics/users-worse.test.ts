import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OptionError } from '../../errors.ts';
import { Sfc32 } from '../../random.ts';
import { percentileInterval } from './percentile-interval.ts';
import { usersWorse } from './users-worse.ts';

/** Lays users' differences one after another. */
function share(users: readonly number[][], seed = 1, resamples = 1000): number {
  const user = Int32Array.from(users.flatMap((own, u) => own.map(() => u)));
  return usersWorse(user, Float64Array.from(users.flat()), users.length, { seed, resamples });
}

const repeat = (length: number, value: number): number[] => Array(length).fill(value);

it('is the share of users who surely lose', () => {
  const loses = repeat(5, -0.1);
  const gains = repeat(5, 0.1);
  expect(share([loses, gains, repeat(5, 0), loses])).toBe(0.5);
  expect(share([gains, gains])).toBe(0);
});

it('of users with fewer than two predictions none is worse; without any they are not counted', () => {
  expect(share([[-1], [-1]])).toBe(0);
  expect(share([[-1], [-1, -1]])).toBe(0.5);
  expect(share([[], [-1, -1], []])).toBe(1);
  expect(share([])).toBe(0);
});

it('needs more than luck: three losses of 20 draw none in (17/20)^20 = 3.9 % of cases, four in 1.2 %', () => {
  expect(share([[...repeat(3, -1), ...repeat(17, 0)]])).toBe(0);
  expect(share([[...repeat(4, -1), ...repeat(16, 0)]])).toBe(1);
});

it('is what sorting every resample would say', () => {
  const sorted = (own: number[], seed: number, user: number, resamples: number) => {
    const random = new Sfc32(seed, 0x2075e, user);
    const means = Float64Array.from({ length: resamples }, () => own.reduce((sum) => sum + own[random.below(own.length)], 0) / own.length);
    return own.length >= 2 && percentileInterval(means)[1] < 0;
  };
  const differences = fc.array(fc.integer({ min: -8, max: 4 }).map((value) => value / 8), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(differences, { minLength: 1, maxLength: 5 }), fc.nat(), fc.integer({ min: 1, max: 120 }), (users, seed, resamples) => {
      const worse = users.filter((own, user) => sorted(own, seed, user, resamples)).length;
      expect(share(users, seed, resamples)).toBeCloseTo(worse / users.length, 12);
    }),
    { numRuns: 200 },
  );
});

it('finds two or three in a hundred where there is nothing to find', () => {
  const random = new Sfc32(6);
  const users = Array.from({ length: 1000 }, () => Array.from({ length: 60 }, () => random.normal()));
  expect(share(users, 1, 200)).toBeGreaterThan(0.012);
  expect(share(users, 1, 200)).toBeLessThan(0.045);
});

it('does not depend on how the rows of users are mixed, and the seed decides', () => {
  const random = new Sfc32(8);
  const users = Array.from({ length: 60 }, () => Array.from({ length: 8 }, () => random.normal() - 0.6));
  const rows = users.flatMap((own, user) => own.map((value, at) => ({ user, value, at }))).sort((a, b) => a.at - b.at);
  const mixed = usersWorse(Int32Array.from(rows, ({ user }) => user), Float64Array.from(rows, ({ value }) => value), 60, { seed: 1, resamples: 200 });
  expect(mixed).toBe(share(users, 1, 200));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => share(users, seed, 41))).size).toBeGreaterThan(1);
});

it('refuses a number of resamples that is no count', () => {
  expect(() => share([[1]], 1, 2.5)).toThrow(OptionError);
});
