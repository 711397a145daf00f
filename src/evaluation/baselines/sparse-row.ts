/** Row of a sparse matrix: `weights[j]` stands in column `items[j]`. */
export interface SparseRow {
  items: Int32Array;
  weights: Float32Array;
}

/** Sums weights by column in a dense row, and takes the sum out as a sparse one. */
export class RowSum {
  private readonly sums: Float64Array;
  private readonly touched: Int32Array;
  private count = 0;

  constructor(columns: number) {
    this.sums = new Float64Array(columns);
    this.touched = new Int32Array(columns);
  }

  /** `weight` is above 0. */
  add(column: number, weight: number): void {
    if (this.sums[column] === 0) this.touched[this.count++] = column;
    this.sums[column] += weight;
  }

  /** The row so far, columns ascending; the next one begins empty. */
  take(): SparseRow {
    const items = this.touched.slice(0, this.count).sort();
    const weights = Float32Array.from(items, (item) => this.sums[item]);
    for (const item of items) this.sums[item] = 0;
    this.count = 0;
    return { items, weights };
  }
}

/** into += factor · row */
export function addRow(into: Float64Array, { items, weights }: SparseRow, factor: number): void {
  for (let j = 0; j < items.length; j++) into[items[j]] += factor * weights[j];
}
