/**
 * How the item tables lie on the GPU: in blocks of rows, each block column by column. Neighbouring threads, which score
 * neighbouring items, then read neighbouring words; and rows that arrive later fill whole blocks of their own.
 *
 * The word of column c of row r, where a row has C columns, is number ((r div BLOCK)·C + c)·BLOCK + r mod BLOCK.
 */
import { type ItemTables } from '../scorer.ts';

/** Rows of a block. */
export const BLOCK = 256;

/** Threads of a workgroup of every program that has a thread for some items. */
export const WORKGROUP_SIZE = 64;

/** Numbers in four: the width of a vec4. */
export const quads = (width: number): number => Math.ceil(width / 4);

/** WGSL: the first column of a row, to which a column adds c·BLOCK. */
export const firstColumn = (row: string, columns: number): string => `(${row} / ${BLOCK}u) * ${columns * BLOCK}u + ${row} % ${BLOCK}u`;

/** WGSL: four int8 of a word, the first in the lowest byte. */
export const INT8S = `
fn int8s(word: u32) -> vec4f {
  return vec4f(bitcast<vec4i>(vec4u(word) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));
}
`;

/** Factors and terms of some whole blocks, as `block` columns; what lies past the last row is 0. */
export interface ItemBlocks {
  /** int8 factors, [quads(d) columns of four bytes]. */
  codes: Int8Array<ArrayBuffer>;
  /** The factor's scale, bias, standardised log-popularity, 0: one column of four float32. */
  terms: Float32Array<ArrayBuffer>;
}

/** Rows from … to − 1 as blocks; `from` begins a block. */
export function itemBlocks(dim: number, tables: ItemTables, from: number, to: number): ItemBlocks {
  const rows = Math.ceil((to - from) / BLOCK) * BLOCK;
  const columns = quads(dim);
  const codes = new Int8Array(4 * columns * rows);
  const terms = new Float32Array(4 * rows);
  const { values, scales } = tables.factors;
  for (let row = 0, read = from * dim; row < to - from; row++) {
    const start = 4 * (Math.floor(row / BLOCK) * columns * BLOCK + (row % BLOCK));
    for (let i = 0; i < dim; i++, read++) codes[start + 4 * BLOCK * (i >> 2) + (i & 3)] = values[read];
    terms[4 * row] = scales[from + row];
    terms[4 * row + 1] = tables.bias[from + row];
    terms[4 * row + 2] = tables.popularity[from + row];
  }
  return { codes, terms };
}
