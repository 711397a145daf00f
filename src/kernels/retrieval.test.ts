import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PreparedHead } from './prepared-head.ts';
import { retrievalQuery, retrievalScores } from './retrieval.ts';
import { type ItemTables } from './scorer.ts';
import { NO_SCORES } from './sparse-scores.ts';

const light: Omit<PreparedHead, 'gmf'> = { first: new Float64Array(), out: new Float64Array(), bias: 0.5, popularity: -2, memory: NO_SCORES };
const rows = (dim: number, values: number[]): ItemTables => {
  const count = values.length / dim;
  const ones = new Float32Array(count).fill(1);
  return { count, factors: { values: Int8Array.from(values), scales: ones }, bias: ones, popularity: ones };
};

it('splits the weights into two signed digits, none off by more than half a step', () => {
  const weights = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(weights, (values) => {
      const gmf = Float64Array.from(values);
      const { high, low, bias, popularity } = retrievalQuery({ ...light, gmf });
      const largest = Math.max(...values.map(Math.abs));
      const scale = Math.max(largest / 32_639, 2e-30);
      values.forEach((value, i) => expect(Math.abs(scale * (256 * high[i] + low[i]) - value)).toBeLessThanOrEqual(scale * 0.5001));
      expect((bias * scale) / 0.5).toBeCloseTo(1, 5);
      expect(popularity / bias).toBeCloseTo(-4, 5);
    }),
  );
});

it('is exact up to the widest model: 512 products of the largest numbers', () => {
  const gmf = new Float64Array(512).fill(3);
  const query = retrievalQuery({ ...light, bias: 0, popularity: 0, gmf });
  expect(query.high[0] * 256 + query.low[0]).toBe(32_639);
  const [score] = retrievalScores(query, rows(512, Array.from({ length: 512 }, () => 127)), 0, 1);
  expect(score).toBe(Math.fround(512 * 127 * 32_639));
});

it('adds bias and popularity in the scale of the digits', () => {
  const query = retrievalQuery({ ...light, gmf: Float64Array.of(1, 0) });
  const scores = retrievalScores(query, rows(2, [10, 3, -4, 5]), 0, 2);
  expect([...scores].map((score) => score / 32_639)).toEqual([expect.closeTo(10 - 1.5, 4), expect.closeTo(-4 - 1.5, 4)]);
  expect([...retrievalScores(query, rows(2, [10, 3, -4, 5]), 1, 2)]).toEqual([scores[1]]);
});

it('has the sparse term in the scale of the digits', () => {
  const memory = { items: Int32Array.of(7, 3), values: Float32Array.of(2.5, -100) };
  const query = retrievalQuery({ ...light, memory, gmf: Float64Array.of(1, -4) });
  // A step of the digits is 4 / 32,639 nats.
  expect([...query.memory.values]).toEqual([expect.closeTo((2.5 * 32_639) / 4, 2), expect.closeTo((-100 * 32_639) / 4, 1)]);
  expect(query.memory.items).toEqual(memory.items);
  expect(memory.values).toEqual(Float32Array.of(2.5, -100));
});

it('weighs the lightest weights as the heaviest where all are light', () => {
  const at = (strength: number) => retrievalQuery({ ...light, gmf: Float64Array.of(3 * strength, -strength), bias: strength, popularity: strength });
  expect(at(1e-44)).toEqual(at(1));
});

it('stays a number where bias and popularity outweigh the dot product by far', () => {
  // Infinite weights of both once made every score infinite or no number, and the list short.
  const query = retrievalQuery({ ...light, gmf: Float64Array.of(1e-22, -1e-22), bias: 5e21, popularity: -5e21 });
  const tables = { ...rows(2, [10, 3, -4, 5, 0, 0]), bias: Float32Array.of(1, 3, 0), popularity: Float32Array.of(2, 1, 0) };
  const scores = retrievalScores(query, tables, 0, 3);
  expect(scores[1] / scores[0]).toBeCloseTo(-2, 5);
  expect(scores[2]).toBe(0);
});

it('stays a number where the sparse term outweighs all else by far', () => {
  const memory = { items: Int32Array.of(0, 1), values: Float32Array.of(3e38, -3e38) };
  const { high, low, bias, memory: scaled } = retrievalQuery({ ...light, memory, gmf: Float64Array.of(1e-22, -1e-22) });
  expect([...scaled.values]).toEqual([Math.fround(1e30), Math.fround(-1e30)]);
  expect([...high, ...low].every((digit) => digit === 0)).toBe(true);
  expect(bias).toBeGreaterThan(0);
});

it('of a visitor without a direction leaves bias and popularity to choose', () => {
  const query = retrievalQuery({ ...light, gmf: new Float64Array(2) });
  const [first, second] = retrievalScores(query, { ...rows(2, [10, 3, -4, 5]), bias: Float32Array.of(1, 3) }, 0, 2);
  expect(first).toBeLessThan(0);
  expect(first / second).toBeCloseTo(-1.5 / -0.5, 5);
});
