import { type TransitionTables, type Weights } from '../types.ts';
import { type Bundle } from './bundle.ts';
import { ContiguousRows } from './contiguous-rows.ts';
import { decodeIds } from './decode-ids.ts';
import { eachOf } from './each-of.ts';
import { parseIntegrity } from './integrity.ts';
import { type ItemIds } from './item-ids.ts';
import { ItemTexts } from './item-texts.ts';
import { type ItemWeights, allocateItemWeights, checkAllocated, decodeItemShard } from './item-weights.ts';
import { decodeMemory } from './memory-tables.ts';
import { MANIFEST_FILE, type Manifest, parseManifest } from './manifest.ts';
import { decodeNetwork } from './network-weights.ts';
import { decodeOrders } from './order-tables.ts';
import { type ReadFile, readFile, readManifest, throwIfAborted } from './read-file.ts';

/** With `text: 'auto'`, texts of at most so many bytes in all are loaded with the bundle. */
const EAGER_TEXT_BYTES = 2 * 2 ** 20;

export interface OpenBundleOptions {
  read: ReadFile;
  /** `sha256-…` of bundle.json, which pins every file. Default: any bundle.json that fits itself. */
  integrity?: string;
  /** Ends everything, what follows the early return included. */
  signal?: AbortSignal;
  /** Called once bundle.json is read and checked, before anything else is asked for. `digest`: its sha256, 64 hex digits. */
  onManifest?: (manifest: Manifest, digest: string) => void;
  /** Bytes read and checked so far: monotone, and `total` at the end. Called first once bundle.json is read. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
  /** Rows [0, to) of the item weights are all there now; ascending, and `items.count` at the end. */
  onRows?: (to: number) => void;
  /**
   * Gives the arrays that the item weights are decoded into, such as those a scorer works on. They must keep their
   * place until all rows are there. Default, or where it gives none: new ones.
   */
  allocate?: (manifest: Manifest) => ItemWeights | undefined;
  /**
   * `eager` (the default): all item texts are loaded with the bundle. `none`: only by `items.loadText`. `auto`: `eager`
   * where they have at most 2 MiB in all, else `none`; `items.textLoaded` says which.
   */
  text?: 'eager' | 'none' | 'auto';
}

/** A bundle on its way: usable up to row `ready`. */
export interface BundleInParts {
  /** Whole but for the rows from `ready` on. */
  bundle: Bundle;
  /** Rows [0, ready) of the item weights are there, checked; grows until `complete`. The others hold nothing yet. */
  readonly ready: number;
  /**
   * Resolves when all rows are there. Rejects with the error of a later file, or AbortedError: the rows before `ready`
   * are sound even so, and no more will come.
   */
  complete: Promise<void>;
}

/**
 * Opens a bundle, and resolves as soon as a first list can be made: with the network, the memory, the orders, the ids, the rows of
 * the first shard, and the texts if they are `eager`. Only then are the other rows asked for. Each file is checked
 * against its length and sha256 before it is decoded; four are read at a time.
 * @throws {BundleError} naming the file and the reason; {AbortedError}; {OptionError} for a malformed `integrity`, or
 * where `allocate` gives arrays of the wrong length.
 */
export async function openBundleInParts(options: OpenBundleOptions): Promise<BundleInParts> {
  const expected = options.integrity === undefined ? null : parseIntegrity(options.integrity);
  const controller = new AbortController();
  const follow = () => controller.abort(options.signal?.reason);
  throwIfAborted(options.signal);
  options.signal?.addEventListener('abort', follow, { once: true });
  const unfollow = () => options.signal?.removeEventListener('abort', follow);
  const stop = (error: unknown): never => {
    // The other files need not arrive any more.
    controller.abort();
    throw error;
  };
  try {
    const { bundle, rows, first, all } = await begin(options, expected, controller.signal);
    const complete = all.catch(stop).finally(unfollow);
    // The caller may look at it later than it fails.
    complete.catch(() => {});
    await first;
    throwIfAborted(controller.signal);
    return {
      bundle: bundle(),
      get ready() {
        return rows.ready;
      },
      complete,
    };
  } catch (error) {
    unfollow();
    return stop(error);
  }
}

