import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../../random.ts';
import { createBitset, setBit } from '../bitset.ts';
import { topK } from '../top-k.ts';
import { topKOfMany } from './top-k-of-many.ts';

const COUNT = 100_000;
const random = new Sfc32(7);
const noise = Float32Array.from({ length: COUNT }, () => random.normal());

const SCORES: [string, Float32Array][] = [
  ['in no order', noise],
  ['rising', Float32Array.from(noise, (_, i) => i)],
  ['falling', Float32Array.from(noise, (_, i) => -i)],
  ['all equal', new Float32Array(COUNT)],
  ['of few values', Float32Array.from(noise, Math.round)],
  ['with holes', Float32Array.from(noise, (value, i) => (i % 3 === 0 ? NaN : value))],
  ['hardly any a number', Float32Array.from(noise, (value, i) => (i % 500 === 0 ? value : NaN))],
  // The sample takes every 6th.
  ['high only where the sample looks', Float32Array.from(noise, (value, i) => (i % 6 === 0 ? value + 100 : value))],
  ['high only where the sample does not look', Float32Array.from(noise, (value, i) => (i % 6 === 0 ? value : value + 100))],
];

describe.each(SCORES)('scores %s', (_, scores) => {
  it.each([0, 1, 50, 4096, 40_000, 2 * COUNT])('gives what topK gives, of %i', (k) => {
    const none = createBitset(COUNT);
    expect(topKOfMany(scores, k, none)).toEqual(topK(scores, k, none));
    const most = createBitset(COUNT);
    for (let item = 0; item < COUNT; item++) if (item % 40 > 0) setBit(most, item);
    expect(topKOfMany(scores, k, most)).toEqual(topK(scores, k, most));
  });
});

it('is topK where there are few, and refuses what is no count', () => {
  const few = noise.subarray(0, 20);
  expect(topKOfMany(few, 5, createBitset(20))).toEqual(topK(few, 5, createBitset(20)));
  expect(() => topKOfMany(noise, -1, createBitset(COUNT))).toThrow('k: expected a whole number of at least 0, got -1');
});
