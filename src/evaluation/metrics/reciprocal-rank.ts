import { checkCutoff } from './check-cutoff.ts';

/**
 * RR@k = 1 / place of the first relevant item among the first k, places from 1; 0 where there is none, as where nothing
 * is relevant. Its mean over queries is MRR@k (Voorhees, The TREC-8 Question Answering Track Report, 1999). Equal scores
 * were put in order by whoever made the list. k = Infinity takes the whole list.
 * @param list item ids, best first, each once
 * @throws OptionError if k is neither a whole number of at least 1 nor Infinity.
 */
export function reciprocalRank(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  if (k !== Infinity) checkCutoff(k);
  for (let i = 0; i < Math.min(k, list.length); i++) if (relevant.has(list[i])) return 1 / (i + 1);
  return 0;
}

/** The reciprocal rank where one item is relevant and has this rank, from 1, in a list without cut-off. */
export function reciprocalRankOfRank(rank: number): number {
  return 1 / rank;
}
