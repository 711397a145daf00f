import { type Bundle } from './bundle.ts';
import { type OpenBundleOptions, openBundleInParts } from './open-bundle-in-parts.ts';

export type { Bundle } from './bundle.ts';
export type { OpenBundleOptions } from './open-bundle-in-parts.ts';

/**
 * Opens a bundle: bundle.json first, then its files, four at a time, each checked against its length and sha256
 * before it is decoded. It opens whole or not at all.
 * @throws {BundleError} naming the file and the reason; {AbortedError}; {OptionError} for a malformed `integrity`.
 */
export async function openBundle(options: OpenBundleOptions): Promise<Bundle> {
  const { bundle, complete } = await openBundleInParts(options);
  await complete;
  return bundle;
}