interface Begun {
  /** Once `first` is there. */
  bundle: () => Bundle;
  rows: ContiguousRows;
  /** All that the early return waits for. */
  first: Promise<void>;
  all: Promise<void>;
}

async function begin(options: OpenBundleOptions, integrity: string | null, signal: AbortSignal): Promise<Begun> {
  const { read, onManifest, onProgress, onRows, allocate, text = 'eager' } = options;
  const { bytes: manifestBytes, digest } = await readManifest(read, integrity, signal);
  const manifest = parseManifest(manifestBytes);
  const { items, weights, model, files } = manifest;
  onManifest?.(manifest, digest);
  throwIfAborted(signal);
  const textFiles = textLoaded(manifest, text) ? items.text.files : [];
  const into = allocate?.(manifest) ?? allocateItemWeights(MANIFEST_FILE, items.count, model.dim);
  checkAllocated(into, items.count, model.dim);

  let loaded = manifestBytes.length;
  let total = loaded;
  const memoryFiles = weights.memory === null ? [] : [weights.memory];
  const orderFiles = weights.orders === undefined ? [] : [weights.orders];
  for (const path of [items.ids, weights.network, ...memoryFiles, ...orderFiles, ...weights.items.map(({ file }) => file), ...textFiles]) total += files[path].bytes;
  onProgress?.({ loaded, total });
  /** Reads a file, and counts it once it is decoded. */
  const take = async (path: string, decode: (bytes: Uint8Array) => unknown) => {
    const bytes = await readFile(read, manifest, path, signal);
    await decode(bytes);
    loaded += bytes.length;
    onProgress?.({ loaded, total });
  };

  const rows = new ContiguousRows(weights.items, onRows);
  let network: Weights = new Map();
  let memory: TransitionTables | null = null;
  let orders: Bundle['items']['orders'] = null;
  let ids!: ItemIds;
  let texts!: ItemTexts;
  const takeIds = take(items.ids, (bytes) => {
    ids = decodeIds(items.ids, bytes, items.count);
    texts = new ItemTexts(read, manifest, ids);
  });
  const takeText = async (bytes: Uint8Array, shard: number) => {
    await takeIds;
    throwIfAborted(signal);
    texts.accept(shard, bytes);
  };
  const takeShard = (shard: Manifest['weights']['items'][number]) =>
    take(shard.file, (bytes) => {
      decodeItemShard(shard.file, bytes, model.dim, shard.from, shard.to, into);
      rows.arrive(shard);
    });
  const needed = [
    () => takeIds,
    () => take(weights.network, (bytes) => (network = decodeNetwork(weights.network, bytes, model))),
    () => takeShard(weights.items[0]),
    ...memoryFiles.map((path) => () => take(path, (bytes) => (memory = decodeMemory(path, bytes, items.count)))),
    ...orderFiles.map((path) => () => take(path, (bytes) => (orders = decodeOrders(path, bytes, items.count, model.walk?.orders.length ?? 0)))),
    ...textFiles.map((path, shard) => () => take(path, (bytes) => takeText(bytes, shard))),
  ];
  const first = eachOf(needed, (read) => read());
  // Not before: a first list should not share its bandwidth with rows that it does not need.
  const all = first.then(() => eachOf(weights.items.slice(1), takeShard)).then(() => throwIfAborted(signal));

  const bundle = () => ({
    manifest,
    digest,
    network,
    items: {
      count: items.count,
      ids,
      factors: into.factors,
      bias: into.bias,
      popularity: into.popularity,
      memory,
      orders,
      textLoaded: textFiles.length > 0,
      text: (index: number) => texts.text(index),
      hasText: (index: number) => texts.has(index),
      loadText: (indices: Iterable<number>, signal?: AbortSignal) => texts.load(indices, signal),
    },
  });
  return { bundle, rows, first, all };
}

function textLoaded({ items, files }: Manifest, text: 'eager' | 'none' | 'auto'): boolean {
  if (text !== 'auto') return text === 'eager';
  return items.text.files.reduce((sum, path) => sum + files[path].bytes, 0) <= EAGER_TEXT_BYTES;
}
