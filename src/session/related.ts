import { type QuantisedRows } from '../bundle/quantise.ts';
import { createBitset, setBit } from '../kernels/bitset.ts';
import { type Ranked } from '../kernels/scorer.ts';
import { topK } from '../kernels/top-k.ts';

export interface RelatedTo {
  item: number;
  limit: number;
  /** Item indices left out beside itself. */
  exclude?: Iterable<number>;
}

/**
 * Items among rows [0, ready) whose factors point most nearly the same way as those of `item`, itself left out. The
 * score is the cosine; rows of zeros have 0. A row's scale does not turn it, so the int8 numbers alone decide:
 * all sums are whole numbers, and exact.
 */
export function related(factors: QuantisedRows, dim: number, ready: number, { item, limit, exclude = [] }: RelatedTo): Ranked {
  const { values, scales } = factors;
  const own = values.slice(item * dim, (item + 1) * dim);
  const ownSquares = own.reduce((sum, x) => sum + x * x, 0);
  const scores = new Float32Array(ready);
  if (scales[item] > 0) {
    for (let other = 0; other < ready; other++) {
      let [dot, squares] = [0, 0];
      for (let k = 0, at = other * dim; k < dim; k++, at++) {
        const x = values[at];
        dot = (dot + Math.imul(own[k], x)) | 0;
        squares = (squares + Math.imul(x, x)) | 0;
      }
      if (squares > 0 && scales[other] > 0) scores[other] = dot / Math.sqrt(ownSquares * squares);
    }
  }
  const hidden = createBitset(ready);
  for (const other of exclude) setBit(hidden, other);
  setBit(hidden, item);
  return topK(scores, limit, hidden);
}
