/**
 * A bundle's files on the visitor's device, kept by what they hold: a visit fetches bundle.json, and beside it only what
 * is new. Without a network, the last bundle that opened whole serves. What is kept is public, and says nothing about the
 * visitor. It is not trusted either: any script of the origin can write there.
 */
import { sha256Hex } from '../bundle/integrity.ts';
import { type Manifest } from '../bundle/manifest.ts';
import { type ReadFile } from '../bundle/read-file.ts';
import { isUnreachable, readBody } from './fetch-file.ts';

const NAME = 'tastekit';

export class BundleCache {
  private readonly base: string;
  /** Null where the browser has none for this page: on plain http, in some private windows. */
  private readonly cache: Promise<Cache | null>;
  /** bundle.json as it came in this visit. */
  private manifest: Uint8Array | null = null;

  /** `base`: absolute URL of the bundle's folder, ending in `/`. */
  constructor(base: string) {
    this.base = base;
    this.cache = openCache();
  }

  /** `read`, where a file is not kept; what it reads is kept. Whether it is the right file is the caller's to check, as ever. */
  reader(read: ReadFile): ReadFile {
    return async (path, request) => {
      const cache = await this.cache;
      if (!cache) return read(path, request);
      const key = this.key(path, request.sha256);
      if (request.sha256 === undefined) {
        try {
          return (this.manifest = await read(path, request));
        } catch (error) {
          // Offline; an answer from the server is one, though.
          const kept = isUnreachable(error) && (await find(cache, key, request.bytes));
          if (!kept) throw error;
          return kept;
        }
      }
      const kept = await find(cache, key, request.bytes);
      if (kept && (await sha256Hex(kept)) === request.sha256) return kept;
      return keep(cache, key, await read(path, request));
    };
  }

  /** All files of this bundle were sound: from here on its bundle.json is the one kept, and the files of earlier versions go. */
  async settle({ files }: Pick<Manifest, 'files'>): Promise<void> {
    const cache = await this.cache;
    if (!cache) return;
    if (this.manifest) keep(cache, this.key('bundle.json'), this.manifest);
    const wanted = new Set([this.key('bundle.json'), ...Object.entries(files).map(([path, { sha256 }]) => this.key(path, sha256))]);
    const old = (await cache.keys()).filter(({ url }) => url.startsWith(this.base) && !wanted.has(url));
    await Promise.all(old.map((request) => cache.delete(request)));
  }

  private key(path: string, sha256 = ''): string {
    return new URL(`${path}?tastekit=${sha256}`, this.base).href;
  }
}

/** Even to name `caches` may throw, where a sandboxed page has no storage. */
async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(NAME);
  } catch {
    return null;
  }
}

async function find(cache: Cache, key: string, most: number): Promise<Uint8Array | null> {
  try {
    const response = await cache.match(key);
    return response ? await readBody(response, most) : null;
  } catch {
    return null;
  }
}

/** Nobody waits for it, and where there is no room for it nothing is lost. */
function keep(cache: Cache, key: string, bytes: Uint8Array): Uint8Array {
  void cache.put(key, new Response(new Uint8Array(bytes))).catch(() => undefined);
  return bytes;
}
