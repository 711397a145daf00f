import { type QuantisedRows } from '../../bundle/quantise.ts';

/**
 * The cosines of items' factors, a row at a time, each row once. A row's scale does not turn it, so the int8 numbers
 * alone decide, and all sums are whole numbers. Rows of zeros have cosine 0 with all.
 */
export class Cosines {
  private readonly values: Int8Array;
  private readonly dim: number;
  private readonly items: Int32Array;
  private readonly rows = new Map<number, Float32Array>();

  /** Between `items` [m] and whatever `row` is asked for. */
  constructor({ values }: QuantisedRows, dim: number, items: Int32Array) {
    this.values = values;
    this.dim = dim;
    this.items = items;
  }

  /** The cosine of `item`, any item, and each of the items, [m]. Not to be written to. */
  row(item: number): Float32Array {
    const known = this.rows.get(item);
    if (known) return known;
    const { values, dim, items } = this;
    const own = values.subarray(item * dim, (item + 1) * dim);
    const ownSquares = own.reduce((sum, x) => sum + x * x, 0);
    const row = new Float32Array(items.length);
    for (let i = 0; i < items.length; i++) {
      let [dot, squares] = [0, 0];
      for (let k = 0, at = items[i] * dim; k < dim; k++, at++) {
        const x = values[at];
        dot = (dot + Math.imul(own[k], x)) | 0;
        squares = (squares + Math.imul(x, x)) | 0;
      }
      if (ownSquares > 0 && squares > 0) row[i] = dot / Math.sqrt(ownSquares * squares);
    }
    this.rows.set(item, row);
    return row;
  }
}
