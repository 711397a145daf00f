import { TasteKitError } from '../errors.ts';

/** Rows as int8: row r is `scales[r] · values[r·cols … (r+1)·cols)`. */
export interface QuantisedRows {
  /** `[rows, cols]`, each in [−127, 127]. */
  values: Int8Array;
  /** `[rows]`, none negative. 0 for a row of zeros. */
  scales: Float32Array;
}

/** Below this a float32 loses precision; a row whose scale would be smaller is all but zero, and stored as zeros. */
const SMALLEST_SCALE = 2 ** -126;

/**
 * Symmetric quantisation by row: scale = max|x| / 127, value = round(x / scale). No entry moves by more than half a
 * scale.
 * @param data `[rows, cols]`
 * @throws {TasteKitError} `DATA`, naming the row, where a number is not finite.
 */
export function quantiseRows(data: Float32Array, rows: number, cols: number): QuantisedRows {
  if (data.length !== rows * cols) {
    throw new TasteKitError('INTERNAL', `quantiseRows: expected ${rows} × ${cols} numbers, came ${data.length}`);
  }
  const values = new Int8Array(rows * cols);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * cols, (r + 1) * cols);
    const scale = Math.fround(largest(row, r) / 127);
    if (scale < SMALLEST_SCALE) continue;
    scales[r] = scale;
    for (let c = 0; c < cols; c++) {
      values[r * cols + c] = Math.max(-127, Math.min(127, Math.round(row[c] / scale)));
    }
  }
  return { values, scales };
}

/** The inverse of {@link quantiseRows}, up to half a scale. Returns `[rows, cols]`. */
export function dequantiseRows(rows: QuantisedRows, cols: number): Float32Array {
  const data = new Float32Array(rows.values.length);
  for (let r = 0; r < rows.scales.length; r++) dequantiseRow(rows, r, data.subarray(r * cols, (r + 1) * cols));
  return data;
}

/** Row r as float32, into `into` `[cols]`, which it returns. The very numbers that {@link dequantiseRows} gives. */
export function dequantiseRow({ values, scales }: QuantisedRows, r: number, into: Float32Array): Float32Array {
  const cols = into.length;
  for (let c = 0; c < cols; c++) into[c] = values[r * cols + c] * scales[r];
  return into;
}

function largest(row: Float32Array, r: number): number {
  let max = 0;
  for (let c = 0; c < row.length; c++) {
    if (!Number.isFinite(row[c])) {
      throw new TasteKitError('DATA', `row ${r}, column ${c}: expected a finite number, came ${row[c]}`);
    }
    max = Math.max(max, Math.abs(row[c]));
  }
  return max;
}
