import { expect, it } from 'vitest';
import { sumScores } from './sum-scores.ts';

const scores = (...pairs: [number, number][]) => ({ items: Int32Array.from(pairs, ([item]) => item), values: Float32Array.from(pairs, ([, value]) => value) });

it('adds what both have, and keeps what one has', () => {
  const { items, values } = sumScores(scores([3, 1], [5, 0.5]), scores([5, -2], [1, 4])) ?? scores();
  expect([...items].map((item, i) => [item, values[i]])).toEqual([[3, 1], [5, -1.5], [1, 4]]);
});

it('one alone is handed on as it is', () => {
  const only = scores([3, 1]);
  expect(sumScores(only, undefined)).toBe(only);
  expect(sumScores(only, scores())).toBe(only);
  expect(sumScores(undefined, only)).toBe(only);
  expect(sumScores(undefined, undefined)).toBeUndefined();
});
