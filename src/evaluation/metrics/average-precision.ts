import { checkCutoff } from './check-cutoff.ts';

/**
 * AP@k = (Σ over hits at place i ≤ k of precision@i) / min(k, |relevant|); its mean over users is MAP@k (Manning,
 * Raghavan & Schütze, Introduction to Information Retrieval, 2008, §8.4, cut off at k). The divisor is the number of
 * hits there could have been, so that a perfect list scores 1 for any k. Nothing relevant: 0. A place left empty in a
 * list shorter than k is a miss. Equal scores were put in order by whoever made the list.
 * With one relevant item it is the reciprocal rank within k.
 * @param list item ids, best first, each once
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function averagePrecision(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  checkCutoff(k);
  if (relevant.size === 0) return 0;
  let hits = 0;
  let sum = 0;
  for (let i = 0; i < Math.min(k, list.length); i++) {
    if (!relevant.has(list[i])) continue;
    hits++;
    sum += hits / (i + 1);
  }
  return sum / Math.min(k, relevant.size);
}
