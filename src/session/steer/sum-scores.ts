import { type SparseScores } from '../../kernels/scorer.ts';

/** Both together, each item once, in float32; undefined where neither is there. */
export function sumScores(a: SparseScores | undefined, b: SparseScores | undefined): SparseScores | undefined {
  if (!a || !b || a.items.length === 0 || b.items.length === 0) return b && b.items.length > 0 ? b : (a ?? b);
  const sums = new Map<number, number>();
  for (const { items, values } of [a, b]) {
    for (let i = 0; i < items.length; i++) sums.set(items[i], (sums.get(items[i]) ?? 0) + values[i]);
  }
  return { items: Int32Array.from(sums.keys()), values: Float32Array.from(sums.values()) };
}
