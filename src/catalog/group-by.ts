/** Rows by key: those of key k are `rows[offsets[k] … offsets[k + 1])`, in their order. */
export interface Groups {
  /** `[keys + 1]` */
  offsets: Int32Array;
  /** `[rows]`: row numbers. */
  rows: Int32Array;
}

/** Groups rows by key with a stable counting sort. `keyOf[row]` is in [0, keys); rows that `keep` refuses (0) are left out. */
export function groupBy(keyOf: Int32Array, keys: number, keep?: Uint8Array): Groups {
  const offsets = new Int32Array(keys + 1);
  for (let row = 0; row < keyOf.length; row++) if (keep === undefined || keep[row] !== 0) offsets[keyOf[row] + 1]++;
  for (let key = 0; key < keys; key++) offsets[key + 1] += offsets[key];

  const next = offsets.slice(0, keys);
  const rows = new Int32Array(offsets[keys]);
  for (let row = 0; row < keyOf.length; row++) {
    if (keep === undefined || keep[row] !== 0) rows[next[keyOf[row]]++] = row;
  }
  return { offsets, rows };
}
