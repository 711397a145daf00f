import { describe, expect, it } from 'vitest';
import { firstPopularity } from './first-popularity.ts';
import { popularity } from './popularity.ts';
import { close, scoresAfter, trainingSet } from './training-set.fixture.ts';

const histories = [[0, 1, 2], [2, 1], [2, 1, 1], [0]];

describe('popularity', () => {
  it('counts the training users who met an item, however often, whatever the visitor did', async () => {
    const train = { ...trainingSet(histories, 4), users: Int32Array.of(0, 1, 2) };
    const fitted = await popularity.fit(train, {});
    expect(await scoresAfter(fitted, [])).toEqual([1, 3, 3, 0]);
    expect(await scoresAfter(fitted, [3, 3])).toEqual([1, 3, 3, 0]);
  });

  it('gives scores that a caller may overwrite', async () => {
    const visitor = (await popularity.fit(trainingSet(histories, 4), {})).start();
    (await visitor.scores()).fill(-1);
    expect([...(await visitor.scores())]).toEqual([2, 3, 3, 0]);
  });
});

describe('firstPopularity', () => {
  it('counts who met an item among their first k events, then all who did', async () => {
    const train = trainingSet(histories, 4);
    // All users: 2, 3, 3, 0; at most a half is theirs.
    expect(await scoresAfter(await firstPopularity.fit(train, { k: 1 }), [])).toEqual(close([2 + 1 / 3, 0.5, 2.5, 0]));
    expect(await scoresAfter(await firstPopularity.fit(train, { k: 2 }), [3])).toEqual(close([2 + 1 / 3, 3.5, 2.5, 0]));
  });

  it('counts all events where there is no order', async () => {
    expect(await scoresAfter(await firstPopularity.fit(trainingSet(histories, 4, false), { k: 1 }), [])).toEqual([2, 3, 3, 0]);
  });
});
