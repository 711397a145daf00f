import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { exactShapley, type Game, sampledShapley, type ShapleyValues } from './shapley.ts';

const atOnce = async () => undefined;

/** A game by the value of each set of players, a bit for each. */
function tableGame(players: number, value: (set: number) => number): Game {
  return {
    players,
    value: (subset, count) => value(subset.subarray(0, count).reduce((set, player) => set | (1 << player), 0)),
  };
}

/** Random values of 2^players subsets. */
const games = fc.integer({ min: 1, max: 6 }).chain((players) =>
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2 ** players, maxLength: 2 ** players }).map((table) => ({ players, table })),
);
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);

describe('exactly', () => {
  it('by hand: the glove game', async () => {
    // Players 0 and 1 have a left glove, player 2 the right one; a pair is worth 1.
    const game = tableGame(3, (set) => (set & 4 && set & 3 ? 1 : 0));
    const { values, evaluations } = await exactShapley(game, atOnce);
    [1 / 6, 1 / 6, 4 / 6].forEach((value, player) => expect(values[player]).toBeCloseTo(value, 12));
    expect(evaluations).toBe(8);
  });

  it('values add up to what all achieve over what none does', async () => {
    await fc.assert(
      fc.asyncProperty(games, async ({ players, table }) => {
        const { values } = await exactShapley(tableGame(players, (set) => table[set]), atOnce);
        expect(sum(values)).toBeCloseTo(table[2 ** players - 1] - table[0], 9);
      }),
    );
  });

  it('who never changes anything gets nothing; who do the same get the same', async () => {
    await fc.assert(
      fc.asyncProperty(games, async ({ players, table }) => {
        // One player more, who changes nothing, and one who stands in for player 0.
        const [idle, twin] = [players, players + 1];
        const value = (set: number) => {
          const first = (set & 1) + ((set >> twin) & 1);
          return table[(set & (2 ** players - 2)) | (first > 0 ? 1 : 0)] + first;
        };
        const { values } = await exactShapley(tableGame(players + 2, value), atOnce);
        expect(values[idle]).toBeCloseTo(0, 9);
        expect(values[twin]).toBeCloseTo(values[0], 9);
      }),
      { numRuns: 30 },
    );
  });

  it('of no players is nothing', async () => {
    const { values } = await exactShapley(tableGame(0, () => 5), atOnce);
    expect([...values]).toEqual([]);
  });
});

/** Share of the players whose exact value lies within so many standard errors, and a hair for rounding. */
function within(estimate: ShapleyValues, exact: ShapleyValues, errors: number): number {
  const hits = exact.values.filter((value, i) => Math.abs(value - estimate.values[i]) <= errors * Math.sqrt(estimate.variances[i]) + 1e-9);
  return hits.length / exact.values.length;
}

describe('by sampling', () => {
  it('adds up exactly, whatever was drawn, and is the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(games, fc.integer(), fc.integer({ min: 1, max: 7 }), async ({ players, table }, seed, chain) => {
        const game = tableGame(players, (set) => table[set]);
        const [one, same] = [await sampledShapley(game, { pairs: 3, chain, random: new Sfc32(seed) }, atOnce), await sampledShapley(game, { pairs: 3, chain, random: new Sfc32(seed) }, atOnce)];
        expect(sum(one.values)).toBeCloseTo(table[2 ** players - 1] - table[0], 9);
        expect(one).toEqual(same);
      }),
    );
  });

  it('is exact, with no error, where players do not depend on each other', async () => {
    const worth = [3, -1, 0.5, 2];
    const game = tableGame(4, (set) => sum(worth.filter((_, player) => set & (1 << player))));
    const { values, variances } = await sampledShapley(game, { pairs: 2, random: new Sfc32(1) }, atOnce);
    worth.forEach((value, player) => expect(values[player]).toBeCloseTo(value, 12));
    expect(Math.max(...variances)).toBeLessThan(1e-20);
  });

  it('its errors cover the exact values as often as errors should', async () => {
    const random = new Sfc32(7);
    const shares = await Promise.all(
      Array.from({ length: 60 }, async (_, seed) => {
        const table = Array.from({ length: 2 ** 7 }, () => random.normal());
        const game = tableGame(7, (set) => table[set]);
        return within(await sampledShapley(game, { pairs: 40, random: new Sfc32(seed) }, atOnce), await exactShapley(game, atOnce), 2);
      }),
    );
    const covered = sum(shares) / shares.length;
    expect(covered).toBeGreaterThan(0.9);
    expect(covered).toBeLessThan(0.99);
  });

  it('by short chains: covers a game in which large sets hardly change', async () => {
    const random = new Sfc32(8);
    const shares = await Promise.all(
      Array.from({ length: 40 }, async (_, seed) => {
        const worth = Array.from({ length: 10 }, () => random.normal());
        const game: Game = { players: 10, value: (subset, count) => (count === 0 ? 0 : sum(Array.from(subset.subarray(0, count), (player) => worth[player])) / count ** 2) };
        return within(await sampledShapley(game, { pairs: 30, chain: 4, random: new Sfc32(seed) }, atOnce), await exactShapley(game, atOnce), 2);
      }),
    );
    expect(sum(shares) / shares.length).toBeGreaterThan(0.9);
  });

  it('asks less where little is enough, and can be stopped', async () => {
    const table = Array.from({ length: 64 }, (_, set) => Math.sin(set));
    const game = tableGame(6, (set) => table[set]);
    const loose = await sampledShapley(game, { pairs: 5000, enough: 0.2, random: new Sfc32(1) }, atOnce);
    const strict = await sampledShapley(game, { pairs: 5000, enough: 0.05, random: new Sfc32(1) }, atOnce);
    expect(loose.evaluations).toBeLessThan(strict.evaluations);
    expect(strict.evaluations).toBeLessThan(5000 * 12);
    expect(Math.sqrt(Math.max(...strict.variances))).toBeLessThan(0.05);
    const stop = async () => {
      throw new Error('stopped');
    };
    await expect(sampledShapley(game, { pairs: 500, random: new Sfc32(1) }, stop)).rejects.toThrow('stopped');
    await expect(exactShapley(game, stop)).rejects.toThrow('stopped');
  });
});
