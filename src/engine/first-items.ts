/** The first items of a bundle, without anything that ranks. Lies here for `client/popular-items.ts`, which loads it when it is asked. */
import { decodeIds } from '../bundle/decode-ids.ts';
import { parseIntegrity } from '../bundle/integrity.ts';
import { ItemTexts } from '../bundle/item-texts.ts';
import { parseManifest } from '../bundle/manifest.ts';
import { type ReadFile, readFile, readManifest } from '../bundle/read-file.ts';
import { type Item } from '../types.ts';

export { fetchFile } from './fetch-file.ts';

/**
 * Reads bundle.json, the ids and as many files of texts as hold the first `limit` items; all checked by length and sha256.
 * A bundle's items lie in the order of their popularity.
 * @throws BundleError naming the file and the reason; OptionError for a malformed `integrity`; AbortedError
 */
export async function firstItems(read: ReadFile, { limit, integrity, signal }: { limit: number; integrity?: string; signal: AbortSignal }): Promise<Item[]> {
  const expected = integrity === undefined ? null : parseIntegrity(integrity);
  const manifest = parseManifest((await readManifest(read, expected, signal)).bytes);
  const { ids: file, count } = manifest.items;
  const ids = decodeIds(file, await readFile(read, manifest, file, signal), count);
  const texts = new ItemTexts(read, manifest, ids);
  const first = Array.from({ length: Math.min(limit, count) }, (_, index) => index);
  await texts.load(first, signal);
  return first.map((index) => texts.text(index));
}
