import { checkCutoff } from './check-cutoff.ts';

/**
 * Serendipity@k = |(shown \ expected) ∩ relevant| / |shown|: the share of the first k items that hit and that nobody
 * needed a recommender for (Adamopoulos & Tuzhilin, TIST 2014; what is expected is, after Murakami, Mori & Orihara
 * 2007, what a primitive method would show: here the popularity list of the same visitor, moment and length). At most
 * precision@k of a full list; 0 for the popularity list itself, where nothing is relevant, and for an empty list.
 * @param list item ids, best first, each once
 * @param expected the first k of the popularity list
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function serendipity(list: ArrayLike<number>, relevant: ReadonlySet<number>, expected: ReadonlySet<number>, k: number): number {
  checkCutoff(k);
  const shown = Math.min(k, list.length);
  let hits = 0;
  for (let i = 0; i < shown; i++) if (relevant.has(list[i]) && !expected.has(list[i])) hits++;
  return shown === 0 ? 0 : hits / shown;
}
