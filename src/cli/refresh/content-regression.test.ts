import { expect, it } from 'vitest';
import { contentFeatures } from '../../catalog/content-features.ts';
import { Sfc32 } from '../../random.ts';
import { type Item } from '../../types.ts';
import { contentRegression } from './content-regression.ts';

const item = (id: number, genres: string[], year: number | null = null): Item => ({ id: String(id), title: `Item ${id}`, genres, year, extra: {} });

it('by hand: one feature that half of the items have', () => {
  const features = contentFeatures([item(0, ['a']), item(1, ['a']), item(2, []), item(3, []), item(4, ['a']), item(5, [])]);
  const { ridge, predict } = contentRegression(features, Int32Array.of(0, 1, 2, 3), Float64Array.of(3, 3, 1, 1));
  // Centred, the feature's square is 1 and its product with the rows 2·½·1 + 2·½·1 = 2: W = 2 / (1 + r), around the mean 2.
  expect(predict(4)[0]).toBeCloseTo(2 + 0.5 * (2 / (1 + ridge)), 12);
  expect(predict(5)[0]).toBeCloseTo(2 - 0.5 * (2 / (1 + ridge)), 12);
});

it('finds a planted effect again, and shrinks noise to the mean', () => {
  const random = new Sfc32(3);
  const genres = ['a', 'b', 'c', 'd'];
  const items = Array.from({ length: 600 }, (_, i) => item(i, genres.filter(() => random.uniform() < 0.4), 1950 + random.below(70)));
  const known = Int32Array.from({ length: 500 }, (_, i) => i);
  const effect = (i: number) => (items[i].genres.includes('a') ? 2 : 0) - (items[i].genres.includes('c') ? 1 : 0);
  const rows = Float64Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? effect(at / 2) + 0.3 * random.normal() : 0));
  const { predict } = contentRegression(contentFeatures(items), known, rows);
  for (let i = 500; i < 600; i++) expect(Math.abs(predict(i)[0] - effect(i))).toBeLessThan(0.35);
  const noise = contentRegression(contentFeatures(items), known, Float64Array.from({ length: 500 }, () => random.normal()));
  expect(noise.ridge).toBeGreaterThanOrEqual(100);
  for (let i = 500; i < 600; i++) expect(Math.abs(noise.predict(i)[0])).toBeLessThan(0.3);
});

it('items without any content get the mean of those that have none as well', () => {
  const features = contentFeatures([item(0, []), item(1, []), item(2, [])]);
  expect([...contentRegression(features, Int32Array.of(0, 1), Float64Array.of(1, 5, 3, 7)).predict(2)]).toEqual([2, 6]);
});
