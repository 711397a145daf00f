/** The file of the transition memory: what comes after what, sparse by rows (`TransitionTables`). */
import { BundleError } from '../errors.ts';
import { type TransitionTables } from '../types.ts';
import { MAX_NUMBER, checkTensors } from './check-tensors.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Item indices of smaller catalogues take two bytes. */
const SHORT_INDICES = 65_536;

/** Bytes of the tables' numbers. */
export function memoryBytes(count: number, entries: number): number {
  return 4 * (count + 1) + 4 * count + entries * (1 + (count <= SHORT_INDICES ? 2 : 4));
}

/** @throws {BundleError} where the tables are none of `count` items. */
export function encodeMemory(file: string, { offsets, items, codes, scales }: TransitionTables, count: number): Uint8Array {
  const short = count <= SHORT_INDICES;
  const tensors = new Map<string, SafeTensor>([
    ['memory.offsets', { dtype: 'I32', shape: [count + 1], data: offsets }],
    ['memory.items', short ? { dtype: 'U16', shape: [items.length], data: Uint16Array.from(items) } : { dtype: 'I32', shape: [items.length], data: Int32Array.from(items) }],
    ['memory.codes', { dtype: 'U8', shape: [items.length], data: codes }],
    ['memory.scale', { dtype: 'F32', shape: [count], data: scales }],
  ]);
  checkedMemory(file, tensors, count);
  return encodeSafetensors(tensors);
}

/** @throws {BundleError} unless the file holds a memory of `count` items, every row of it sound. */
export function decodeMemory(file: string, bytes: Uint8Array, count: number): TransitionTables {
  return checkedMemory(file, decodeSafetensors(file, bytes).tensors, count);
}

/** The tables that a file's tensors are, columns in order, every row sound. @throws {BundleError} naming the file and the tensor */
export function checkedMemory(file: string, tensors: ReadonlyMap<string, SafeTensor>, count: number): TransitionTables {
  const entries = tensors.get('memory.codes')?.data.length ?? 0;
  checkTensors(file, tensors, {
    'memory.offsets': { dtype: 'I32', shape: [count + 1] },
    'memory.items': { dtype: count <= SHORT_INDICES ? 'U16' : 'I32', shape: [entries] },
    'memory.codes': { dtype: 'U8', shape: [entries] },
    'memory.scale': { dtype: 'F32', shape: [count], most: MAX_NUMBER / 255 },
  });
  const data = (name: string) => tensors.get(name)?.data;
  const tables = { offsets: data('memory.offsets'), items: data('memory.items'), codes: data('memory.codes'), scales: data('memory.scale') } as TransitionTables;
  checkRows(file, tables, count, entries);
  return tables;
}

/** Offsets rise from 0 to all entries, columns ascend within a row and are items, scales are not negative. */
function checkRows(file: string, { offsets, items, scales }: TransitionTables, count: number, entries: number): void {
  const fail = (tensor: string, reason: string): never => {
    throw new BundleError(file, `tensor "memory.${tensor}": ${reason}`);
  };
  if (offsets[0] !== 0 || offsets[count] !== entries) fail('offsets', `expected 0 to ${entries}, came ${offsets[0]} to ${offsets[count]}`);
  for (let row = 0; row < count; row++) {
    const [from, to] = [offsets[row], offsets[row + 1]];
    if (from > to) fail('offsets', `row ${row} ends at ${to}, before it begins at ${from}`);
    if (scales[row] < 0) fail('scale', `row ${row} has a negative one`);
  }
  for (let row = 0; row < count; row++) {
    for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) {
      if (!(items[entry] >= 0 && items[entry] < count)) fail('items', `row ${row}: expected items from 0 to ${count - 1}, came ${items[entry]}`);
      if (entry > offsets[row] && items[entry] <= items[entry - 1]) fail('items', `row ${row}: expected items that ascend, came ${items[entry]} after ${items[entry - 1]}`);
    }
  }
}
