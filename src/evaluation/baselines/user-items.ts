import { perTrainingSet } from './per-training-set.ts';

/** A binary matrix: the columns of row r are `columns[offsets[r] … offsets[r + 1])`, ascending. */
export interface SparseRows {
  offsets: Int32Array;
  columns: Int32Array;
}

/** Which items each training user touched, each once: the matrix X [users, n] of the papers, and its transpose. */
export interface UserItems {
  byUser: SparseRows;
  byItem: SparseRows;
}

/** Row u of `byUser` is the training user `train.users[u]`. */
export const userItems = perTrainingSet(({ histories: { offsets, itemOf }, users, items }): UserItems => {
  const rows = Array.from(users, (user) => distinct(itemOf.subarray(offsets[user], offsets[user + 1])));
  const byUser = { offsets: Int32Array.from([0, ...runningSum(rows.map((row) => row.length))]), columns: concatenate(rows) };
  return { byUser, byItem: transpose(byUser, items.length) };
});

function distinct(items: Int32Array): Int32Array {
  const sorted = items.slice().sort();
  return sorted.filter((item, at) => at === 0 || item !== sorted[at - 1]);
}

function transpose({ offsets, columns }: SparseRows, count: number): SparseRows {
  const sizes = new Int32Array(count);
  for (const column of columns) sizes[column]++;
  const into = Int32Array.from([0, ...runningSum(sizes)]);
  const next = into.slice();
  const rows = new Int32Array(columns.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let at = offsets[row]; at < offsets[row + 1]; at++) rows[next[columns[at]]++] = row;
  }
  return { offsets: into, columns: rows };
}

function runningSum(sizes: Iterable<number>): number[] {
  let sum = 0;
  return Array.from(sizes, (size) => (sum += size));
}

function concatenate(rows: Int32Array[]): Int32Array {
  const all = new Int32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
