import { AbortedError, BundleError, TasteKitError, messageOf } from '../errors.ts';
import { sha256Hex } from './integrity.ts';
import { MANIFEST_FILE, MAX_MANIFEST_BYTES, type Manifest } from './manifest.ts';

export interface ReadRequest {
  /** The most bytes the file may have. A reader may stop there: a longer file is refused. */
  bytes: number;
  /** The sha256 it must have, 64 hex digits; bundle.json has none. */
  sha256?: string;
  signal: AbortSignal;
}

/** Brings the bytes of a bundle's file, from wherever the bundle is. `path` is relative to bundle.json. */
export type ReadFile = (path: string, request: ReadRequest) => Promise<Uint8Array>;

/**
 * Reads a file that the manifest lists, and lets it pass only with the listed length and sha256.
 * @throws {BundleError} naming the file; {AbortedError} as soon as `signal` says so.
 */
export async function readFile(read: ReadFile, manifest: Manifest, path: string, signal: AbortSignal): Promise<Uint8Array> {
  const { bytes: length, sha256 } = manifest.files[path];
  const bytes = await readBytes(read, path, { bytes: length, sha256, signal });
  if (bytes.length < length) throw new BundleError(path, `is cut short: expected ${length} bytes, came ${bytes.length}`);
  if (bytes.length > length) throw new BundleError(path, `is too long: expected ${length} bytes, came ${bytes.length}`);
  const came = await sha256Hex(bytes);
  throwIfAborted(signal);
  if (came !== sha256) {
    throw new BundleError(path, `is damaged or of another bundle: expected the sha256 ${sha256}, came ${came}`);
  }
  return bytes;
}

/** Reads bundle.json, and lets it pass only with the sha256 `expected`, where that is given. */
export async function readManifest(read: ReadFile, expected: string | null, signal: AbortSignal): Promise<{ bytes: Uint8Array; digest: string }> {
  const bytes = await readBytes(read, MANIFEST_FILE, { bytes: MAX_MANIFEST_BYTES, signal });
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new BundleError(MANIFEST_FILE, `has ${bytes.length} bytes, more than the ${MAX_MANIFEST_BYTES} allowed`);
  }
  const digest = await sha256Hex(bytes);
  throwIfAborted(signal);
  if (expected !== null && digest !== expected) {
    throw new BundleError(MANIFEST_FILE, `is not the bundle that integrity pins: expected the sha256 ${expected}, came ${digest}`);
  }
  return { bytes, digest };
}

async function readBytes(read: ReadFile, path: string, request: ReadRequest): Promise<Uint8Array> {
  const { signal } = request;
  throwIfAborted(signal);
  try {
    return await orAborted(Promise.resolve(read(path, request)), signal);
  } catch (cause) {
    throwIfAborted(signal);
    if (cause instanceof TasteKitError) throw cause;
    const reason = messageOf(cause);
    throw new BundleError(path, `could not be read: ${reason}`, { cause });
  }
}

/** `promise`, or AbortedError as soon as `signal` aborts. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new AbortedError(undefined, { cause: signal.reason }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** @throws {AbortedError} */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError(undefined, { cause: signal.reason });
}
