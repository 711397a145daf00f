import { describe, expect, it } from 'vitest';
import { content } from './content.ts';
import { contentVectors } from './content-vectors.ts';
import { bareItem, close, scoresAfter, trainingSet } from './training-set.fixture.ts';

/** Two of five items have each term, but four have `alien`. */
const items = [
  bareItem('Alien (1979)', { genres: ['Horror'], year: 1979 }),
  bareItem('Alien nation', { genres: ['Horror'], extra: { author: 'Rowe, 7' } }),
  bareItem('Alien 7', { genres: ['Drama'], extra: { author: 'ROWE', price: '7' } }),
  bareItem('Alien', { genres: ['Drama'], year: 1971 }),
  bareItem('Nobody'),
];
const rare = Math.log(5 / 2);
const common = Math.log(5 / 4);

describe('contentVectors', () => {
  it('weighs terms by how few items have them, and has length 1', () => {
    const { terms, rows } = contentVectors(trainingSet([], items), 0.5);
    // genre:horror, genre:drama, decade:1970, title:alien, author:rowe; numbers other than in titles and lone words are none.
    expect(terms).toBe(5);
    const weights = [rare, rare, common / 2];
    const length = Math.hypot(...weights);
    expect(rows.map((row) => row.items.length)).toEqual([3, 3, 3, 3, 0]);
    expect([...rows[0].weights].sort((a, b) => a - b)).toEqual(close(weights.map((weight) => weight / length).sort((a, b) => a - b)));
  });

  it('leaves words out when told', () => {
    const { terms, rows } = contentVectors(trainingSet([], items), 0);
    expect(terms).toBe(3);
    expect([...rows[1].weights]).toEqual(close([1]));
  });
});

describe('content', () => {
  const train = trainingSet([[0, 1], [1]], items);

  it('is the cosine with a fading profile', async () => {
    const fitted = await content.fit(train, { decay: 0.5, words: 0 });
    const half = 1 / Math.sqrt(2);
    expect(await scoresAfter(fitted, [1])).toEqual(close([half, 1, 0, 0, 0], 4));
    // Horror ½, drama 1.
    const length = Math.hypot(0.5, 1);
    expect(await scoresAfter(fitted, [1, 2])).toEqual(close([(0.5 * half) / length, 0.5 / length, 1 / length, half / length, 0], 4));
    expect(await scoresAfter(await content.fit({ ...train, ordered: false }, { decay: 0.5, words: 0 }), [1, 2])).toEqual(close([0.5, half, half, 0.5, 0], 4));
  });

  it('orders items of equal content by popularity, and everything while nothing is known', async () => {
    const twins = trainingSet([[2], [2], [1]], [bareItem('A', { genres: ['x'] }), bareItem('B', { genres: ['x'] }), bareItem('C', { genres: ['x'] }), bareItem('D')]);
    const fitted = await content.fit(twins, {});
    const [a, b, c] = await scoresAfter(fitted, [0]);
    expect(c).toBeGreaterThan(b);
    expect(b).toBeGreaterThan(a);
    expect(await scoresAfter(fitted, [3])).toEqual([0, 1, 2, 0]);
  });
});
