import { BundleError, OptionError } from '../errors.ts';
import { type NeumfConfig, itemShapes } from '../neumf.ts';
import { type Item, type TransitionTables, type Weights } from '../types.ts';
import { type ExpectedTensors, MAX_NUMBER, checkTensors } from './check-tensors.ts';
import { decodeIds } from './decode-ids.ts';
import { sha256Hex } from './integrity.ts';
import { checkTexts, encodeIds, encodeTexts } from './item-text.ts';
import { type ItemWeights, encodeItemShard, itemRowBytes } from './item-weights.ts';
import { encodeMemory } from './memory-tables.ts';
import { BUNDLE_FORMAT, BUNDLE_VERSION, MANIFEST_FILE, type Manifest, parseManifest } from './manifest.ts';
import { encodeNetwork } from './network-weights.ts';
import { encodeOrders } from './order-tables.ts';
import { quantiseRows } from './quantise.ts';
import { type SafeTensor } from './safetensors.ts';
import { stableJson } from './strict-json.ts';

export interface BundleParts {
  name: string;
  config: NeumfConfig;
  /** float32, by the names of `networkShapes` and `itemShapes`. Others are left out. */
  weights: Weights;
  /** What comes after what, by rows; null iff `config.memory` is. */
  memory: TransitionTables | null;
  /** The items' places in each order of `config.walk`, [n] each; only where there is one. */
  orders?: readonly Int32Array[];
  /** In the order of the rows. */
  items: readonly Item[];
  data: Omit<Manifest['data'], 'licenceFile'>;
  /** The licence of the data. `file` is its name in the bundle; default: `LICENSE-<name>.txt`. */
  licence?: { bytes: Uint8Array; file?: string };
  training: Manifest['training'];
  evaluation: Manifest['evaluation'];
  learning: Manifest['learning'];
  /** The most bytes of one file of item weights. Default: 4 MiB. */
  shardBytes?: number;
  /** Items in one file of texts. Default: 1,024. */
  shardItems?: number;
}

const IDS = 'items/ids.json';
const NETWORK = 'weights/network.safetensors';
const MEMORY = 'weights/memory.safetensors';
const ORDERS = 'weights/orders.safetensors';
/** Above the header of an item shard, whose offsets have few digits. Bytes. */
const SHARD_HEADER = 1_024;

/**
 * Makes the files of a bundle, by path, bundle.json among them. Equal parts give equal bytes.
 * @throws {BundleError} naming the file where a part does not fit the others, and nothing could read the bundle.
 */
export async function encodeBundle(parts: BundleParts): Promise<Map<string, Uint8Array>> {
  const { config, items, shardBytes = 4 * 2 ** 20, shardItems = 1_024 } = parts;
  if (!Number.isSafeInteger(shardItems) || shardItems < 1) {
    throw new OptionError('shardItems', `expected a whole number from 1, came ${shardItems}`);
  }
  const files = new Map<string, Uint8Array>();

  const ids = encodeIds(items);
  decodeIds(IDS, ids, items.length);
  put(files, IDS, ids);
  const texts: string[] = [];
  for (let from = 0; from < items.length; from += shardItems) {
    const file = `items/text-${digits(texts.length)}.json`;
    const shard = items.slice(from, from + shardItems);
    texts.push(put(files, file, encodeTexts(shard)));
    checkTexts(file, shard, from);
  }

  put(files, NETWORK, encodeNetwork(NETWORK, parts.weights, config));
  const memory = parts.memory && put(files, MEMORY, encodeMemory(MEMORY, parts.memory, items.length));
  const orders = parts.orders && put(files, ORDERS, encodeOrders(ORDERS, parts.orders, items.length));
  const rows = quantiseItems(parts);
  const shards: Manifest['weights']['items'] = [];
  const shardRows = rowsOfShard(shardBytes, config.dim);
  for (let from = 0; from < items.length; from += shardRows) {
    const to = Math.min(items.length, from + shardRows);
    const file = `weights/items-${digits(shards.length)}.safetensors`;
    shards.push({ file: put(files, file, encodeItemShard(rows, config.dim, from, to)), from, to });
  }

  let licenceFile: string | null = null;
  if (parts.licence) {
    licenceFile = parts.licence.file ?? `LICENSE-${parts.name.replace(/[^A-Za-z0-9._-]+/g, '-')}.txt`;
    if (files.has(licenceFile)) throw new BundleError(licenceFile, 'a licence cannot have the name of another file');
    put(files, licenceFile, parts.licence.bytes);
  }

  const manifest: Manifest = {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    name: parts.name,
    model: config,
    learning: parts.learning,
    items: { count: items.length, ids: IDS, text: { shardItems, files: texts }, extraFields: extraFields(items) },
    weights: { network: NETWORK, memory, ...(orders && { orders }), items: shards },
    data: { ...parts.data, licenceFile },
    training: parts.training,
    evaluation: parts.evaluation,
    files: await listed(files),
  };
  const bytes = new TextEncoder().encode(stableJson(manifest));
  parseManifest(bytes);
  return files.set(MANIFEST_FILE, bytes);
}

function put(files: Map<string, Uint8Array>, path: string, bytes: Uint8Array): string {
  files.set(path, bytes);
  return path;
}

async function listed(files: ReadonlyMap<string, Uint8Array>): Promise<Manifest['files']> {
  const entries: Manifest['files'] = {};
  for (const [path, bytes] of files) entries[path] = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
  return entries;
}

function quantiseItems({ weights, config, items }: BundleParts): ItemWeights {
  const expected: ExpectedTensors = {};
  const tensors = new Map<string, SafeTensor>();
  for (const [name, shape] of Object.entries(itemShapes(config, items.length))) {
    expected[name] = { dtype: 'F32', shape, most: MAX_NUMBER };
    const tensor = weights.get(name);
    if (tensor) tensors.set(name, { dtype: 'F32', ...tensor });
  }
  checkTensors('weights/items', tensors, expected);
  const data = (name: string) => weights.get(name)?.data ?? new Float32Array();
  return {
    factors: quantiseRows(data('item.factor'), items.length, config.dim),
    bias: data('item.bias'),
    popularity: data('item.popularity'),
  };
}

function rowsOfShard(shardBytes: number, dim: number): number {
  const rows = Math.floor((shardBytes - SHARD_HEADER) / itemRowBytes(dim));
  if (!(rows >= 1)) throw new OptionError('shardBytes', `expected room for a header and an item (${SHARD_HEADER + itemRowBytes(dim)} bytes), came ${shardBytes}`);
  return rows;
}

function extraFields(items: readonly Item[]): string[] {
  const fields = new Set<string>();
  for (const { extra } of items) for (const [field, value] of Object.entries(extra)) if (value !== '') fields.add(field);
  return [...fields].sort();
}

function digits(n: number): string {
  return String(n).padStart(5, '0');
}
