/**
 * Milliseconds a ranking takes on one thread: both SIMD modules beside the plain TypeScript twin, d = 64,
 * MLP 64 → 32 → 16, the best 50.
 * `npx vitest bench --run --project unit bench/rank-simd.bench.ts`
 *
 * All take turns, so that whatever else the machine does hits all alike; the best of the rounds counts.
 */
import { setFlagsFromString } from 'node:v8';
import { bench } from 'vitest';
import { createBitset } from '../src/kernels/bitset.ts';
import { PlainScorer } from '../src/kernels/plain-scorer.ts';
import { defaultCandidates } from '../src/kernels/retrieval.ts';
import { type Scorer } from '../src/kernels/scorer.ts';
import { createSimdScorer } from '../src/kernels/simd/simd-scorer.ts';
import { simdSupport } from '../src/kernels/simd/simd-support.ts';
import { allocateSimdTables } from '../src/kernels/simd/simd-tables.ts';
import { normals, type RandomModel, randomModel } from '../src/kernels/testing/random-model.ts';
import { MIX_TERMS } from '../src/neumf.ts';
import { Sfc32 } from '../src/random.ts';

/** Items, candidates of the first stage, rounds. */
const SIZES: [number, number, number][] = [
  [10_000, 0, 200],
  [100_000, 0, 30],
  [100_000, defaultCandidates(100_000), 30],
  [1_000_000, defaultCandidates(1_000_000), 20],
];

// Node 20 has relaxed SIMD behind a flag; of later ones it is a part.
if (simdSupport() !== 'relaxed') setFlagsFromString('--experimental-wasm-relaxed-simd');

bench('all sizes', measure, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });

async function measure(): Promise<void> {
  const rows = [];
  for (const [items, candidates, rounds] of SIZES) {
    const model = modelOf(items, candidates);
    const { config, network, tables } = model;
    const scorers: Record<string, Scorer> = {
      plain: new PlainScorer(config, network, tables, { candidates }),
      simd: await createSimdScorer(config, network, modelOf(items, candidates).tables, { candidates, variant: 'simd' }),
      relaxed: await createSimdScorer(config, network, tables, { candidates, variant: 'relaxed' }),
    };
    rows.push({ items, candidates, ...(await best(scorers, config.dim, items, rounds)) });
    for (const scorer of Object.values(scorers)) scorer.dispose();
  }
  console.table(rows);
}

async function best(scorers: Record<string, Scorer>, dim: number, items: number, rounds: number): Promise<Record<string, number>> {
  const least: Record<string, number> = {};
  const random = new Sfc32(9);
  for (let round = 0; round < rounds; round++) {
    const query = { user: normals(dim, 0.5, random), mix: normals(MIX_TERMS.length, 0.3, random), events: 12, k: 50, hidden: createBitset(items) };
    for (const [name, scorer] of Object.entries(scorers)) {
      if (name === 'plain' && round >= 5) continue;
      const from = performance.now();
      await scorer.rank(query);
      least[name] = Number(Math.min(least[name] ?? Infinity, performance.now() - from).toFixed(2));
    }
    // Gives the engine's compiler its turn.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return least;
}

function modelOf(items: number, candidates: number): RandomModel {
  const { config, network } = randomModel(1, { dim: 64, mlp: [64, 32, 16] });
  const tables = allocateSimdTables(config, items, { candidates });
  const random = new Sfc32(3);
  const { factors, bias, popularity } = tables;
  for (let i = 0; i < factors.values.length; i++) factors.values[i] = Math.floor(255 * random.uniform()) - 127;
  for (let i = 0; i < items; i++) {
    factors.scales[i] = 0.003 + 0.003 * random.uniform();
    bias[i] = 0.6 * random.uniform() - 0.3;
    popularity[i] = 3 * random.uniform() - 1.5;
  }
  return { config, network, tables };
}
