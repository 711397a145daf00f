import { BundleError, OptionError } from '../errors.ts';
import { ITEM_LIMITS } from '../types.ts';
import { showValue } from './show-value.ts';

/** An id of UTF-16 halves without their pair has no UTF-8. */
const UNPAIRED = /\p{Surrogate}/u;

/** Places looked at for an id. Ten million ids need less than two hundred; only ids chosen to collide need more. */
const MOST_PLACES = 1_000;

/**
 * The items' ids in the order of the rows, as UTF-8 with a hash table over it. A million ids of 8 bytes take 20 MB
 * this way; as strings in a list and a Map they take several times that, and the collector walks all of them.
 */
export class ItemIds {
  readonly count: number;
  /** UTF-8 of all ids, one behind the other. */
  readonly #text: Uint8Array;
  /** Id i is bytes [offsets[i], offsets[i + 1]), [count + 1]. */
  readonly #offsets: Uint32Array;
  /** Index + 1 of an id, 0 where free; open addressing, a power of two of places, at most two thirds taken. */
  readonly #places: Int32Array;

  /**
   * Takes over `text` (valid UTF-8) and `offsets` [count + 1].
   * @param file The name that errors carry.
   * @throws {BundleError} where an id is empty, too long or stands twice, or where too many collide.
   */
  constructor(file: string, text: Uint8Array, offsets: Uint32Array) {
    this.count = offsets.length - 1;
    this.#text = text;
    this.#offsets = offsets;
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(1.5 * this.count + 1)));
    for (let index = 0; index < this.count; index++) {
      const [from, to] = [offsets[index], offsets[index + 1]];
      if (from === to) throw new BundleError(file, `item ${index}: expected an id, came ""`);
      if (to - from > ITEM_LIMITS.id) throw new BundleError(file, `item ${index}: expected an id of at most ${ITEM_LIMITS.id} bytes, came ${to - from}`);
      const place = this.#placeOf(text, from, to);
      if (place < 0) throw new BundleError(file, `item ${index}: too many ids have the hash of ${showValue(this.at(index))}; rename some`);
      const other = this.#places[place] - 1;
      if (other >= 0) throw new BundleError(file, `the id ${showValue(this.at(index))} belongs to item ${other} and item ${index}`);
      this.#places[place] = index + 1;
    }
  }

  /** The id of an item. @throws {OptionError} where there is no such item. */
  at(index: number): string {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.count) {
      throw new OptionError('index', `expected a whole number from 0 to ${this.count - 1}, came ${index}`);
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#text.subarray(this.#offsets[index], this.#offsets[index + 1]));
  }

  /** The item of an id; undefined where there is none. */
  indexOf(id: string): number | undefined {
    if (UNPAIRED.test(id)) return undefined;
    const bytes = new TextEncoder().encode(id);
    const place = this.#placeOf(bytes, 0, bytes.length);
    const index = place < 0 ? -1 : this.#places[place] - 1;
    return index < 0 ? undefined : index;
  }

  /** Where the id that is `bytes` [from, to) stands in the table, or would stand: a free place. −1: not within `MOST_PLACES`. */
  #placeOf(bytes: Uint8Array, from: number, to: number): number {
    const last = this.#places.length - 1;
    const first = hash(bytes, from, to) & last;
    for (let step = 0; step < MOST_PLACES; step++) {
      const place = (first + step) & last;
      const taken = this.#places[place];
      if (taken === 0 || this.#equals(taken - 1, bytes, from, to)) return place;
    }
    return -1;
  }

  #equals(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#offsets[index];
    if (this.#offsets[index + 1] - start !== to - from) return false;
    for (let i = from; i < to; i++) if (this.#text[start + i - from] !== bytes[i]) return false;
    return true;
  }
}

/** FNV-1a, then the last mixing step of MurmurHash3, so that the low bits depend on every byte. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5;
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
