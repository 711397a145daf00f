import { OptionError } from '../errors.ts';
import { hasBit } from './bitset.ts';
import { type Ranked } from './scorer.ts';

/**
 * The k largest of scores [n], best first, equal scores by index, without the items of the bitset `hidden`. NaN is
 * never chosen. Fewer than k where fewer are left. A heap of at most k: O(n + c·log k), c the entries into the heap.
 * @throws OptionError if k is not a whole number of at least 0.
 */
export function topK(scores: Float32Array, k: number, hidden: Uint32Array): Ranked {
  if (!Number.isInteger(k) || k < 0) throw new OptionError('k', `expected a whole number of at least 0, got ${k}`);
  const heap = new Int32Array(Math.min(k, scores.length));
  const size = heap.length === 0 ? 0 : fill(heap, scores, hidden);
  for (let last = size - 1; last > 0; last--) {
    const worst = heap[0];
    siftDown(heap, last, heap[last], scores);
    heap[last] = worst;
  }
  const items = heap.slice(0, size);
  return { items, scores: Float32Array.from(items, (item) => scores[item]) };
}

/** Gathers the best into a heap with the worst of them at the root; returns how many there are. */
function fill(heap: Int32Array, scores: Float32Array, hidden: Uint32Array): number {
  let size = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    // Items come in order of index, so an equal score never replaces the root. A NaN fails every comparison.
    if (size === heap.length ? !(score > scores[heap[0]]) : Number.isNaN(score)) continue;
    if (hasBit(hidden, item)) continue;
    if (size < heap.length) siftUp(heap, size++, item, scores);
    else siftDown(heap, size, item, scores);
  }
  return size;
}

/** Puts `item` into the free place `at`, or above. */
function siftUp(heap: Int32Array, at: number, item: number, scores: Float32Array): void {
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!worse(item, heap[parent], scores)) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = item;
}

/** Replaces the root of the first `size` entries by `item`, and lets it sink. */
function siftDown(heap: Int32Array, size: number, item: number, scores: Float32Array): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && worse(heap[child + 1], heap[child], scores)) child++;
    if (!worse(heap[child], item, scores)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
}

function worse(a: number, b: number, scores: Float32Array): boolean {
  return scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
}
