/** Tables whose rows arrive bit by bit, for tests of scorers. */
import { type NeumfConfig } from '../../neumf.ts';
import { type ItemTables } from '../scorer.ts';

/** Zeros, in place of rows that have not arrived. */
export function emptyTables({ dim }: NeumfConfig, count: number): ItemTables {
  const factors = { values: new Int8Array(count * dim), scales: new Float32Array(count) };
  return { count, factors, bias: new Float32Array(count), popularity: new Float32Array(count) };
}

/** Rows start … end − 1 arrive. */
export function copyRows(from: ItemTables, to: ItemTables, start: number, end: number): void {
  const dim = from.factors.values.length / from.count;
  to.factors.values.set(from.factors.values.subarray(start * dim, end * dim), start * dim);
  to.factors.scales.set(from.factors.scales.subarray(start, end), start);
  to.bias.set(from.bias.subarray(start, end), start);
  to.popularity.set(from.popularity.subarray(start, end), start);
}
