/** The items that an event is learned against. */
import { hasBit, setBit } from '../kernels/bitset.ts';
import { type TransitionMemory } from '../kernels/transition-memory.ts';
import { type Walk } from '../kernels/walk.ts';
import { type Sfc32 } from '../random.ts';

export interface DrawOptions {
  /** How many, M. */
  negatives: number;
  /** Items of the catalogue, n. */
  count: number;
  /** The event's own item. */
  target: number;
  /** Bitset of the items met before the event: no list would show them. */
  met: Uint32Array;
  /** Items that stood beside it and were not chosen. */
  shown: readonly number[];
  /** Items taken before, oldest first, as far back as the memory looks. */
  recent: Int32Array;
  memory: TransitionMemory | null;
  walk: Walk | null;
  random: Sfc32;
}

export interface DrawnNegatives {
  /** [M]; those from `drawn` on only fill up. */
  items: Int32Array;
  drawn: number;
  /** log of each one's expected count in the draw, [drawn]: 0 where it was sure to come. */
  expected: Float32Array;
}

/** Steps ahead on each way of a walk. */
const STEPS_AHEAD = 4;

/**
 * Half of them, at most, are those most likely to be taken instead, each sure to come: what was shown and not chosen, what
 * comes next on the visitor's walk, what most follows what they took, what is popular (the first rows). The others are drawn
 * evenly from the rest of the catalogue. All are unmet, other than the target, and come once. Where the catalogue is
 * smaller, it comes whole.
 */
export function drawnNegatives(options: DrawOptions): DrawnNegatives {
  const { negatives, count, target, met, random } = options;
  const taken = met.slice();
  setBit(taken, target);
  const items = new Int32Array(negatives);
  let drawn = 0;
  /** True where it was open, and there was room. */
  const take = (item: number, most: number): boolean => {
    if (drawn >= most || hasBit(taken, item)) return false;
    setBit(taken, item);
    items[drawn++] = item;
    return true;
  };
  const half = Math.ceil(negatives / 2);
  for (const item of likely(options)) take(item, half);
  for (let item = 0; item < Math.min(count, negatives); item++) take(item, half);
  const sure = drawn;
  const rest = count - sizeOf(taken, count);
  const wanted = Math.min(negatives - sure, rest);
  if (wanted === rest) for (let item = 0; item < count; item++) take(item, negatives);
  else for (let left = wanted; left > 0; ) if (take(random.below(count), negatives)) left--;
  const expected = new Float32Array(drawn);
  if (rest > 0) expected.fill(Math.log(wanted / rest), sure);
  return { items, drawn, expected };
}

/** The most likely first, some twice. */
function likely({ shown, walk, recent, met, memory, negatives }: DrawOptions): number[] {
  const ahead = walk && recent.length > 0 ? walk.ahead(recent[recent.length - 1], met, STEPS_AHEAD) : [];
  return [...shown, ...ahead, ...(memory && recent.length > 0 ? followers(memory, recent, Math.ceil(negatives / 4)) : [])];
}

/** The items with the largest traces, at most `most`. */
function followers(memory: TransitionMemory, recent: Int32Array, most: number): number[] {
  const { items, values } = memory.term(recent, new Float32Array(memory.count).fill(1));
  // Of thousands a few are wanted: numbers alone are sorted much faster than places by their numbers.
  const least = values.length > most ? values.toSorted()[values.length - most] : 0;
  const order = Array.from(items.keys()).filter((i) => values[i] >= least);
  return order.sort((a, b) => values[b] - values[a] || items[a] - items[b]).slice(0, most).map((i) => items[i]);
}

function sizeOf(bits: Uint32Array, count: number): number {
  let size = 0;
  for (let item = 0; item < count; item++) if (hasBit(bits, item)) size++;
  return size;
}
