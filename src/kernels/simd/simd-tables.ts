import { DeviceError, messageOf, OptionError } from '../../errors.ts';
import { type NeumfConfig } from '../../neumf.ts';
import { defaultCandidates } from '../retrieval.ts';
import { type ItemTables, type ScorerOptions } from '../scorer.ts';
import { type SimdLayout, simdLayout } from './simd-layout.ts';

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** Tables inside a WebAssembly memory, with room for everything that ranking them needs. It never grows. */
export interface SimdMemory {
  memory: WebAssembly.Memory;
  layout: SimdLayout;
  tables: ItemTables;
}

const memories = new WeakMap<ArrayBufferLike, SimdMemory>();
/** Whose memory a scorer works in now. */
const lent = new WeakSet<SimdMemory>();

/**
 * Tables of zeros for a bundle to be read into, inside the memory that `createSimdScorer` (with the same `candidates`)
 * then ranks in, so that they are there once. Do not transfer the arrays' buffer.
 * @throws DeviceError if there is no such memory to be had; OptionError if `count` is no count of items.
 */
export function allocateSimdTables(config: NeumfConfig, count: number, { candidates }: Pick<ScorerOptions, 'candidates'> = {}): ItemTables {
  if (!Number.isInteger(count) || count < 1) throw new OptionError('count', `expected at least 1 item, got ${count}`);
  const halves = (candidates ?? defaultCandidates(count)) === 0;
  const layout = simdLayout(config, count, halves);
  const memory = newMemory(layout.bytes, count);
  const { buffer } = memory;
  const tables: ItemTables = {
    count,
    factors: {
      values: new Int8Array(buffer, layout.at.values, count * config.dim),
      scales: new Float32Array(buffer, layout.at.scales, count),
    },
    bias: new Float32Array(buffer, layout.at.bias, count),
    popularity: new Float32Array(buffer, layout.at.popularity, count),
  };
  memories.set(buffer, { memory, layout, tables });
  return tables;
}

/**
 * The memory a scorer may work in until it is `returned`: the one the tables lie in where that fits and no other
 * scorer has it, else a new one with tables of zeros.
 * @throws DeviceError as `allocateSimdTables`.
 */
export function borrowMemory(config: NeumfConfig, tables: ItemTables, candidates: number): SimdMemory {
  const theirs = memories.get(tables.factors.values.buffer);
  const layout = simdLayout(config, tables.count, candidates === 0);
  const fits = theirs && !lent.has(theirs) && sameArrays(theirs.tables, tables) && sameLayout(theirs.layout, layout);
  const memory = fits ? theirs : memoryOf(allocateSimdTables(config, tables.count, { candidates }));
  lent.add(memory);
  return memory;
}

export function returnMemory(memory: SimdMemory): void {
  lent.delete(memory);
}

function memoryOf({ factors }: ItemTables): SimdMemory {
  return memories.get(factors.values.buffer) as SimdMemory;
}

function newMemory(bytes: number, count: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const room = `${Math.ceil(bytes / 1e6)} MB for ${count} items`;
  if (pages > MAX_PAGES) throw new DeviceError(`WebAssembly has no memory of ${room}; use a smaller bundle`);
  if (typeof WebAssembly !== 'object') throw new DeviceError('this device has no WebAssembly; rank with the plain scorer');
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new DeviceError(`WebAssembly gave no memory of ${room}: ${messageOf(cause)}; use a smaller bundle`, { cause });
  }
}

function sameArrays(a: ItemTables, b: ItemTables): boolean {
  const pairs = [
    [a.factors.values, b.factors.values],
    [a.factors.scales, b.factors.scales],
    [a.bias, b.bias],
    [a.popularity, b.popularity],
  ];
  return pairs.every(([x, y]) => x.buffer === y.buffer && x.byteOffset === y.byteOffset && x.length === y.length);
}

function sameLayout(a: SimdLayout, b: SimdLayout): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
