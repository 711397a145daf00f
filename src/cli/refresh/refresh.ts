/** `tastekit refresh`: a bundle for the catalogue as it is now, without training. */
import { resolve } from 'node:path';
import { openBundle } from '../../bundle/decode-bundle.ts';
import { encodeBundle } from '../../bundle/encode-bundle.ts';
import { readFile } from '../../bundle/read-file.ts';
import { readItems } from '../../catalog/read-items.ts';
import { OptionError } from '../../errors.ts';
import { checkBundleTarget, fromBundleFolder, writeBundleFolder } from '../bundle-folder.ts';
import { lockOut } from '../out-lock.ts';
import { refreshedParts } from './refreshed-parts.ts';

export interface RefreshCommand {
  /** Folder of the bundle that was trained. */
  bundle: string;
  /** The catalogue as it is now. */
  items: string;
  /** May be the same folder. */
  out: string;
  /** Nats on top of a new item's score. Default 2. */
  lift?: number;
  skipBadRows?: boolean;
  signal?: AbortSignal;
}

/** Resolves to a sentence on what is different, once the bundle is written. @throws OptionError, DataError, BundleError, AbortedError */
export async function refreshCommand({ bundle: dir, items: file, out: folder, lift, skipBadRows, signal }: RefreshCommand): Promise<string> {
  if (lift !== undefined && !(Math.abs(lift) <= 100)) throw new OptionError('lift', `expected nats from −100 to 100, got ${lift}; 2 is usual`);
  const out = resolve(folder);
  await checkBundleTarget(out);
  const unlock = await lockOut(out);
  try {
    const { bundle, licence } = await fromBundleFolder(dir, async (read) => {
      const opened = await openBundle({ read, text: 'none', signal });
      const { licenceFile } = opened.manifest.data;
      const bytes = licenceFile === null ? null : await readFile(read, opened.manifest, licenceFile, signal ?? new AbortController().signal);
      return { bundle: opened, licence: bytes && licenceFile !== null ? { bytes, file: licenceFile } : undefined };
    });
    const { items } = await readItems(file, { skipBadRows, signal });
    const { parts, kept, gone, added } = refreshedParts(bundle, items, lift);
    await writeBundleFolder(out, await encodeBundle({ ...parts, licence }));
    return `${kept} items kept, ${gone} dropped, ${added} new ones by their content`;
  } finally {
    await unlock();
  }
}
