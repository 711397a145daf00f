/** A bundle as a folder on disk: reading it, and replacing it in one step. */
import { mkdir, open, readFile, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isBundlePath } from '../bundle/bundle-path.ts';
import { BUNDLE_FORMAT, MANIFEST_FILE } from '../bundle/manifest.ts';
import { type ReadFile } from '../bundle/read-file.ts';
import { BundleError } from '../errors.ts';
import { writeSynced } from '../training/write-synced.ts';

/** The moments of a write, in order. Tests break off there. */
export type WriteStep = 'begun' | 'written' | 'old-aside' | 'swapped';

/**
 * A reader of the bundle in `dir`. Nothing outside the folder is read, not by a link either.
 * @throws {BundleError} where there is no such folder or no bundle in it, with the nearest there is.
 */
export async function readBundleFolder(dir: string): Promise<ReadFile> {
  if (!writing.has(path.resolve(dir))) await recover(dir);
  await checkBundleFolder(dir);
  const root = await realpath(dir);
  return async (file, { bytes, signal }) => {
    if (!isBundlePath(file)) throw new BundleError(file, 'is not a path inside a bundle');
    const target = await realpath(path.join(root, file)).catch((cause: unknown) => {
      throw new BundleError(file, `is missing in ${dir}`, { cause });
    });
    if (!target.startsWith(root + path.sep)) throw new BundleError(file, `is a link out of ${dir}`);
    const found = await stat(target);
    if (!found.isFile()) throw new BundleError(file, 'is not a file');
    if (found.size > bytes) throw new BundleError(file, `is too long: expected at most ${bytes} bytes, came ${found.size}`);
    return new Uint8Array(await readFile(target, { signal }));
  };
}

/**
 * What `open` makes of the bundle in `dir`.
 * @throws {BundleError} that adds the folder and what to do.
 */
export async function fromBundleFolder<T>(dir: string, open: (read: ReadFile) => Promise<T>): Promise<T> {
  const read = await readBundleFolder(dir);
  try {
    return await open(read);
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause;
    const reason = cause.message.slice(cause.file.length + 2);
    throw new BundleError(cause.file, `${reason} (in ${dir}); copy the whole bundle again, or make it anew with tastekit train or import`, { cause });
  }
}

/** Targets of the writes that now run in this process. */
const writing = new Set<string>();

/**
 * Makes `dir` hold exactly `files`, or leaves it as it was: all is written and synced beside it as
 * `<dir>.tastekit-tmp-<pid>`, then swapped by renaming, with the old bundle at `<dir>.tastekit-old-<pid>` in between.
 * What a crash left there is put right by the next write or read.
 * @throws {BundleError} where `dir` holds something that is no bundle.
 */
export async function writeBundleFolder(
  dir: string,
  files: ReadonlyMap<string, Uint8Array>,
  onStep: (step: WriteStep) => void = () => {},
): Promise<void> {
  const target = await realpath(dir).catch(() => path.resolve(dir));
  if (writing.has(target)) throw new BundleError(dir, 'is being written already');
  writing.add(target);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await recover(target);
    await checkReplaceable(dir, target);
    await replace(target, files, onStep);
  } finally {
    writing.delete(target);
  }
}

/**
 * Looks, before the work of making a bundle, whether `dir` may be replaced by one.
 * @throws {BundleError} where it holds something that is no bundle.
 */
export async function checkBundleTarget(dir: string): Promise<void> {
  await checkReplaceable(dir, await realpath(dir).catch(() => path.resolve(dir)));
}

