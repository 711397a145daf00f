import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close, RANDOM_ITEMS, randomHistories, scoresAfter, trainingSet } from './training-set.fixture.ts';
import { userKnn } from './user-knn.ts';

const train = trainingSet([[0, 1, 2], [0, 1], [1, 2], [0, 2, 3]], 5);
const two = 1 / Math.sqrt(2);
const three = 1 / Math.sqrt(3);

describe('userKnn', () => {
  it('lets similar users vote', async () => {
    const fitted = await userKnn.fit(train, { neighbours: 10, last: 0 });
    // Of the users who have item 0, two have three items, one has two.
    expect(await scoresAfter(fitted, [0])).toEqual(close([2 * three + two, three + two, 2 * three, three, 0]));
    expect(await scoresAfter(fitted, [0, 0])).toEqual(close([2 * three + two, three + two, 2 * three, three, 0]));
  });

  it('asks the most similar ones', async () => {
    expect(await scoresAfter(await userKnn.fit(train, { neighbours: 1, last: 0 }), [0])).toEqual(close([two, two, 0, 0, 0]));
  });

  it('looks at the last items, if there is an order', async () => {
    const settings = { neighbours: 10, last: 1 };
    expect(await scoresAfter(await userKnn.fit(train, settings), [3, 0])).toEqual(await scoresAfter(await userKnn.fit(train, settings), [0]));
    const unordered = await userKnn.fit({ ...train, ordered: false }, settings);
    expect(await scoresAfter(unordered, [3, 0])).not.toEqual(await scoresAfter(unordered, [0]));
  });

  it('weighs rare items more when told', async () => {
    const fitted = await userKnn.fit(train, { neighbours: 10, inverseFrequency: true });
    const common = Math.log(4 / 3) ** 2;
    const rare = Math.log(4) ** 2;
    const similarity = Math.sqrt(rare) / Math.sqrt(2 * common + rare);
    expect(await scoresAfter(fitted, [3])).toEqual(close([similarity, 0, similarity, similarity, 0]));
  });

  it('ranks by popularity while nobody shares anything that tells', async () => {
    expect(await scoresAfter(await userKnn.fit(train, {}), [4])).toEqual([3, 3, 3, 1, 0]);
    // Everybody has item 0, so with inverse frequency it weighs nothing.
    const alike = trainingSet([[0, 1], [0]], 3);
    expect(await scoresAfter(await userKnn.fit(alike, { inverseFrequency: true }), [0])).toEqual([2, 1, 0]);
  });

  it('is its formula, user by user', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistories, async ({ histories, visitor }) => {
        const sets = histories.map((history) => new Set(history));
        const own = new Set(visitor);
        fc.pre(sets.some((set) => set.has(visitor[0])));
        const expected = Array.from({ length: RANDOM_ITEMS }, (_, i) =>
          sets.reduce((sum, set) => sum + (set.has(i) ? [...own].filter((a) => set.has(a)).length / Math.sqrt(own.size * set.size) : 0), 0),
        );
        expect(await scoresAfter(await userKnn.fit(trainingSet(histories, RANDOM_ITEMS), { neighbours: 100, last: 0 }), visitor)).toEqual(close(expected));
      }),
    );
  });
});
