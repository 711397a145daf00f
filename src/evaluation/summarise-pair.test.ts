import { describe, expect, it } from 'vitest';
import { meanNdcg } from './mean-ndcg.ts';
import { type PredictionLog } from './prediction-log.ts';
import { logOf, randomLog } from './prediction-log.fixture.ts';
import { summarisePair } from './summarise-pair.ts';

const context = { users: 40, seed: 1 };
const pair = (a: PredictionLog, b: PredictionLog) => summarisePair({ name: 'a', log: a }, { name: 'b', log: b }, context);
const withRanks = (log: PredictionLog, rankOf: (rank: number, p: number) => number): PredictionLog => ({ ...log, rank: log.rank.map(rankOf) });

const base = randomLog(4, 40, 12, 60);

it('by hand: one user gains in one bin, the other stays', () => {
  const rows = [
    { user: 0, events: 0, target: 5, rank: 3, top: [] },
    { user: 0, events: 3, target: 6, rank: 3, top: [] },
    { user: 1, events: 0, target: 7, rank: 3, top: [] },
    { user: 1, events: 6, target: 8, rank: 20, top: [] },
  ];
  const b = logOf(rows);
  const a = withRanks(b, (rank, p) => (p === 1 ? 1 : rank));
  expect(summarisePair({ name: 'learner', log: a }, { name: 'tower', log: b }, { users: 2, seed: 1 })).toEqual({
    a: 'learner',
    b: 'tower',
    metric: 'ndcg10',
    difference: 0.125,
    relative: 0.125 / 0.375,
    ci95: [0, 0.25],
    byEvents: {
      '0': { difference: 0, ci95: [0, 0] },
      '1-4': { difference: 0.5, ci95: [0.5, 0.5] },
      '5-19': { difference: 0, ci95: [0, 0] },
      '20-49': null,
      '50-99': null,
      '100-499': null,
    },
    usersWorse: 0,
    byUsers: null,
  });
});

it('by hand: how the difference is spread over users, where that is asked for', () => {
  const rows = [0, 1, 2].flatMap((user) => [0, 1].map((events) => ({ user, events, target: 10 * user + events, rank: 3, top: [] })));
  const b = logOf(rows);
  const a = withRanks(b, (rank, p) => [1, 1, 3, 3, 20, 20][p] ?? rank);
  const { byUsers, usersWorse } = summarisePair({ name: 'a', log: a }, { name: 'b', log: b }, { users: 4, seed: 1 }, true);
  expect(byUsers).toEqual({
    users: 3,
    quantiles: { '5': -0.5, '25': -0.5, '50': 0, '75': 0.5, '95': 0.5 },
    better: 1 / 3,
    same: expect.closeTo(1 / 3, 12),
    worse: 1 / 3,
    sorted: [-0.5, 0, 0.5],
  });
  expect(usersWorse).toBe(1 / 3);
});

it('an arm beside itself is tied, for everybody', () => {
  const { difference, relative, ci95, byEvents, usersWorse } = pair(base, base);
  expect({ difference, relative, ci95, usersWorse }).toEqual({ difference: 0, relative: 0, ci95: [0, 0], usersWorse: 0 });
  expect(byEvents['5-19']).toEqual({ difference: 0, ci95: [0, 0] });
});

it('is the difference of the two arms’ figures', () => {
  const other = withRanks(base, (rank, p) => (p % 3 === 0 ? Math.max(1, rank - 4) : rank));
  const { difference, relative, ci95 } = pair(other, base);
  expect(difference).toBeCloseTo(meanNdcg(other) - meanNdcg(base), 12);
  expect(relative).toBeCloseTo(difference / meanNdcg(base), 12);
  expect(ci95[0]).toBeGreaterThan(0);
  expect(pair(base, other).ci95[1]).toBeLessThan(0);
});

it('finds the users who are worse off', () => {
  const best = withRanks(base, () => 1);
  const worse = withRanks(best, (_, p) => (base.user[p] < 10 ? 2 : 1));
  expect(pair(worse, best).usersWorse).toBe(0.25);
  expect(pair(best, worse).usersWorse).toBe(0);
});

it('has no relative difference to an arm that never hits', () => {
  expect(pair(withRanks(base, () => 1), withRanks(base, () => 50))).toMatchObject({ difference: 1, relative: null, ci95: [1, 1] });
});

describe('refuses logs that do not predict the same', () => {
  const changed = (column: 'user' | 'events' | 'target' | 'candidates') => ({ ...base, [column]: base[column].map((value, p) => (p === 13 ? value + 1 : value)) });

  it.each(['user', 'events', 'target', 'candidates'] as const)('another %s', (column) => {
    expect(() => pair(base, changed(column))).toThrow(`came ${column} ${base[column][13]} and ${base[column][13] + 1} in row 13`);
  });

  it('another number of them', () => {
    expect(() => pair(base, changed('events'))).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: a and b: expected the same predictions row by row, came events 1 and 2 in row 13]`);
    expect(() => pair(base, randomLog(4, 40, 11, 60))).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: a and b: expected as many predictions, came 480 and 440; cut both to the users they share]`);
    expect(() => pair(base, logOf([]))).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: log of b: expected at least one prediction, came none; leave the arm out]`);
  });
});
