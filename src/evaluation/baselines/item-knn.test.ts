import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemKnn } from './item-knn.ts';
import { close, RANDOM_ITEMS, randomHistories, scoresAfter, trainingSet } from './training-set.fixture.ts';

/** Users of the items: 3, 3, 3, 1, 0; in common: 0–1, 0–2, 1–2 two each, 0–3, 2–3 one each. */
const train = trainingSet([[0, 1, 2], [0, 1], [1, 2], [0, 2, 3]], 5);
const third = 1 / Math.sqrt(3);

async function scores(events: number[], settings: { neighbours?: number; shrink?: number; last?: number }) {
  return scoresAfter(await itemKnn.fit(train, { neighbours: 10, shrink: 0, last: 0, ...settings }), events);
}

describe('itemKnn', () => {
  it('is the cosine of the columns', async () => {
    expect(await scores([0], {})).toEqual(close([0, 2 / 3, 2 / 3, third, 0]));
    expect(await scores([0, 3], {})).toEqual(close([third, 2 / 3, 2 / 3 + third, third, 0]));
  });

  it('shrinks what few users say', async () => {
    expect(await scores([0], { shrink: 1 })).toEqual(close([0, 2 / 4, 2 / 4, 1 / (Math.sqrt(3) + 1), 0]));
  });

  it('keeps the nearest, of equal ones the first', async () => {
    expect(await scores([0], { neighbours: 1 })).toEqual(close([0, 2 / 3, 0, 0, 0]));
    expect(await scores([0], { neighbours: 2 })).toEqual(close([0, 2 / 3, 2 / 3, 0, 0]));
  });

  it('looks at the last items, if there is an order', async () => {
    expect(await scores([0, 1, 3], { last: 1 })).toEqual(close([third, 0, third, 0, 0]));
    // A repeat makes an item the last again.
    expect(await scores([3, 0, 3], { last: 1 })).toEqual(await scores([3], {}));
    const unordered = await itemKnn.fit({ ...train, ordered: false }, { neighbours: 10, shrink: 0, last: 1 });
    expect(await scoresAfter(unordered, [0, 3])).toEqual(close([third, 2 / 3, 2 / 3 + third, third, 0]));
  });

  it('counts an item once, and ranks by popularity while only items nobody touched are known', async () => {
    expect(await scores([0, 0], {})).toEqual(close([0, 2 / 3, 2 / 3, third, 0]));
    expect(await scores([4], {})).toEqual([3, 3, 3, 1, 0]);
  });

  it('is its formula, item by item', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistories, fc.nat({ max: 3 }), fc.nat({ max: 3 }), async ({ histories, visitor }, shrink, last) => {
        const sets = histories.map((history) => new Set(history));
        const users = (...items: number[]) => sets.filter((set) => items.every((item) => set.has(item))).length;
        fc.pre(users(visitor[0]) > 0 && sets.some((set) => set.has(visitor[0]) && set.size > 1));
        const known = [...new Set(visitor.toReversed())].slice(0, last || Infinity);
        const expected = Array.from({ length: RANDOM_ITEMS }, (_, i) =>
          known.reduce((sum, a) => sum + (users(a, i) > 0 && a !== i ? users(a, i) / (Math.sqrt(users(a) * users(i)) + shrink) : 0), 0),
        );
        const fitted = await itemKnn.fit(trainingSet(histories, RANDOM_ITEMS), { neighbours: RANDOM_ITEMS, shrink, last });
        expect(await scoresAfter(fitted, visitor)).toEqual(close(expected));
      }),
    );
  });
});
