import { type Item } from '../types.ts';
import { shortTitleOf } from '../covers/titles.ts';

/** What one more of the same costs, in places of the list. */
const COSTS = { genres: 120, decade: 25, author: 400, series: 400 };

/**
 * `count` of `items`, as unlike each other as can be had near the front: of other genres, decades and authors, and no two
 * of one series. `items` come best known first; so does what is returned, and the same items give the same choice.
 */
export function variedPicks(items: readonly Item[], count: number): Item[] {
  const left = items.map((item, place) => ({ item, place, marks: marksOf(item) }));
  const met = new Map<string, number>();
  const chosen: typeof left = [];
  while (chosen.length < count && left.length > 0) {
    const costs = left.map(({ place, marks }) => place + marks.reduce((sum, { name, cost }) => sum + cost * (met.get(name) ?? 0), 0));
    const [next] = left.splice(costs.indexOf(Math.min(...costs)), 1);
    for (const { name } of next.marks) met.set(name, (met.get(name) ?? 0) + 1);
    chosen.push(next);
  }
  return chosen.toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}

interface Mark {
  name: string;
  cost: number;
}

/** What another item may have in common with it. */
function marksOf(item: Item): Mark[] {
  const { genres, year, extra } = item;
  const series = shortTitleOf(item).toLowerCase().replace(/^(the|a|an) /, '').split(/[\s:,]+/).slice(0, 2).join(' ');
  return [
    ...genres.map((name) => ({ name: `genre ${name}`, cost: COSTS.genres / genres.length })),
    ...(year === null ? [] : [{ name: `decade ${Math.floor(year / 10)}`, cost: COSTS.decade }]),
    ...(extra.authors ? [{ name: `author ${extra.authors}`, cost: COSTS.author }] : []),
    { name: `series ${series}`, cost: COSTS.series },
  ];
}
