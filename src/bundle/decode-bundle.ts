import { type Item, type Weights } from '../types.ts';
import { eachOf } from './each-of.ts';
import { parseIntegrity } from './integrity.ts';
import { decodeIds } from './item-text.ts';
import { ItemTexts } from './item-texts.ts';
import { type ItemWeights, allocateItemWeights, decodeItemShard } from './item-weights.ts';
import { MANIFEST_FILE, type Manifest, parseManifest } from './manifest.ts';
import { decodeNetwork } from './network-weights.ts';
import { type ReadFile, readFile, readManifest, throwIfAborted } from './read-file.ts';

export interface OpenBundleOptions {
  read: ReadFile;
  /** `sha256-…` of bundle.json, which pins every file. Default: any bundle.json that fits itself. */
  integrity?: string;
  signal?: AbortSignal;
  /** Bytes read and checked so far: monotone, and `total` at the end. Called first once bundle.json is read. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
  /** `eager` (the default): all item texts are loaded at once. `none`: only by `items.loadText`. */
  text?: 'eager' | 'none';
}

/** A bundle whose every loaded byte has been checked. */
export interface Bundle {
  manifest: Manifest;
  /** sha256 of bundle.json, 64 hex digits. */
  digest: string;
  /** All weights that are not rows per item, by the names of `networkShapes`. */
  network: Weights;
  items: BundleItems;
}

export interface BundleItems extends ItemWeights {
  count: number;
  /** In the order of the rows. */
  ids: string[];
  indexOf: ReadonlyMap<string, number>;
  /** What a page shows of an item. @throws {TasteKitError} where its text is not loaded. */
  text(index: number): Item;
  /** Loads the texts of these items if need be. After a failure it may be called again. */
  loadText(indices: Iterable<number>, signal?: AbortSignal): Promise<void>;
}

/**
 * Opens a bundle: bundle.json first, then its files, four at a time, each checked against its length and sha256
 * before it is decoded. It opens whole or not at all.
 * @throws {BundleError} naming the file and the reason; {AbortedError}; {OptionError} for a malformed `integrity`.
 */
export async function openBundle(options: OpenBundleOptions): Promise<Bundle> {
  const expected = options.integrity === undefined ? null : parseIntegrity(options.integrity);
  const controller = new AbortController();
  const follow = () => controller.abort(options.signal?.reason);
  throwIfAborted(options.signal);
  options.signal?.addEventListener('abort', follow, { once: true });
  try {
    return await open(options, expected, controller.signal);
  } catch (error) {
    // The other files need not arrive any more.
    controller.abort();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', follow);
  }
}

async function open({ read, onProgress, text = 'eager' }: OpenBundleOptions, integrity: string | null, signal: AbortSignal): Promise<Bundle> {
  const { bytes: manifestBytes, digest } = await readManifest(read, integrity, signal);
  const manifest = parseManifest(manifestBytes);
  const { items, weights, model, files } = manifest;
  const textFiles = text === 'eager' ? items.text.files : [];

  let loaded = manifestBytes.length;
  let total = loaded;
  for (const path of [items.ids, weights.network, ...weights.items.map(({ file }) => file), ...textFiles]) total += files[path].bytes;
  onProgress?.({ loaded, total });
  /** Reads a file, and counts it once it is decoded. */
  const take = async (path: string, decode: (bytes: Uint8Array) => void) => {
    const bytes = await readFile(read, manifest, path, signal);
    decode(bytes);
    loaded += bytes.length;
    onProgress?.({ loaded, total });
  };

  let ids: ReturnType<typeof decodeIds> = { ids: [], indexOf: new Map() };
  let network: Weights = new Map();
  const rows = allocateItemWeights(MANIFEST_FILE, items.count, model.dim);
  await eachOf(
    [
      () => take(items.ids, (bytes) => (ids = decodeIds(items.ids, bytes, items.count))),
      () => take(weights.network, (bytes) => (network = decodeNetwork(weights.network, bytes, model))),
      ...weights.items.map(
        ({ file, from, to }) =>
          () => take(file, (bytes) => decodeItemShard(file, bytes, model.dim, from, to, rows)),
      ),
    ],
    (read) => read(),
  );

  const texts = new ItemTexts(read, manifest, ids.ids);
  await eachOf([...textFiles.entries()], ([shard, path]) => take(path, (bytes) => texts.accept(shard, bytes)));
  throwIfAborted(signal);
  return {
    manifest,
    digest,
    network,
    items: {
      count: items.count,
      ...ids,
      ...rows,
      text: (index) => texts.text(index),
      loadText: (indices, signal) => texts.load(indices, signal),
    },
  };
}
