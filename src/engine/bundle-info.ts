/** What a page may show of a bundle. */
import { type Bundle } from '../bundle/decode-bundle.ts';
import { type BundleInfo } from './state.ts';

/** `base`: the absolute URL of the bundle's folder. */
export function bundleInfo({ manifest, digest, items }: Bundle, base: string): BundleInfo {
  const { name, licence, licenceFile, attribution, source } = manifest.data;
  return {
    name: manifest.name,
    digest,
    items: manifest.items.count,
    bytes: Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0),
    dim: manifest.model.dim,
    textLoaded: items.textLoaded,
    data: { name, licence, licenceUrl: licenceFile === null ? null : new URL(licenceFile, base).href, attribution, source },
  };
}
