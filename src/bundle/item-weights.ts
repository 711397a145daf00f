/** Shards of the weights that have a row per item: `item.factor` as int8 with a scale per row, the rest as float32. */
import { BundleError, OptionError } from '../errors.ts';
import { type ExpectedTensors, MAX_NUMBER, checkTensors } from './check-tensors.ts';
import { type QuantisedRows } from './quantise.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** The weights by item, as they are shipped and as inference uses them. */
export interface ItemWeights {
  /** `[count, dim]` int8, and a scale per row. */
  factors: QuantisedRows;
  /** `[count]` */
  bias: Float32Array;
  /** `[count]` standardised log-popularity. */
  popularity: Float32Array;
}

/** Bytes of one item in a shard. */
export function itemRowBytes(dim: number): number {
  return dim + 12;
}

/** Rows [from, to) as a safetensors file. */
export function encodeItemShard(weights: ItemWeights, dim: number, from: number, to: number): Uint8Array {
  const rows = to - from;
  return encodeSafetensors(
    new Map<string, SafeTensor>([
      ['item.factor', { dtype: 'I8', shape: [rows, dim], data: weights.factors.values.subarray(from * dim, to * dim) }],
      ['item.factor.scale', { dtype: 'F32', shape: [rows], data: weights.factors.scales.subarray(from, to) }],
      ['item.bias', { dtype: 'F32', shape: [rows], data: weights.bias.subarray(from, to) }],
      ['item.popularity', { dtype: 'F32', shape: [rows], data: weights.popularity.subarray(from, to) }],
    ]),
  );
}

/** Room for `count` items. @throws {BundleError} where the device has too little memory. */
export function allocateItemWeights(file: string, count: number, dim: number): ItemWeights {
  try {
    return {
      factors: { values: new Int8Array(count * dim), scales: new Float32Array(count) },
      bias: new Float32Array(count),
      popularity: new Float32Array(count),
    };
  } catch (cause) {
    throw new BundleError(file, `${count} items of ${dim} numbers do not fit in this device's memory`, { cause });
  }
}

/** @throws {OptionError} unless each array has its numbers for `count` items. */
export function checkAllocated({ factors, bias, popularity }: ItemWeights, count: number, dim: number): void {
  const check = (name: string, came: number, expected: number) => {
    if (came !== expected) throw new OptionError('allocate', `${name}: expected room for ${expected} numbers, came ${came}`);
  };
  check('factors.values', factors.values.length, count * dim);
  check('factors.scales', factors.scales.length, count);
  check('bias', bias.length, count);
  check('popularity', popularity.length, count);
}

/** Decodes a shard into rows [from, to) of `into`, or writes nothing. @throws {BundleError} */
export function decodeItemShard(file: string, bytes: Uint8Array, dim: number, from: number, to: number, into: ItemWeights): void {
  const rows = to - from;
  const expected: ExpectedTensors = {
    'item.factor': { dtype: 'I8', shape: [rows, dim] },
    'item.factor.scale': { dtype: 'F32', shape: [rows], most: MAX_NUMBER / 127 },
    'item.bias': { dtype: 'F32', shape: [rows], most: MAX_NUMBER },
    'item.popularity': { dtype: 'F32', shape: [rows], most: MAX_NUMBER },
  };
  const { tensors } = decodeSafetensors(file, bytes);
  checkTensors(file, tensors, expected);
  for (const [name, { data }] of tensors) {
    if (name === 'item.factor.scale' && data.some((scale) => scale < 0)) {
      throw new BundleError(file, `tensor "${name}": a scale is negative`);
    }
    if (name === 'item.factor' && data.includes(-128)) {
      throw new BundleError(file, `tensor "${name}": expected numbers from -127 to 127, came -128`);
    }
  }
  for (const [name, { data }] of tensors) {
    if (name === 'item.factor') into.factors.values.set(data, from * dim);
    else if (name === 'item.factor.scale') into.factors.scales.set(data, from);
    else if (name === 'item.bias') into.bias.set(data, from);
    else into.popularity.set(data, from);
  }
}
