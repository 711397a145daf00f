/**
 * What came back of a ranking, put in order. Pairs of 32-bit words are sorted as 64-bit numbers, the second word
 * counting more: typed arrays of numbers sort fast, and every machine with a browser is little-endian.
 */
import { type Ranked, type SparseScores } from '../scorer.ts';
import { addSparseGathered } from '../sparse-scores.ts';
import { topK } from '../top-k.ts';
import { scoreOfKey } from './selection-keys.ts';

/** The rows one chunk chose, as `collect-program.ts` writes them. */
export interface Chosen {
  /** First item of the chunk. */
  from: number;
  /** Row and complement of its key, [chosen, 2]; a buffer of its own. Changed in place. */
  pairs: Uint32Array<ArrayBuffer>;
}

/** The best k of all chunks. */
export function mergeChosen(chunks: readonly Chosen[], k: number): Ranked {
  const best = new Uint32Array(inOrder(chunks).buffer);
  const length = Math.min(k, best.length / 2);
  return {
    items: Int32Array.from({ length }, (_, i) => best[2 * i]),
    scores: Float32Array.from({ length }, (_, i) => scoreOfKey(~best[2 * i + 1] >>> 0)),
  };
}

/** The candidates one chunk chose, with their scores by the whole head, [chosen], in the same order. */
export interface Candidates extends Chosen {
  scores: Float32Array;
}

/**
 * The best k by the whole head's scores, the sparse term added here, among the best `wanted` candidates of all chunks.
 *
 * Not another selection on the GPU: that breaks ties by place, and candidates lie in no order, so that equal scores
 * would not come by item. Here 4096 candidates take less than 0.1 ms; there it would be 9 dispatches, to copy 48 kB less.
 */
export function mergeCandidates(chunks: readonly Candidates[], wanted: number, k: number, sparse: SparseScores): Ranked {
  // Each chunk chose as many as are wanted in all.
  const total = chunks.reduce((sum, { scores }) => sum + scores.length, 0);
  const worst = total > wanted ? inOrder(chunks)[wanted - 1] : undefined;
  const items = new Int32Array(total);
  const scores = new Float32Array(total);
  let count = 0;
  for (const { from, pairs, scores: ofChunk } of chunks) {
    const candidates = new BigUint64Array(pairs.buffer);
    // `inOrder` has turned the rows into items.
    const first = worst === undefined ? from : 0;
    for (let i = 0; i < ofChunk.length; i++) {
      if (worst !== undefined && candidates[i] > worst) continue;
      items[count] = first + pairs[2 * i];
      scores[count++] = ofChunk[i];
    }
  }
  addSparseGathered(scores, items.subarray(0, count), sparse);
  // All that could be among the k: those as good as the last of them.
  const found = topK(scores.subarray(0, count), k, new Uint32Array()).scores;
  const least = found[found.length - 1];
  const contenders: number[] = [];
  for (let i = 0; i < count; i++) if (scores[i] >= least) contenders.push(i);
  contenders.sort((a, b) => (scores[a] === scores[b] ? items[a] - items[b] : scores[a] > scores[b] ? -1 : 1));
  const best = contenders.slice(0, k);
  return { items: Int32Array.from(best, (i) => items[i]), scores: Float32Array.from(best, (i) => scores[i]) };
}

/** Turns rows into items, and sorts: complement of the key first, then the item, so the best come first. */
function inOrder(chunks: readonly Chosen[]): BigUint64Array<ArrayBuffer> {
  const all = new Uint32Array(chunks.reduce((length, { pairs }) => length + pairs.length, 0));
  let start = 0;
  for (const { from, pairs } of chunks) {
    for (let i = 0; i < pairs.length; i += 2) pairs[i] += from;
    all.set(pairs, start);
    start += pairs.length;
  }
  return new BigUint64Array(all.buffer).sort();
}
