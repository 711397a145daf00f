import { type ContentFeatures } from '../../catalog/content-features.ts';
import { checkCutoff } from './check-cutoff.ts';

/**
 * ILD@k: the mean of 1 − cosine over all pairs of the first k items (Smyth & McClave, ICCBR 2001; Ziegler et al., WWW
 * 2005), the cosine of multi-hot content features: |A ∩ B| / √(|A|·|B|). In [0, 1]; the order of the list does not
 * matter. An item without features is like no other, its cosine is 0. Fewer than two items: null, there is no pair.
 * @param list item ids
 * @throws OptionError if k is not a whole number of at least 1.
 */
export function intraListDiversity(list: ArrayLike<number>, features: ContentFeatures, k: number): number | null {
  checkCutoff(k);
  const length = Math.min(k, list.length);
  if (length < 2) return null;
  let sum = 0;
  for (let i = 1; i < length; i++) for (let j = 0; j < i; j++) sum += 1 - contentCosine(list[i], list[j], features);
  return sum / ((length * (length - 1)) / 2);
}

function contentCosine(a: number, b: number, { offsets, indices }: ContentFeatures): number {
  const endA = offsets[a + 1];
  const endB = offsets[b + 1];
  const sizes = (endA - offsets[a]) * (endB - offsets[b]);
  let shared = 0;
  for (let i = offsets[a], j = offsets[b]; i < endA && j < endB; ) {
    const difference = indices[i] - indices[j];
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return sizes === 0 ? 0 : shared / Math.sqrt(sizes);
}
