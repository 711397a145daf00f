import { describe, expect, it } from 'vitest';
import { AS_LEARNED, BALANCES, balanced, bestBalance } from './balance.ts';

describe('balance', () => {
  it('multiplies the head’s weights, and leaves those it is given alone', () => {
    const network = new Map([
      ['head.gmf', Float32Array.of(2, -4)],
      ['head.memory', Float32Array.of(1, 3)],
      ['head.popularity', Float32Array.of(5)],
    ]);
    expect([...balanced(network, { product: 0.5, memory: 3 })]).toEqual([
      ['head.gmf', Float32Array.of(1, -2)],
      ['head.memory', Float32Array.of(3, 9)],
      ['head.popularity', Float32Array.of(5)],
    ]);
    expect(network.get('head.gmf')).toEqual(Float32Array.of(2, -4));
  });

  it('comes first as learned, so that it wins among equals', () => {
    expect(BALANCES[0]).toEqual(AS_LEARNED);
  });

  it.each([
    ['the best of all, where it is ahead for most users', [[1, 1, 1, 1, 1, 1, 1], [2, 1.5, 2, 1, 2, 2, 2], [2.5, 2, 2, 2, 2, 2, 0.9]], 2],
    ['the first of equals', [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [2, 2, 2, 2, 2], [2, 2, 2, 2, 2]], 2],
    ['as learned, where the best is ahead for one user alone', [[1, 1, 1, 1], [1, 1, 1, 9]], 0],
    ['as learned, where it is ahead by less than twice its standard error', [[1, 1, 1, 1, 1], [3, 2, 1, 0.8, 0.8]], 0],
    ['as learned, of users too few to tell', [[1, 1], [2, 2]], 0],
    ['as learned, where all are alike', [[0, 0], [0, 0]], 0],
  ])('takes %s', (_, gains, taken) => {
    expect(bestBalance(gains.map((of) => Float64Array.from(of)))).toBe(taken);
  });
});
