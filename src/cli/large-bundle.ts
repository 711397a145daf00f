/** A bundle of any size for measurements, made of a real one: its items again and again, each time a little different. */
import { type Bundle } from '../bundle/bundle.ts';
import { openBundle } from '../bundle/decode-bundle.ts';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { dequantiseRow } from '../bundle/quantise.ts';
import { readFile } from '../bundle/read-file.ts';
import { OptionError } from '../errors.ts';
import { type NeumfConfig, itemShapes } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { itemOrders } from '../training/item-orders.ts';
import { type Item, type Tensor, type TransitionTables } from '../types.ts';
import { readBundleFolder, writeBundleFolder } from './bundle-folder.ts';

export interface LargeBundleOptions {
  /** Folder of a bundle. */
  from: string;
  /** Folder to write, replaced if it is a bundle. */
  out: string;
  /** How many items it is to have. */
  items: number;
  /** Of the noise. Default 1. */
  seed?: number;
}

/** Standard deviation of the noise on a factor's numbers, as a share of their root mean square. */
const FACTOR_NOISE = 0.3;
/** Standard deviation of the noise on bias and popularity. */
const LIGHT_NOISE = 0.05;
/** Above so many items the bundle has no memory: 5 bytes a transition and 16 an item are much beside the 76 of a row. */
const MEMORY_UP_TO = 250_000;

/**
 * Item i is item i mod n of the real bundle's n, copy ⌊i / n⌋. The first copy is the real items, ids and all; later ones
 * have noise on their rows, the copy's number behind id and title, and no transitions. Equal options give equal bytes. A million items
 * of 64 numbers take about 1.5 GB of memory.
 * @throws {OptionError} unless `items` is a count; {BundleError}
 */
export async function largeBundle({ from, out, items: count, seed = 1 }: LargeBundleOptions): Promise<void> {
  if (!Number.isSafeInteger(count) || count < 1) throw new OptionError('items', `expected a whole number from 1, came ${count}`);
  const read = await readBundleFolder(from);
  const real = await openBundle({ read });
  const { manifest, network } = real;
  const { licenceFile, ...data } = manifest.data;
  const memory = real.items.memory && count <= MEMORY_UP_TO ? transitionsOf(real.items.memory, count) : null;
  const { signal } = new AbortController();
  const items = Array.from({ length: count }, (_, i) => copyOf(real.items.text(i % real.items.count), Math.floor(i / real.items.count)));
  const files = await encodeBundle({
    ...manifest,
    config: { ...manifest.model, memory: memory && manifest.model.memory },
    memory,
    weights: new Map([...network, ...itemRows(real, count, new Sfc32(seed))]),
    ...(manifest.model.walk && { orders: itemOrders(items) }),
    items,
    data: { ...data, items: count },
    licence: licenceFile === null ? undefined : { bytes: await readFile(read, manifest, licenceFile, signal), file: licenceFile },
  });
  await writeBundleFolder(out, files);
}

function copyOf(item: Item, copy: number): Item {
  return copy === 0 ? item : { ...item, id: `${item.id}~${copy}`, title: `${item.title} #${copy}` };
}

/** The transitions between the real items that are there; what follows a copy is not made up. */
function transitionsOf({ offsets, items, codes, scales }: TransitionTables, count: number): TransitionTables {
  const into = { offsets: new Int32Array(count + 1), items: [] as number[], codes: [] as number[], scales: new Float32Array(count) };
  for (let row = 0; row < count; row++) {
    if (row < scales.length) {
      into.scales[row] = scales[row];
      for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) {
        if (items[entry] >= count) continue;
        into.items.push(items[entry]);
        into.codes.push(codes[entry]);
      }
    }
    into.offsets[row + 1] = into.items.length;
  }
  return { ...into, items: Int32Array.from(into.items), codes: Uint8Array.from(into.codes) };
}

function itemRows({ manifest, items }: Bundle, count: number, random: Sfc32): Map<string, Tensor> {
  const config: NeumfConfig = manifest.model;
  const shapes = itemShapes(config, count);
  const factors = new Float32Array(count * config.dim);
  const bias = new Float32Array(count);
  const popularity = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const source = i % items.count;
    const noise = i < items.count ? 0 : 1;
    const row = dequantiseRow(items.factors, source, factors.subarray(i * config.dim, (i + 1) * config.dim));
    const strength = noise * FACTOR_NOISE * rootMeanSquare(row);
    for (let k = 0; k < row.length; k++) row[k] += strength * random.normal();
    bias[i] = items.bias[source] + noise * LIGHT_NOISE * random.normal();
    popularity[i] = items.popularity[source] + noise * LIGHT_NOISE * random.normal();
  }
  return new Map([
    ['item.factor', { shape: shapes['item.factor'], data: factors }],
    ['item.bias', { shape: shapes['item.bias'], data: bias }],
    ['item.popularity', { shape: shapes['item.popularity'], data: popularity }],
  ]);
}

function rootMeanSquare(row: Float32Array): number {
  return Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length);
}
