import { describe, expect, it } from 'vitest';
import { AbortedError } from '../../errors.ts';
import { ease } from './ease.ts';
import { close, scoresAfter, trainingSet } from './training-set.fixture.ts';

describe('ease', () => {
  it('is the closed form, done by hand', async () => {
    // XᵀX + I = [3 1; 1 2], P = [2 −1; −1 3] / 5, B₀₁ = −P₀₁ / P₁₁, B₁₀ = −P₁₀ / P₀₀.
    const fitted = await ease.fit(trainingSet([[0, 1], [0]], 3), { lambda: 1 });
    expect(await scoresAfter(fitted, [0])).toEqual(close([0, 1 / 3, 0]));
    expect(await scoresAfter(fitted, [1])).toEqual(close([1 / 2, 0, 0]));
    expect(await scoresAfter(fitted, [1, 0, 1])).toEqual(close([1 / 2, 1 / 3, 0]));
    expect(fitted.cuts).toEqual([]);
  });

  it('looks at the last items, if there is an order', async () => {
    const train = trainingSet([[0, 1], [0]], 3);
    expect(await scoresAfter(await ease.fit(train, { lambda: 1, last: 1 }), [1, 0])).toEqual(close([0, 1 / 3, 0]));
    expect(await scoresAfter(await ease.fit({ ...train, ordered: false }, { lambda: 1, last: 1 }), [1, 0])).toEqual(close([1 / 2, 1 / 3, 0]));
  });

  it('does not mix up the weights of several λ', async () => {
    const train = trainingSet([[0, 1], [0]], 3);
    const weak = await ease.fit(train, { lambda: 1 });
    const strong = await ease.fit(train, { lambda: 3 });
    expect(await scoresAfter(weak, [0])).toEqual(close([0, 1 / 3, 0]));
    // [5 1; 1 4]
    expect(await scoresAfter(strong, [0])).toEqual(close([0, 1 / 5, 0]));
    expect(await scoresAfter(await ease.fit(train, { lambda: 1 }), [0])).toEqual(close([0, 1 / 3, 0]));
  });

  it('says which items it left out', async () => {
    const train = trainingSet([[0, 1, 2], [1, 2], [0, 2], [3]], 5);
    const fitted = await ease.fit(train, { lambda: 1, maxItems: 2 });
    expect(fitted.cuts).toMatchInlineSnapshot(`
      [
        "ease learned from the 2 most popular of 4 items",
      ]
    `);
    // Of items 0 and 2 alone: XᵀX + I = [3 2; 2 4]; item 1 ties with 0 and stands behind it.
    expect(await scoresAfter(fitted, [0])).toEqual(close([0, 0, 2 / 3, 0, 0]));
    expect(await scoresAfter(fitted, [1])).toEqual([2, 2, 3, 1, 0]);
  });

  it('stops when told', async () => {
    await expect(ease.fit(trainingSet([[0, 1]], 2), {}, { seed: 1, signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  });
});