async function replace(target: string, files: ReadonlyMap<string, Uint8Array>, onStep: (step: WriteStep) => void): Promise<void> {
  const temporary = `${target}.tastekit-tmp-${process.pid}`;
  const old = `${target}.tastekit-old-${process.pid}`;
  try {
    await mkdir(temporary);
    onStep('begun');
    await writeFiles(temporary, files);
    onStep('written');
    const replaced = await rename(target, old).then(() => true, ifMissing(false));
    try {
      onStep('old-aside');
      await rename(temporary, target);
    } catch (error) {
      if (replaced) await rename(old, target);
      throw error;
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await syncFolder(path.dirname(target));
  onStep('swapped');
  await rm(old, { recursive: true, force: true });
}

/** Puts right what a writer that no longer runs left beside `dir`: its old bundle goes back if `dir` is gone. */
async function recover(dir: string): Promise<void> {
  const target = path.resolve(dir);
  const name = path.basename(target);
  for (const entry of await readdir(path.dirname(target)).catch(() => [])) {
    if (!entry.startsWith(`${name}.`)) continue;
    const [, kind, pid] = /^\.tastekit-(tmp|old)-(\d+)$/.exec(entry.slice(name.length)) ?? [];
    if (kind === undefined || isRunning(Number(pid))) continue;
    const leftover = path.join(path.dirname(target), entry);
    if (kind === 'old' && !(await exists(target)) && (await holdsBundle(leftover))) await rename(leftover, target);
    else await rm(leftover, { recursive: true, force: true });
  }
}

/** Whether another process of this number runs. Our own leftovers are of an earlier call. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function checkReplaceable(dir: string, target: string): Promise<void> {
  const found = await stat(target).catch(ifMissing(null));
  if (found === null) return;
  if (!found.isDirectory()) throw new BundleError(dir, 'is a file, and a bundle is a folder: give another path');
  const entries = await readdir(target);
  if (entries.length > 0 && !(await holdsBundle(target))) {
    throw new BundleError(dir, `holds ${entries.length} files or folders and is no TasteKit bundle: it is left alone; give another path or empty it`);
  }
}

/** Whether a folder has a bundle.json that calls itself a bundle, of whatever version, sound or not. */
async function holdsBundle(dir: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(path.join(dir, MANIFEST_FILE), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'format' in manifest && manifest.format === BUNDLE_FORMAT;
  } catch {
    return false;
  }
}

async function checkBundleFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(ifMissing(null));
  if (found === null) throw new BundleError(dir, `there is no such folder${didYouMean(await bundlesIn(path.dirname(path.resolve(dir))), dir)}`);
  if (!found.isDirectory()) {
    const folder = path.basename(dir) === MANIFEST_FILE ? [path.dirname(dir)] : [];
    throw new BundleError(dir, `is a file, and a bundle is a folder${didYouMean(folder, dir)}`);
  }
  if (!(await exists(path.join(dir, MANIFEST_FILE)))) {
    throw new BundleError(dir, `has no ${MANIFEST_FILE}, so it is no bundle${didYouMean(await bundlesIn(dir))}`);
  }
}

/** The bundles right inside a folder, as paths the caller can type. */
async function bundlesIn(dir: string): Promise<string[]> {
  const bundles: string[] = [];
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const folder = path.join(dir, entry.name);
    if (entry.isDirectory() && (await holdsBundle(folder))) bundles.push(path.relative(process.cwd(), folder) || '.');
  }
  return bundles.sort();
}

/** Those whose names are nearest to `wanted`'s; without one, as they come. */
function didYouMean(bundles: string[], wanted?: string): string {
  const off = (bundle: string) => (wanted === undefined ? 0 : distance(path.basename(bundle), path.basename(wanted)));
  const nearest = bundles.toSorted((a, b) => off(a) - off(b));
  if (nearest.length === 0) return '';
  return `; did you mean ${nearest.slice(0, 3).join(' or ')}?`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

async function writeFiles(dir: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const folders = new Set([dir]);
  for (const [file, bytes] of files) {
    if (!isBundlePath(file)) throw new BundleError(file, 'is not a path inside a bundle');
    const target = path.join(dir, file);
    await mkdir(path.dirname(target), { recursive: true });
    for (let folder = path.dirname(target); folder !== dir; folder = path.dirname(folder)) folders.add(folder);
    await writeSynced(target, bytes, 'wx');
  }
  for (const folder of folders) await syncFolder(folder);
}

/** Makes a folder's entries durable. Windows neither can nor needs to. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(target: string): Promise<boolean> {
  return stat(target).then(() => true, ifMissing(false));
}

/** A handler that gives `value` where a path does not exist, and throws on. */
function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return value;
    throw error;
  };
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
