import { describe, expect, it } from 'vitest';
import { hybrid } from './hybrid.ts';
import { close, scoresAfter, trainingSet } from './training-set.fixture.ts';
import { transitions } from './transitions.ts';
import { userKnn } from './user-knn.ts';

const train = trainingSet([[0, 1, 2], [0, 1], [1, 2], [0, 2, 3]], 5);
/** First events: three of 0, one of 1; of three events on each of 0, 1 and 2, and one on 3, a half at most. */
const beginnings = [3.5, 1.5, 0.5, 1 / 6, 0].map(Math.log1p);

describe('hybrid', () => {
  it('begins where users begin', async () => {
    expect(await scoresAfter(await hybrid.fit(train, { k: 1 }), [])).toEqual(close(beginnings));
  });

  it('adds logarithms, and lets beginnings fade', async () => {
    const fitted = await hybrid.fit(train, { k: 1, first: 2, votes: 0.5, last: 3 });
    const following = await scoresAfter(await transitions.fit(train, {}), [0, 1]);
    const similar = await scoresAfter(await userKnn.fit(train, { neighbours: 50, last: 3 }), [0, 1]);
    const expected = beginnings.map((first, i) => Math.log(following[i] + 0.001) + 0.5 * Math.log(similar[i] + 0.01) + (2 / 3) * first);
    expect(await scoresAfter(fitted, [0, 1])).toEqual(close(expected, 4));
    const without = beginnings.map((first, i) => Math.log(following[i] + 0.001) + (2 / 3) * first);
    expect(await scoresAfter(await hybrid.fit(train, { k: 1, first: 2, votes: 0 }), [0, 1])).toEqual(close(without, 4));
  });
});
