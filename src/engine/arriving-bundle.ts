/** A bundle on its way into memory that the processor's scorer works on, a shard of rows at a time. */
import { type Bundle } from '../bundle/bundle.ts';
import { type ItemWeights } from '../bundle/item-weights.ts';
import { type Manifest } from '../bundle/manifest.ts';
import { type OpenBundleOptions, openBundleInParts } from '../bundle/open-bundle-in-parts.ts';
import { readManifest } from '../bundle/read-file.ts';
import { DeviceError } from '../errors.ts';
import { allocateSimdTables } from '../kernels/simd/simd-tables.ts';
import { BundleCache } from './bundle-cache.ts';
import { fetchFile } from './fetch-file.ts';

export interface ArrivingOptions extends Pick<OpenBundleOptions, 'integrity' | 'signal' | 'onManifest' | 'onProgress'> {
  /** Absolute URL of the bundle's folder. */
  bundle: string;
  /** More rows are there; `ready` says how many. */
  onRows: () => void;
}

export class ArrivingBundle {
  readonly bundle: Bundle;
  /** Resolves when all rows are there; rejects with what kept the rest away. */
  readonly complete: Promise<void>;
  private readonly base: string;
  private readonly rows: () => number;

  /** Resolves when a first list can be made. @throws BundleError, OptionError, AbortedError */
  static async open({ bundle: base, onRows, ...options }: ArrivingOptions): Promise<ArrivingBundle> {
    const cache = new BundleCache(base);
    const parts = await openBundleInParts({ ...options, read: cache.reader(fetchFile(base)), text: 'auto', allocate: allocateTables, onRows });
    // Nobody waits for it; should it fail, the next visit does it.
    void parts.complete.then(() => cache.settle(parts.bundle.manifest)).catch(() => undefined);
    return new ArrivingBundle(base, parts.bundle, parts.complete, () => parts.ready);
  }

  private constructor(base: string, bundle: Bundle, complete: Promise<void>, rows: () => number) {
    this.base = base;
    this.bundle = bundle;
    this.complete = complete;
    this.rows = rows;
  }

  /** Rows [0, ready) are there. */
  get ready(): number {
    return this.rows();
  }

  /** Whether the site has published another bundle since this one was opened: asks for its bundle.json anew. @throws where it cannot be had */
  async isReplaced(signal: AbortSignal): Promise<boolean> {
    const { digest } = await readManifest(fetchFile(this.base), null, signal);
    return digest !== this.bundle.digest;
  }

  get whole(): boolean {
    return this.ready === this.bundle.items.count;
  }
}

/** In WebAssembly's memory, so that a large catalogue lies there once; elsewhere where that cannot be had. */
function allocateTables({ model, items }: Manifest): ItemWeights | undefined {
  try {
    return allocateSimdTables(model, items.count);
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}
