/** A set of small integers, a bit each: value i is bit i mod 32 of word ⌊i / 32⌋. */

/** An empty set with room for 0 … size − 1. */
export function createBitset(size: number): Uint32Array {
  return new Uint32Array(Math.ceil(size / 32));
}

/** The set of these, with room for 0 … size − 1. */
export function bitsetOf(members: Iterable<number>, size: number): Uint32Array {
  const bits = createBitset(size);
  for (const member of members) setBit(bits, member);
  return bits;
}

/** Adds i. Values past the set's room are ignored. */
export function setBit(bits: Uint32Array, i: number): void {
  bits[i >>> 5] |= 1 << (i & 31);
}

/** Removes i. */
export function clearBit(bits: Uint32Array, i: number): void {
  bits[i >>> 5] &= ~(1 << (i & 31));
}

/** Whether i is in the set. Values past its room are not. */
export function hasBit(bits: Uint32Array, i: number): boolean {
  return (bits[i >>> 5] & (1 << (i & 31))) !== 0;
}
