/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length, a JSON
 * header `{name: {dtype, shape, data_offsets}, "__metadata__": {…}}`, then the tensors. PyTorch, JAX and Rust read it.
 */
import { BundleError } from '../errors.ts';
import { showValue } from './show-value.ts';
import { parseStrictJson } from './strict-json.ts';

/** A tensor of a file, row-major. F16 stays as its raw bits. */
export type SafeTensor =
  | { dtype: 'F32'; shape: readonly number[]; data: Float32Array }
  | { dtype: 'F16'; shape: readonly number[]; data: Uint16Array }
  | { dtype: 'I8'; shape: readonly number[]; data: Int8Array }
  | { dtype: 'U8'; shape: readonly number[]; data: Uint8Array }
  | { dtype: 'U16'; shape: readonly number[]; data: Uint16Array }
  | { dtype: 'I32'; shape: readonly number[]; data: Int32Array };

export interface SafeTensors {
  tensors: Map<string, SafeTensor>;
  metadata: Record<string, string>;
}

/** Headers are small; a longer one is a fault. Bytes. */
export const MAX_HEADER_BYTES = 2 ** 20;

const WIDTH = { F32: 4, F16: 2, I8: 1, U8: 1, U16: 2, I32: 4 } as const;
type Dtype = keyof typeof WIDTH;
const DTYPES = Object.keys(WIDTH).join(', ');

interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Encodes tensors; equal input gives equal bytes. The header is padded with spaces so that the data begin at a
 * multiple of 8, and tensors stand by falling width, then name (as the reference does), so that all are aligned.
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, SafeTensor>, metadata: Record<string, string> = {}): Uint8Array {
  const order = [...tensors].sort(([a, s], [b, t]) => WIDTH[t.dtype] - WIDTH[s.dtype] || (a < b ? -1 : 1));
  const fields: [string, unknown][] = [];
  const named = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (named.length > 0) fields.push(['__metadata__', Object.fromEntries(named)]);
  let end = 0;
  for (const [name, { dtype, shape, data }] of order) {
    const begin = end;
    end += data.byteLength;
    fields.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = new TextEncoder().encode(json);
  const header = Math.ceil(text.length / 8) * 8;

  const bytes = new Uint8Array(8 + header + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header), true);
  bytes.fill(0x20, 8, 8 + header);
  bytes.set(text, 8);
  let at = 8 + header;
  for (const [, { data }] of order) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Decodes a whole file, and refuses any that is not exact: every byte of the data belongs to one tensor. Tensors are
 * views of `bytes` where these are aligned, else copies.
 * @param file The name that errors carry.
 * @throws {BundleError}
 */
export function decodeSafetensors(file: string, bytes: Uint8Array): SafeTensors {
  const start = 8 + headerLength(file, bytes);
  if (bytes[8] !== 0x7b) throw new BundleError(file, 'the header does not begin with "{": not a safetensors file');
  const header = parseStrictJson(file, bytes.subarray(8, start), 4);
  if (!isObject(header)) throw new BundleError(file, `expected a header object, came ${showValue(header)}`);

  const { __metadata__: metadata = {}, ...described } = header;
  if (!isStrings(metadata)) throw new BundleError(file, '__metadata__: expected an object of strings');
  const entries = Object.entries(described).map(([name, value]) => readEntry(file, name, value));
  checkLayout(file, entries, bytes.length - start);
  return { tensors: new Map(entries.map((entry) => [entry.name, view(bytes, start, entry)])), metadata };
}

function headerLength(file: string, bytes: Uint8Array): number {
  if (bytes.length < 10) throw new BundleError(file, `is cut short: ${bytes.length} bytes are no safetensors file`);
  const stated = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (stated > BigInt(MAX_HEADER_BYTES)) {
    throw new BundleError(file, `states a header of ${stated} bytes, more than the ${MAX_HEADER_BYTES} allowed`);
  }
  const length = Number(stated);
  if (8 + length > bytes.length) {
    throw new BundleError(file, `states a header of ${length} bytes, but has only ${bytes.length - 8} behind its length`);
  }
  if (length === 0 || length % 8 !== 0) throw new BundleError(file, `a header of ${length} bytes is not padded to a multiple of 8`);
  return length;
}

function readEntry(file: string, name: string, value: unknown): Entry {
  const fault = (reason: string) => new BundleError(file, `tensor ${JSON.stringify(name)}: ${reason}`);
  if (!isObject(value)) throw fault(`expected an object, came ${showValue(value)}`);
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  for (const field of Object.keys(rest)) throw fault(`unknown field ${JSON.stringify(field)}`);
  if (!isDtype(dtype)) throw fault(`expected a dtype of ${DTYPES}, came ${showValue(dtype)}`);
  if (!isCounts(shape) || shape.length > 8) throw fault('expected a shape of at most 8 whole numbers');
  if (!isCounts(offsets) || offsets.length !== 2) throw fault('expected data_offsets of two whole numbers');
  const [begin, end] = offsets;
  const size = shape.reduce((product, n) => product * n, WIDTH[dtype]);
  if (end - begin !== size) {
    throw fault(`a ${dtype} of shape [${shape.join(', ')}] takes ${size} bytes, but data_offsets give ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

/** Tensors follow each other without gap or overlap and fill the data. */
function checkLayout(file: string, entries: Entry[], dataBytes: number): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw new BundleError(file, `tensor ${JSON.stringify(name)} begins at byte ${begin} of the data, expected ${at}: a gap or an overlap`);
    }
    at = end;
  }
  if (at !== dataBytes) throw new BundleError(file, `the tensors take ${at} bytes, but ${dataBytes} follow the header`);
}

function view(bytes: Uint8Array, start: number, { dtype, shape, begin, end }: Entry): SafeTensor {
  let part = bytes.subarray(start + begin, start + end);
  if (part.byteOffset % WIDTH[dtype] !== 0) {
    part = new Uint8Array(end - begin);
    part.set(bytes.subarray(start + begin, start + end));
  }
  const { buffer, byteOffset } = part;
  const length = (end - begin) / WIDTH[dtype];
  if (dtype === 'F32') return { dtype, shape, data: new Float32Array(buffer, byteOffset, length) };
  if (dtype === 'I32') return { dtype, shape, data: new Int32Array(buffer, byteOffset, length) };
  if (dtype === 'F16' || dtype === 'U16') return { dtype, shape, data: new Uint16Array(buffer, byteOffset, length) };
  if (dtype === 'U8') return { dtype, shape, data: new Uint8Array(buffer, byteOffset, length) };
  return { dtype, shape, data: new Int8Array(buffer, byteOffset, length) };
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(WIDTH, value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((field) => typeof field === 'string');
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
