import { shuffle, type Sfc32 } from '../../random.ts';
import { type SparseScores } from '../scorer.ts';
import { normals } from './random-model.ts';

/** Seeded values for about this share of the items, in no order, for tests. */
export function randomMemory(count: number, share: number, random: Sfc32, std = 2): SparseScores {
  const items = Int32Array.from({ length: count }, (_, item) => item).filter(() => random.uniform() < share);
  return { items: shuffle(items, random), values: normals(items.length, std, random) };
}
