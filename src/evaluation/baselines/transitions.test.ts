import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close, RANDOM_ITEMS, randomHistories, scoresAfter, trainingSet } from './training-set.fixture.ts';
import { transitions } from './transitions.ts';

const histories = [[0, 1, 2], [0, 1], [1, 2], [0, 2, 3]];
const train = trainingSet(histories, 5);
const plain = { lookahead: 2, trainDecay: 0.5, alpha: 1, beta: 0, decay: 0.5 };

describe('transitions', () => {
  it('follows the last events, fading', async () => {
    const fitted = await transitions.fit(train, plain);
    // C: 0→1 2, 0→2 1 + ½, 0→3 ½, 1→2 2, 2→3 1; three events on each of 0, 1, 2.
    expect(await scoresAfter(fitted, [0])).toEqual(close([0, 2 / 3, 1.5 / 3, 0.5 / 3, 0]));
    expect(await scoresAfter(fitted, [0, 1])).toEqual(close([0, 1 / 3, 0.75 / 3 + 2 / 3, 0.25 / 3, 0]));
    // A repeat is an event like any other.
    expect(await scoresAfter(fitted, [0, 0])).toEqual(close([0, 3 / 3, 2.25 / 3, 0.75 / 3, 0]));
  });

  it('divides by how often the following item occurs', async () => {
    expect(await scoresAfter(await transitions.fit(train, { ...plain, beta: 1 }), [0])).toEqual(close([0, 2 / 9, 1.5 / 9, 0.5 / 3, 0]));
  });

  it('counts all pairs of a history alike where there is no order', async () => {
    const fitted = await transitions.fit({ ...train, ordered: false }, plain);
    expect(await scoresAfter(fitted, [0, 1])).toEqual(close([2 / 3, 2 / 3, 4 / 3, 1 / 3, 0]));
    expect(await scoresAfter(fitted, [1, 0])).toEqual(await scoresAfter(fitted, [0, 1]));
  });

  it('ranks by popularity while nothing known leads anywhere', async () => {
    expect(await scoresAfter(await transitions.fit(train, plain), [4, 3])).toEqual([3, 3, 3, 1, 0]);
  });

  it('is its formula, pair by pair', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistories, fc.integer({ min: 1, max: 4 }), async ({ histories, visitor }, lookahead) => {
        const settings = { lookahead, trainDecay: 0.7, alpha: 0.6, beta: 0.2, decay: 0.9 };
        const events = (item: number) => histories.flat().filter((other) => other === item).length;
        const users = (item: number) => histories.filter((history) => history.includes(item)).length;
        const follows = (a: number, b: number) =>
          histories.reduce((sum, history) => sum + history.reduce((inner, item, at) => inner + (item === a ? stepsTo(history, at, b, lookahead) : 0), 0), 0);
        const stepsTo = (history: number[], at: number, b: number, most: number) =>
          history.slice(at + 1, at + 1 + most).reduce((sum, item, s) => sum + (item === b && history.indexOf(b) === at + 1 + s ? 0.7 ** s : 0), 0);
        fc.pre(Array.from({ length: RANDOM_ITEMS }, (_, b) => follows(visitor[0], b)).some((value) => value > 0));
        const expected = Array.from({ length: RANDOM_ITEMS }, (_, i) =>
          visitor.reduce((sum, a, t) => sum + (0.9 ** (visitor.length - 1 - t) * follows(a, i)) / (Math.max(1, events(a)) ** 0.6 * Math.max(1, users(i)) ** 0.2), 0),
        );
        expect(await scoresAfter(await transitions.fit(trainingSet(histories, RANDOM_ITEMS), settings), visitor)).toEqual(close(expected));
      }),
    );
  });
});
