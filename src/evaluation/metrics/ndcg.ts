import { checkCutoff } from './check-cutoff.ts';

/**
 * NDCG@k = DCG@k / IDCG@k with binary gains (Järvelin & Kekäläinen, TOIS 2002, with the discount of Burges et al., ICML
 * 2005):
 *
 *     DCG@k = Σ over hits at place i ≤ k of 1/log2(i + 1),   IDCG@k = Σ over i ≤ min(k, |relevant|) of 1/log2(i + 1)
 *
 * Nothing relevant: 0. A place left empty in a list shorter than k is a miss. Equal scores were put in order by whoever
 * made the list.
 * @param list item ids, best first, each once
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function ndcg(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  checkCutoff(k);
  if (relevant.size === 0) return 0;
  let dcg = 0;
  let ideal = 0;
  for (let i = 0; i < Math.min(k, list.length); i++) if (relevant.has(list[i])) dcg += discount(i + 1);
  for (let i = 0; i < Math.min(k, relevant.size); i++) ideal += discount(i + 1);
  return dcg / ideal;
}

/** NDCG@k where one item is relevant and has this rank, from 1; IDCG is then 1. */
export function ndcgOfRank(rank: number, k: number): number {
  return rank <= k ? discount(rank) : 0;
}

function discount(place: number): number {
  return 1 / Math.log2(place + 1);
}
