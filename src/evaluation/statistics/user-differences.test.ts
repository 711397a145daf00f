import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
import { userDifferences } from './user-differences.ts';
import { usersWorse } from './users-worse.ts';

const spread = (users: number[][], seed = 1, resamples = 200) => {
  const user = Int32Array.from(users.flatMap((own, u) => own.map(() => u)));
  return userDifferences(user, Float64Array.from(users.flat()), users.length, { seed, resamples });
};

it('by hand: quantiles are users, and those for whom it is certain are better or worse', () => {
  const users = [[1, 3], [0, 0], [-1, -1], [-2, 2], [], [5]];
  expect(spread(users)).toEqual({
    users: 5,
    quantiles: { '5': -1, '25': 0, '50': 0, '75': 2, '95': 5 },
    better: 1 / 5,
    same: expect.closeTo(3 / 5, 12),
    worse: 1 / 5,
    sorted: [-1, 0, 0, 2, 5],
  });
  expect(spread([])).toBeNull();
  expect(spread([[], []])).toBeNull();
});

it('turned about, who was better is worse, and quantiles mirror', () => {
  const own = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(own, { minLength: 1, maxLength: 12 }), fc.nat(), (users, seed) => {
      const [forth, back] = [spread(users, seed, 60), spread(users.map((each) => each.map((value) => 0 - value)), seed, 60)];
      if (forth === null || back === null) {
        expect(back).toBe(forth);
        return;
      }
      expect([back.better, back.worse, back.users]).toEqual([forth.worse, forth.better, forth.users]);
      expect(back.sorted.map((value) => 0 - value).toReversed()).toEqual(forth.sorted.map((value) => value + 0));
      expect(forth.better + forth.same + forth.worse).toBeCloseTo(1, 12);
      const values = Object.values(forth.quantiles);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
      for (const value of values) expect(forth.sorted).toContain(value);
    }),
    { numRuns: 100 },
  );
});

it('of many users keeps 200, from least to greatest, and tells the worse ones as usersWorse does', () => {
  const random = new Sfc32(3);
  const users = Array.from({ length: 500 }, () => Array.from({ length: 10 }, () => random.normal() - 0.5));
  const found = spread(users)!;
  const means = users.map((own) => own.reduce((a, b) => a + b) / own.length).sort((a, b) => a - b);
  expect(found.sorted).toHaveLength(200);
  expect([found.sorted[0], found.sorted[199]]).toEqual([means[0], means[499]].map((mean) => expect.closeTo(mean, 12)));
  expect(found.quantiles['50']).toBeCloseTo(means[249], 12);
  const user = Int32Array.from(users.flatMap((own, u) => own.map(() => u)));
  expect(found.worse).toBe(usersWorse(user, Float64Array.from(users.flat()), 500, { seed: 1, resamples: 200 }));
});
