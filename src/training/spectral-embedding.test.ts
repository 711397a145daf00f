import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { spectralEmbedding } from './spectral-embedding.ts';

/** Rows of transitions as lists of [item, code], each row at scale 1. */
function tablesOf(rows: [number, number][][]): TransitionTables {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, a) => (offsets[a + 1] = offsets[a] + row.length));
  return {
    offsets,
    items: Int32Array.from(rows.flat(), ([item]) => item),
    codes: Uint8Array.from(rows.flat(), ([, code]) => code),
    scales: new Float32Array(rows.length).fill(1),
  };
}

function spread(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

describe('spectralEmbedding', () => {
  /** Two worlds of 20 items: each item of one leads to the next five of the same. */
  const worlds = tablesOf(Array.from({ length: 40 }, (_, a) => Array.from({ length: 5 }, (__, k): [number, number] => [20 * Math.floor(a / 20) + ((a + k + 1) % 20), 200]).sort(([x], [y]) => x - y)));
  const cosine = (of: Float32Array, dim: number, a: number, b: number) => {
    const [x, y] = [a, b].map((item) => of.subarray(item * dim, (item + 1) * dim));
    const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, value, i) => sum + value * q[i], 0);
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  };

  it('puts items that follow each other near each other, and others apart', () => {
    const embedding = spectralEmbedding(worlds, 0.001, 2, 0.1, new Sfc32(1));
    expect(cosine(embedding, 2, 0, 7)).toBeGreaterThan(0.8);
    expect(cosine(embedding, 2, 20, 33)).toBeGreaterThan(0.8);
    expect(Math.abs(cosine(embedding, 2, 3, 28))).toBeLessThan(0.5);
  });

  it('has the products of the matrix’s absolute value, and the noise', () => {
    // L + Lᵀ of a star has the eigenvalues ±w√3; its absolute value is w√3 at the hub, w/√3 between any two leaves.
    const star = tablesOf([[[1, 1], [2, 1], [3, 1]], [], [], []]);
    const seeds = Array.from({ length: 200 }, (_, seed) => spectralEmbedding(star, 1, 2, 1, new Sfc32(seed)));
    const inner = (a: number, b: number) => seeds.reduce((sum, of) => sum + of[2 * a] * of[2 * b] + of[2 * a + 1] * of[2 * b + 1], 0) / seeds.length;
    // Scaled to a mean square of 1 over 4 · 2 entries; the noise adds 2 · 0.2² to an item's product with itself.
    expect(Math.abs(inner(0, 0) - 4.08)).toBeLessThan(0.15);
    for (const leaf of [1, 2, 3]) expect(Math.abs(inner(leaf, leaf) - (4 / 3 + 0.08))).toBeLessThan(0.15);
    expect(Math.abs(inner(1, 2) - 4 / 3)).toBeLessThan(0.15);
    expect(Math.abs(inner(0, 1))).toBeLessThan(0.15);
  });

  it('is spread as it is told, the same by the same seed', () => {
    const embedding = spectralEmbedding(worlds, 0.001, 8, 0.1, new Sfc32(1));
    expect(spread(embedding)).toBeGreaterThan(0.09);
    expect(spread(embedding)).toBeLessThan(0.12);
    expect(spectralEmbedding(worlds, 0.001, 8, 0.1, new Sfc32(1))).toEqual(embedding);
    expect(spectralEmbedding(worlds, 0.001, 8, 0.1, new Sfc32(2))).not.toEqual(embedding);
  });

  it('is a little noise where there are no transitions, and where there are fewer items than columns', () => {
    const none = spectralEmbedding(tablesOf([[], [], []]), 0.001, 8, 0.1, new Sfc32(1));
    expect(spread(none)).toBeGreaterThan(0.01);
    expect(spread(none)).toBeLessThan(0.03);
    const few = spectralEmbedding(tablesOf([[[1, 9]], [[0, 9]]]), 0.001, 8, 0.1, new Sfc32(1));
    expect(few.every(Number.isFinite)).toBe(true);
  });
});
