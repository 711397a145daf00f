/** What items are grouped by, from their texts: genres, the year, the extra columns. */
import { type BundleItems } from '../../bundle/bundle.ts';

export class ItemGroups {
  private readonly items: Pick<BundleItems, 'count' | 'text' | 'hasText'>;
  /** Items by lower-cased genre, of all texts; null until they are all there. */
  private byGenre: ReadonlyMap<string, Int32Array> | null = null;

  constructor(items: Pick<BundleItems, 'count' | 'text' | 'hasText'>) {
    this.items = items;
  }

  /** Items that have a genre, upper and lower case alike, as far as texts are there. */
  having(genre: string): Int32Array {
    return (this.byGenre ?? this.read()).get(genre.toLowerCase()) ?? new Int32Array();
  }

  /** The values of a field that an item has: `genres`, `year`, or an extra column. None where its text is not there. */
  valuesOf(field: string, item: number): readonly string[] {
    if (!this.items.hasText(item)) return [];
    const { genres, year, extra } = this.items.text(item);
    if (field === 'genres') return genres;
    if (field === 'year') return year === null ? [] : [String(year)];
    return Object.hasOwn(extra, field) ? [extra[field]] : [];
  }

  private read(): ReadonlyMap<string, Int32Array> {
    const found = new Map<string, number[]>();
    let whole = true;
    for (let item = 0; item < this.items.count; item++) {
      if (!this.items.hasText(item)) {
        whole = false;
        continue;
      }
      for (const genre of new Set(this.items.text(item).genres.map((name) => name.toLowerCase()))) {
        const having = found.get(genre);
        if (having) having.push(item);
        else found.set(genre, [item]);
      }
    }
    const byGenre = new Map([...found].map(([genre, having]) => [genre, Int32Array.from(having)]));
    if (whole) this.byGenre = byGenre;
    return byGenre;
  }
}
