import { checkCutoff } from './check-cutoff.ts';

/** How many of the first k items of the list are relevant. The list may be shorter than k. */
export function countHits(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  checkCutoff(k);
  let hits = 0;
  for (let i = 0; i < Math.min(k, list.length); i++) if (relevant.has(list[i])) hits++;
  return hits;
}
