import type { Item } from '../types.ts';

/** Multi-hot content features: those of item i are `indices[offsets[i] … offsets[i + 1])`, ascending. */
export interface ContentFeatures {
  /** `genre:drama`, `decade:1990`: genres by falling count (ties by name), then decades ascending. */
  names: string[];
  /** `[items + 1]` */
  offsets: Int32Array;
  /** Places in `names`. */
  indices: Int32Array;
}

/** A feature of one item alone says no more than the item's id. */
const MIN_ITEMS = 2;
const MAX_GENRES = 512;

/**
 * Features of items: lower-cased genres and the decade of the year, each if at least 2 items share it,
 * and of the genres at most the 512 most frequent. Depends on the items' content and order only.
 */
export function contentFeatures(items: readonly Item[]): ContentFeatures {
  const genres = items.map((item) => [...new Set(item.genres.map((genre) => `genre:${genre.toLowerCase()}`))]);
  const decades = items.map(({ year }) => (year === null ? null : Math.floor(year / 10) * 10));

  const names = [...frequentGenres(genres), ...sharedDecades(decades)];
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const offsets = new Int32Array(items.length + 1);
  const indices: number[] = [];
  items.forEach((_, i) => {
    const own = [...genres[i], decadeName(decades[i])].flatMap((name) => indexOf.get(name) ?? []);
    indices.push(...own.sort((a, b) => a - b));
    offsets[i + 1] = indices.length;
  });
  return { names, offsets, indices: Int32Array.from(indices) };
}

function frequentGenres(genres: readonly string[][]): string[] {
  return [...counts(genres.flat())]
    .filter(([, count]) => count >= MIN_ITEMS)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MAX_GENRES)
    .map(([name]) => name);
}

function sharedDecades(decades: readonly (number | null)[]): string[] {
  return [...counts(decades.filter((decade) => decade !== null))]
    .filter(([, count]) => count >= MIN_ITEMS)
    .sort(([a], [b]) => a - b)
    .map(([decade]) => decadeName(decade));
}

function decadeName(decade: number | null): string {
  return `decade:${decade ?? ''}`;
}

function counts<T>(values: readonly T[]): Map<T, number> {
  const found = new Map<T, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}
