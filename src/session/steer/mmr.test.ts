import { describe, expect, it } from 'vitest';
import { Mmr } from './mmr.ts';

/** Candidates 0 … 3 are items 10 … 13. 0 and 1 are all but the same, 2 is half like them, 3 is like nothing. */
const COSINES = [
  [1, 0.9, 0.5, 0],
  [0.9, 1, 0.5, 0],
  [0.5, 0.5, 1, 0.1],
  [0, 0, 0.1, 1],
];
const candidates = { relevance: Float64Array.of(1, 0.9, 0.6, 0), cosines: (item: number) => Float32Array.from(COSINES[item - 10]) };

function orderAt(lambda: number, first: number[] = []): number[] {
  const mmr = new Mmr(candidates, lambda);
  for (const item of first) mmr.choose(item);
  const order: number[] = [];
  while (order.length < 4) {
    order.push(mmr.best((candidate) => !order.includes(candidate)));
    mmr.choose(10 + order[order.length - 1]);
  }
  return order;
}

describe('maximal marginal relevance', () => {
  it('without weight on diversity is the order of relevance', () => {
    expect(orderAt(0)).toEqual([0, 1, 2, 3]);
  });

  it('by hand: at ½ the half-like one comes second', () => {
    // After 0: 1 has .45 − .45 = 0, 2 has .3 − .25 = .05, 3 has 0 − 0 = 0. After 2: 1 has 0, 3 has 0 − .05.
    expect(orderAt(0.5)).toEqual([0, 2, 1, 3]);
  });

  it('with all weight on it begins with the best, and goes as far as it can', () => {
    expect(orderAt(1)).toEqual([0, 3, 2, 1]);
  });

  it('keeps away from what is chosen elsewhere', () => {
    expect(orderAt(0.9, [10])[0]).toBe(3);
  });

  it('takes none where none may be taken', () => {
    expect(new Mmr(candidates, 0.5).best(() => false)).toBe(-1);
  });
});
