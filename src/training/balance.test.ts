import { describe, expect, it } from 'vitest';
import { AS_LEARNED, BALANCES, balanced } from './balance.ts';

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
});
