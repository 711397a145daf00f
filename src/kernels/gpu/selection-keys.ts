/**
 * What the programs of the selection share: a score as a key, an unsigned number in the same order. NaN and hidden
 * items have the key 0, which no other score has; −0 and 0 have one key.
 *
 * | binding | name   | type        | holds |
 * |---|---|---|---|
 * | 0 | scores | array<u32>  | the scores' bits, a word per row of the chunk |
 * | 1 | hidden | array<u32>  | bitset over all items of the catalogue |
 * | 2 | run    | vec4u       | rows that are there, the chunk's first item, 0, 0 |
 */

/** Rows that a workgroup reads of the programs that read all scores. */
export const TILE = 2048;

/** Types of bindings 0 to 2. */
export const KEY_BINDINGS: readonly GPUBufferBindingType[] = ['read-only-storage', 'read-only-storage', 'uniform'];

/** How far the selection of a chunk has come; `selection.ts` writes it anew for every ranking. */
export const SELECTION = `
struct Selection {
  /** How many are still to be found among the keys that begin with the prefix. */
  wanted: u32,
  /** Digits of the threshold that are known: 0 to 3. */
  level: u32,
  /** These digits; then the threshold. */
  prefix: u32,
  /** 1: keys above the threshold are all that is wanted. */
  done: u32,
  /** Chosen are keys above it … */
  threshold: u32,
  /** … and keys equal to it in rows before this one. */
  ties: u32,
  /** Rows that were chosen. */
  chosen: u32,
}
`;

/** Bytes of a Selection, and where in it `chosen` is. */
export const SELECTION_BYTES = 32;
export const CHOSEN_AT = 24;

export const KEYS = `
@group(0) @binding(0) var<storage, read> scores: array<u32>;
@group(0) @binding(1) var<storage, read> hidden: array<u32>;
@group(0) @binding(2) var<uniform> run: vec4u;

fn key(row: u32) -> u32 {
  let item = run.y + row;
  if (row >= run.x || ((hidden[item / 32u] >> (item % 32u)) & 1u) == 1u) { return 0u; }
  let bits = scores[row];
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return 0u; }
  return select(bits | 0x80000000u, ~bits, bits > 0x80000000u);
}
`;

/** The score of a key. */
export function scoreOfKey(key: number): number {
  bits[0] = key >= 0x80000000 ? key ^ 0x80000000 : ~key;
  return floats[0];
}

const bits = new Uint32Array(1);
const floats = new Float32Array(bits.buffer);
