import { OptionError } from '../errors.ts';
import { type Item } from '../types.ts';
import { bundleUrl } from './bundle-url.ts';
import { checkLimit } from './check-options.ts';

export interface PopularItemsOptions {
  /** How many; 1 to 1,000. Default 20. */
  limit?: number;
  /** `sha256-…` of bundle.json, as for a recommender. */
  integrity?: string;
  /** Gives it up. */
  signal?: AbortSignal;
  /** Brings a file's bytes by its path in the bundle, for a server that has the bundle on disk. Default: `fetch`. */
  read?: (path: string) => Promise<Uint8Array>;
}

const KNOWN: Record<keyof PopularItemsOptions, true> = { limit: true, integrity: true, signal: true, read: true };
const DEFAULT_LIMIT = 20;

/**
 * The bundle's most popular items, the most popular first, read from its text files without engine or worker: for the
 * first HTML of a server, and for pages where the engine cannot run. Runs in browsers and in Node.
 * @param bundle URL of the bundle's folder; absolute where there is no page, and not looked at where `read` is given
 * @throws OptionError; BundleError naming the file and the reason; AbortedError
 */
export async function popularItems(bundle: string, options: PopularItemsOptions = {}): Promise<Item[]> {
  const unknown = Object.keys(options).find((name) => !(name in KNOWN));
  if (unknown !== undefined) throw new OptionError(unknown, `is no option; there are ${Object.keys(KNOWN).join(', ')}`);
  const { limit = DEFAULT_LIMIT, integrity, signal = new AbortController().signal, read } = options;
  checkLimit(limit);
  const url = read ? '' : bundleUrl(bundle, typeof document === 'undefined' ? undefined : document.baseURI);
  const { fetchFile, firstItems } = await import('../engine/first-items.ts');
  return firstItems(read ?? fetchFile(url), { limit, integrity, signal });
}
