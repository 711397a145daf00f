import { type RecommenderOptions } from '../client/recommender.ts';
import { OptionError } from '../errors.ts';
import { BACKENDS } from '../types.ts';

export const DEFAULT_BUNDLE = './bundles/movies/';

/**
 * What the page's address asks of the recommender: `?backend=`, `?learning=off`, `?bundle=`, `?namespace=`.
 * A link must not be able to make the page load a model from elsewhere, so the bundle is a path of this site.
 * @throws OptionError
 */
export function optionsFromUrl(page: URL): RecommenderOptions {
  const asked = page.searchParams;
  const options: RecommenderOptions = { bundle: ownPath(asked.get('bundle') ?? DEFAULT_BUNDLE, page) };

  const backend = asked.get('backend');
  if (backend !== null) {
    const known = (['auto', ...BACKENDS] as const).find((name) => name === backend);
    if (!known) throw new OptionError('backend', `expected auto, ${BACKENDS.join(' or ')}, got ${JSON.stringify(backend)}`);
    options.backend = known;
  }
  const learning = asked.get('learning');
  if (learning !== null) {
    if (learning !== 'on' && learning !== 'off') {
      throw new OptionError('learning', `expected on or off, got ${JSON.stringify(learning)}`);
    }
    options.learning = learning === 'on';
  }
  const namespace = asked.get('namespace');
  if (namespace !== null) options.namespace = namespace;
  return options;
}

function ownPath(path: string, page: URL): string {
  const refuse = (): never => {
    throw new OptionError('bundle', `expected a folder of this site, like ${DEFAULT_BUNDLE}, got ${JSON.stringify(path)}`);
  };
  if (/^[a-z][a-z\d+.-]*:|^[\\/]{2}/i.test(path.trim()) || !URL.canParse(path, page)) refuse();
  const url = new URL(path, page);
  if (url.origin !== page.origin || url.protocol !== page.protocol) refuse();
  return path.endsWith('/') ? path : `${path}/`;
}
