import MiniSearch from 'minisearch';
import { type Item } from '../types.ts';
import { titleOf } from '../covers/titles.ts';

export interface BrowseQuery {
  text: string;
  /** '' for any. */
  genre: string;
  /** First year of a decade; null for any. */
  decade: number | null;
}

/** The catalogue, ready to be searched: titles and genres, by beginnings of words and with a slip of the finger. */
export class Search {
  readonly #items: readonly Item[];
  readonly #index = new MiniSearch<{ id: number; item: Item }>({
    fields: ['title', 'genres'],
    // When it is indexed, and not before: titles of thousands take longer to put right than a frame lasts.
    extractField: ({ id, item }, field) => (field === 'title' ? titleOf(item) : field === 'genres' ? item.genres.join(' ') : id),
    processTerm: (term) => fold(term),
    searchOptions: {
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      weights: { prefix: 0.6, fuzzy: 0.1 },
      boost: { title: 3 },
      combineWith: 'AND',
    },
  });

  private constructor(items: readonly Item[]) {
    // Newest first; the catalogue's own order within a year.
    this.#items = [...items].sort((a, b) => (b.year ?? -Infinity) - (a.year ?? -Infinity) || 0);
  }

  /** Indexes in slices, so that no frame waits for it. */
  static async of(items: readonly Item[]): Promise<Search> {
    const search = new Search(items);
    const documents = search.#items.map((item, id) => ({ id, item }));
    await search.#index.addAllAsync(documents, { chunkSize: 200 });
    return search;
  }

  /** All items that match, best first; without a text, newest first. */
  find({ text, genre, decade }: BrowseQuery): Item[] {
    const words = text.trim();
    const found = words === '' ? this.#items : this.#index.search(words).map(({ id }) => this.#items[Number(id)]);
    return found.filter(
      (item) =>
        (genre === '' || item.genres.includes(genre)) &&
        (decade === null || (item.year !== null && item.year >= decade && item.year < decade + 10)),
    );
  }
}

/** Genres by how many items have them, and the decades there are, newest first. */
export function shelves(items: readonly Item[]): { genres: string[]; decades: number[] } {
  const counts = new Map<string, number>();
  const decades = new Set<number>();
  for (const { genres, year } of items) {
    for (const genre of genres) counts.set(genre, (counts.get(genre) ?? 0) + 1);
    if (year !== null) decades.add(Math.floor(year / 10) * 10);
  }
  return {
    genres: [...counts].filter(([, count]) => count > 4).sort((a, b) => b[1] - a[1]).map(([genre]) => genre),
    decades: [...decades].sort((a, b) => b - a),
  };
}

/** Without case and accents: "amelie" finds "Amélie". */
function fold(term: string): string {
  return term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
