/**
 * Hit rate and recall. A list holds item ids, best first, each once; equal scores were put in order by whoever made
 * the list. Nothing relevant: 0, and such a user is better left out of a mean.
 */
import { countHits } from './count-hits.ts';

/**
 * HR@k: 1 if any of the first k items is relevant, else 0 (Deshpande & Karypis, TOIS 2004; there with one relevant
 * item). A list shorter than k is judged as it is; k may exceed the catalogue.
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function hitRate(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  return countHits(list, relevant, k) > 0 ? 1 : 0;
}

/**
 * Recall@k = |first k ∩ relevant| / |relevant| (Manning, Raghavan & Schütze, Introduction to Information Retrieval,
 * 2008, §8.3). With one relevant item it is the hit rate. More relevant items than k: it stays below 1.
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function recall(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  const hits = countHits(list, relevant, k);
  return relevant.size === 0 ? 0 : hits / relevant.size;
}

/** HR@k where one item is relevant and has this rank, from 1. Also its recall@k. */
export function hitRateOfRank(rank: number, k: number): number {
  return rank <= k ? 1 : 0;
}
