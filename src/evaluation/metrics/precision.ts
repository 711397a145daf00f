import { countHits } from './count-hits.ts';

/**
 * Precision@k = |first k ∩ relevant| / k (Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008,
 * §8.4). The divisor is k for a list shorter than k too: a place left empty counts as a miss. Nothing relevant: 0.
 * Equal scores were put in order by whoever made the list.
 * @param list item ids, best first, each once
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function precision(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  return countHits(list, relevant, k) / k;
}
