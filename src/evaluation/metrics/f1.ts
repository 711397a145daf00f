import { recall } from './hit-rate.ts';
import { precision } from './precision.ts';

/**
 * F1@k = 2·P·R / (P + R), the harmonic mean of precision@k and recall@k (van Rijsbergen, Information Retrieval, 1979,
 * ch. 7); that is 2·hits / (k + |relevant|). No hit, or nothing relevant: 0. Short lists and ties as in precision.
 * @param list item ids, best first, each once
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function f1(list: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  const p = precision(list, relevant, k);
  const r = recall(list, relevant, k);
  return p + r === 0 ? 0 : (2 * p * r) / (p + r);
}
