/** The SIMD kernels, their plain twin, and the head as it is written down, over models of random shapes and sizes. */
import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { MIX_TERMS } from '../../neumf.ts';
import { Sfc32 } from '../../random.ts';
import { PlainScorer } from '../plain-scorer.ts';
import { type RankQuery } from '../scorer.ts';
import { directScores } from '../testing/direct-scores.ts';
import { randomMemory } from '../testing/random-memory.ts';
import { normals, type RandomModel, randomModel } from '../testing/random-model.ts';
import { createSimdScorer } from './simd-scorer.ts';
import { simdSupport } from './simd-support.ts';

// Node 20 has relaxed SIMD behind a flag; of later ones it is a part.
if (simdSupport() !== 'relaxed') setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Of the sum of the sizes of what a score adds up: float32 sums of some hundreds in another order. */
const TOLERANCE = 2e-6;

it.each(Array.from({ length: 60 }, (_, seed) => seed))('model %i', async (seed) => {
  const random = new Sfc32(seed, 77);
  const model = oddModel(random);
  const { config, network, tables } = model;
  const { count } = tables;
  // Mixes of up to e^±50, visitors of all sizes and none.
  const mix = normals(MIX_TERMS.length, [0.3, 3, 25][random.below(3)], random).map((value) => Math.max(-50, Math.min(50, value)));
  const user = normals(config.dim, [0, 1e-6, 0.5, 10][random.below(4)], random);
  const events = [0, 1, 2, 3, 1000, 1e9][random.below(6)];
  const hidden = Uint32Array.from({ length: random.below(2) * (Math.ceil(count / 32) + 2) }, () => random.below(0x100000000));
  const k = 1 + random.below(count);
  const candidatesOf = [0, 1 + random.below(count)];
  const memory = randomMemory(count, random.below(3) / 2, random, [1e-3, 3, 1e20][random.below(3)]);
  const query: RankQuery = { user, mix, events, k, hidden, memory };
  const inSizes = { ...query, user: user.map(Math.abs), memory: { ...memory, values: memory.values.map(Math.abs) } };
  const sizes = directScores(withSizes(model), inSizes).map(Math.abs);
  const offBy = (scores: ArrayLike<number>, expected: ArrayLike<number>) =>
    Math.max(...sizes.map((size, item) => Math.abs(scores[item] - expected[item]) / Math.max(size, 1e-30)));

  const direct = directScores(model, query);
  for (const candidates of candidatesOf) {
    const plain = new PlainScorer(config, network, tables, { candidates });
    expect(offBy(await plain.scores(query), direct)).toBeLessThan(TOLERANCE);
    const expected = await plain.rank(query);
    for (const variant of simdSupport() === 'relaxed' ? (['simd', 'relaxed'] as const) : (['simd'] as const)) {
      const simd = await createSimdScorer(config, network, tables, { candidates, variant });
      expect(offBy(await simd.scores(query), direct)).toBeLessThan(TOLERANCE);
      const ranked = await simd.rank(query);
      expect(new Set(ranked.items).size).toBe(expected.items.length);
      for (const [at, item] of ranked.items.entries()) {
        const other = expected.items[at];
        expect(Math.abs(direct[item] - direct[other])).toBeLessThanOrEqual(2 * TOLERANCE * Math.max(sizes[item], sizes[other], 1e-30));
      }
      simd.dispose();
    }
  }
});

/** Any widths, one to six layers, and tables that are empty, equal, or at the ends of their range. */
function oddModel(random: Sfc32): RandomModel {
  const dim = 1 + random.below([8, 80, 512][random.below(3)]);
  const mlp = Array.from({ length: 1 + random.below(6) }, () => 1 + random.below([4, 20, 70][random.below(3)]));
  const model = randomModel(1 + random.below(120), { dim, mlp, heads: 1, blocks: 1, hidden: 4 }, random.below(1e9));
  const { factors, bias, popularity } = model.tables;
  const oddity = random.below(7);
  if (oddity === 0) factors.values.fill(0);
  if (oddity === 1) factors.scales.fill(0);
  if (oddity === 2) factors.scales.forEach((_, item) => (factors.scales[item] *= item % 2));
  if (oddity === 3) factors.values.forEach((_, at) => (factors.values[at] = [-128, 127, 0][random.below(3)]));
  if (oddity === 4) for (const column of [factors.scales, bias, popularity]) column.fill(column[0]);
  return model;
}

/** The model with the sizes of its numbers, signs left out: its scores bound what rounding can do. */
function withSizes({ config, network, tables }: RandomModel): RandomModel {
  const { count, factors, bias, popularity } = tables;
  return {
    config,
    network: new Map([...network].map(([name, { shape, data }]) => [name, { shape, data: data.map(Math.abs) }])),
    tables: {
      count,
      factors: { values: factors.values.map((code) => Math.min(127, Math.abs(code))), scales: factors.scales },
      bias: bias.map(Math.abs),
      popularity: popularity.map(Math.abs),
    },
  };
}
