import { expect, it } from 'vitest';
import { createBitset } from '../../kernels/bitset.ts';
import { type Ranked } from '../../kernels/scorer.ts';
import { topK } from '../../kernels/top-k.ts';
import { Sfc32 } from '../../random.ts';
import { smallModel } from '../testing/small-session.ts';
import { arrange } from './arrange.ts';
import { Cosines } from './cosines.ts';
import { exploring } from './explore.ts';

const ITEMS = 400;
const model = smallModel(ITEMS);

const all = Int32Array.from({ length: ITEMS }, (_, item) => item);

/** A visitor whose taste is one item's direction, more or less. */
function rankedBy(seed: number): Ranked {
  const random = new Sfc32(seed, 17);
  const towards = new Cosines(model.factors, model.config.dim, all).row(seed);
  return topK(towards.map((cosine) => 4 * cosine + random.normal()), 200, createBitset(ITEMS));
}

function listAt(ranked: Ranked, explore: number, limit = 20): number[] {
  return arrange({ limit, candidates: ranked.items, pins: [], limits: [], mmr: exploring(model, ranked, explore) });
}

function spreadOf(list: readonly number[]): number {
  const items = Int32Array.from(list);
  const cosines = new Cosines(model.factors, model.config.dim, items);
  let [sum, pairs] = [0, 0];
  for (let i = 1; i < list.length; i++) for (let j = 0; j < i; j++, pairs++) sum += 1 - cosines.row(list[i])[j];
  return sum / pairs;
}

it('the spread of the list follows the knob, step by step', () => {
  const at = [0.0001, 0.25, 0.5, 0.75, 1].map((explore) => {
    const seeds = Array.from({ length: 20 }, (_, seed) => spreadOf(listAt(rankedBy(seed), explore)));
    return seeds.reduce((sum, spread) => sum + spread, 0) / seeds.length;
  });
  const [plain, , , , most] = at;
  expect(most).toBeGreaterThan(plain + 0.1);
  at.forEach((spread, i) => expect((spread - plain) / (most - plain)).toBeCloseTo(i / 4, 1));
});

it('begins with the best, whatever it explores; a shorter list begins a longer one', () => {
  const ranked = rankedBy(3);
  for (const explore of [0.3, 0.7, 1]) {
    const long = listAt(ranked, explore, 60);
    expect(long[0]).toBe(ranked.items[0]);
    expect(listAt(ranked, explore, 7)).toEqual(long.slice(0, 7));
    expect(new Set(long).size).toBe(60);
  }
});

it('few candidates, or all with one score, are put in some order', () => {
  const few = { items: Int32Array.of(4, 2), scores: Float32Array.of(1, 1) };
  expect(listAt(few, 0.5).sort((a, b) => a - b)).toEqual([2, 4]);
  expect(listAt({ items: Int32Array.of(4), scores: Float32Array.of(1) }, 1)).toEqual([4]);
});
