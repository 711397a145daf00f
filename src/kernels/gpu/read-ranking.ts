/**
 * What came back of a ranking, put in order. Pairs of 32-bit words are sorted as 64-bit numbers, the second word
 * counting more: typed arrays of numbers sort fast, and every machine with a browser is little-endian.
 */
import { type Ranked } from '../scorer.ts';
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

/** The best k by the whole head's scores among the best `wanted` candidates of all chunks. */
export function mergeCandidates(chunks: readonly Candidates[], wanted: number, k: number): Ranked {
  const best = inOrder(chunks);
  // Each chunk chose as many as are wanted in all.
  const worst = best.length > wanted ? best[wanted - 1] : undefined;
  const items: number[] = [];
  const scores: number[] = [];
  for (const { pairs, scores: ofChunk } of chunks) {
    const candidates = new BigUint64Array(pairs.buffer);
    for (let i = 0; i < ofChunk.length; i++) {
      if (worst !== undefined && candidates[i] > worst) continue;
      items.push(pairs[2 * i]);
      scores.push(ofChunk[i]);
    }
  }
  // By item, so that equal scores come by item too.
  const places = new Uint32Array(new BigUint64Array(Uint32Array.from(items.flatMap((item, place) => [place, item])).buffer).sort().buffer);
  const order = items.map((_, i) => places[2 * i]);
  const ranked = topK(Float32Array.from(order, (place) => scores[place]), k, new Uint32Array());
  return { items: ranked.items.map((at) => items[order[at]]), scores: ranked.scores };
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
