import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ContentFeatures } from '../../catalog/content-features.ts';
import { OptionError } from '../../errors.ts';
import { intraListDiversity } from './intra-list-diversity.ts';
import { ITEMS, rankings } from './ranked-lists.fixture.ts';

const FEATURES = 6;

function featuresOf(sets: readonly number[][]): ContentFeatures {
  const offsets = Int32Array.of(0, ...sets.map((_, i) => sets.slice(0, i + 1).flat().length));
  return { names: Array.from({ length: FEATURES }, (_, i) => `genre:${i}`), offsets, indices: Int32Array.from(sets.flat()) };
}

it('of three items is the mean over three pairs', () => {
  const features = featuresOf([[0, 1], [1], [2, 3], []]);
  // Cosines: 1/√2 between 0 and 1, 0 elsewhere.
  expect(intraListDiversity([0, 1, 2], features, 10)).toBeCloseTo(1 - Math.SQRT1_2 / 3, 14);
  expect(intraListDiversity([0, 1, 2], features, 2)).toBeCloseTo(1 - Math.SQRT1_2, 14);
  expect(intraListDiversity([0, 3], features, 10)).toBe(1);
});

it('is null where there is no pair', () => {
  const features = featuresOf([[0]]);
  expect([intraListDiversity([], features, 10), intraListDiversity([0], features, 10)]).toEqual([null, null]);
  expect(() => intraListDiversity([0], features, 0)).toThrow(OptionError);
});

const catalogues = fc.array(fc.subarray([...Array(FEATURES).keys()]), { minLength: ITEMS, maxLength: ITEMS });

it('equals 1 − cosine of the vectors written out', () => {
  const vector = (set: number[]) => Array.from({ length: FEATURES }, (_, i) => (set.includes(i) ? 1 : 0));
  const norm = (v: number[]) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  const cosine = (a: number[], b: number[]) => (norm(a) * norm(b) === 0 ? 0 : a.reduce((sum, x, i) => sum + x * b[i], 0) / (norm(a) * norm(b)));
  fc.assert(
    fc.property(catalogues, rankings, (sets, { list, k }) => {
      const shown = list.slice(0, k).map((item) => vector(sets[item]));
      const pairs = shown.flatMap((a, i) => shown.slice(0, i).map((b) => 1 - cosine(a, b)));
      const value = intraListDiversity(list, featuresOf(sets), k);
      if (pairs.length === 0) expect(value).toBeNull();
      else expect(value).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length, 12);
    }),
  );
});

it('lies in [0, 1], is 0 for lists of one kind, and knows no order', () => {
  fc.assert(
    fc.property(catalogues, rankings, (sets, { list, k }) => {
      const shown = list.slice(0, k);
      fc.pre(shown.length >= 2);
      const value = intraListDiversity(shown, featuresOf(sets), k) as number;
      expect(value).toBeGreaterThanOrEqual(-1e-12);
      expect(value).toBeLessThanOrEqual(1);
      expect(intraListDiversity(shown.toReversed(), featuresOf(sets), k)).toBeCloseTo(value, 12);
      expect(intraListDiversity(shown, featuresOf(sets.map(() => [1, 4])), k)).toBeCloseTo(0, 12);
    }),
  );
});
