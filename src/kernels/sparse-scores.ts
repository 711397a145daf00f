/** The head's sparse term (`ScoreQuery.memory`): how it is checked and added. The same float32 addition on every backend. */
import { OptionError } from '../errors.ts';
import { createBitset, hasBit, setBit } from './bitset.ts';
import { type SparseScores } from './scorer.ts';

/** For no item. */
export const NO_SCORES: SparseScores = { items: new Int32Array(), values: new Float32Array() };

/** @throws OptionError unless there is a finite value for each item, and each item is one of `count` and comes once. */
export function checkSparseScores(field: string, { items, values }: SparseScores, count: number): void {
  if (values.length !== items.length) throw new OptionError(`${field}.values`, `expected ${items.length} numbers for ${items.length} items, got ${values.length}`);
  if (items.length === 0) return;
  const seen = createBitset(count);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item < 0 || item >= count) throw new OptionError(`${field}.items`, `expected indices from 0 to ${count - 1}, got ${item}`);
    // Threads of a GPU that add to one score at once would lose some of it.
    if (hasBit(seen, item)) throw new OptionError(`${field}.items`, `expected each item once, got ${item} again`);
    if (!Number.isFinite(values[i])) throw new OptionError(`${field}.values`, `expected finite numbers, got ${values[i]} for item ${item}`);
    setBit(seen, item);
  }
}

/** Adds them to the scores of items 0 … n − 1, in place; those of items from n on are passed over. */
export function addSparse(scores: Float32Array, { items, values }: SparseScores): void {
  for (let i = 0; i < items.length; i++) if (items[i] < scores.length) scores[items[i]] += values[i];
}

/** Adds them to the scores of the items that were gathered, in place: `scores[i]` is the score of `gathered[i]`. */
export function addSparseGathered(scores: Float32Array, gathered: Int32Array, { items, values }: SparseScores): void {
  if (items.length === 0) return;
  const valueOf = new Map<number, number>();
  items.forEach((item, i) => valueOf.set(item, values[i]));
  for (let i = 0; i < gathered.length; i++) {
    const value = valueOf.get(gathered[i]);
    if (value !== undefined) scores[i] += value;
  }
}
