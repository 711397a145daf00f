import { type Item } from '../types.ts';

/** What stands below a title: the year, and its genres, or who made it where the catalogue has no genres. */
export function factsOf({ year, genres, extra }: Item, most = Infinity): string {
  const kinds = genres.length > 0 ? genres.slice(0, most) : (extra.authors ?? '').split(', ').slice(0, Math.min(most, 3));
  return [year === null ? '' : year < 0 ? `${-year} BC` : String(year), kinds.join(', ')].filter((fact) => fact !== '').join(' · ');
}
