import { DEFAULT_BUNDLE } from './options-from-url.ts';

/** A catalogue that the page offers. */
export interface Collection {
  /** The folder of its bundle, as an address names it. */
  bundle: string;
  label: string;
  /** What one of its items is called, and many. */
  one: string;
  many: string;
}

export const COLLECTIONS: readonly Collection[] = [
  { bundle: 'bundles/movies', label: 'Films', one: 'film', many: 'films' },
  { bundle: 'bundles/books', label: 'Books', one: 'book', many: 'books' },
];

/** Any other bundle of this site: what it holds is not known. */
const UNKNOWN: Omit<Collection, 'label'> = { bundle: '', one: 'title', many: 'titles' };

/** What a page's address asks for. Never throws, since an address may be anything. */
export function collectionOf(page: URL): Omit<Collection, 'label'> {
  const asked = page.searchParams.get('bundle') ?? DEFAULT_BUNDLE;
  if (!URL.canParse(asked, page)) return UNKNOWN;
  const path = (of: string) => new URL(of, page).href.replace(/\/*$/, '');
  return COLLECTIONS.find(({ bundle }) => path(bundle) === path(asked)) ?? UNKNOWN;
}

/** The address of the same page with another catalogue. A namespace of one catalogue is none of another, so it is left out. */
export function collectionUrl({ bundle }: Collection, page: URL): string {
  const url = new URL(page.pathname, page);
  for (const [name, value] of page.searchParams) if (name === 'backend' || name === 'learning') url.searchParams.set(name, value);
  if (bundle !== COLLECTIONS[0].bundle) url.searchParams.set('bundle', bundle);
  // A slash is allowed there, and is easier on the eye.
  return `${url.pathname}${url.search.replaceAll('%2F', '/')}`;
}
