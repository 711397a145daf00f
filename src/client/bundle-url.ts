import { OptionError } from '../errors.ts';

/** The absolute URL of a bundle's folder, ending in `/`. `base`: the page's, where there is one. @throws OptionError */
export function bundleUrl(bundle: string, base?: string): string {
  try {
    if (typeof bundle !== 'string' || bundle === '') throw new TypeError('it is no URL');
    const url = new URL(bundle, base);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url.href;
  } catch (cause) {
    const expected = base === undefined ? "the absolute URL of a bundle's folder, as there is no page that it could be relative to" : "the URL of a bundle's folder";
    throw new OptionError('bundle', `expected ${expected}, got ${JSON.stringify(bundle)}`, { cause });
  }
}
