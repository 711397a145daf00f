/** Hashes of ids: what is chosen by them hangs on nothing but the ids, not on a file's order, nor on who else is there. */

/** Length and two FNV-1a style hashes of the UTF-16 code units, with different multipliers: 64 bits of any long id. */
export function hashId(id: string): [number, number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < id.length; i++) {
    a = Math.imul(a ^ id.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ id.charCodeAt(i), 0x5bd1e995);
    b ^= b >>> 15;
  }
  return [id.length, a, b];
}

/** A whole number in [0, 2³²) that hangs on every bit of a 32-bit one: the finaliser of MurmurHash3 (Appleby, 2011). */
export function mixed(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
