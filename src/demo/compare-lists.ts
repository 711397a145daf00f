import { type Item, type RankedItem } from '../types.ts';

/** A title of the visitor's list, and where someone new would find it. */
export interface Moved {
  item: Item;
  /** From 1. */
  rank: number;
  /** From 1; null where it is further down than the newcomers' list goes. */
  before: number | null;
}

/** How many titles of a list are of a kind. */
export interface Share {
  name: string;
  before: number;
  now: number;
}

export interface Comparison {
  /** The newcomers' first titles, as many as the visitor's list has. */
  before: Moved[];
  now: Moved[];
  /** Titles of the visitor's list that the newcomers' list of that length does not have. */
  fresh: number;
  /** What there is more or less of, the largest change first. */
  shares: Share[];
}

const SHARES = 5;

/** Sets the list a newcomer gets (as long as it is at hand) beside the visitor's own. */
export function compareLists(newcomers: readonly RankedItem[], own: readonly RankedItem[]): Comparison {
  const places = new Map(newcomers.map(({ item }, place) => [item.id, place + 1]));
  const moved = ({ item }: RankedItem, place: number): Moved => ({ item, rank: place + 1, before: places.get(item.id) ?? null });
  const before = newcomers.slice(0, own.length).map(moved);
  const now = own.map(moved);
  const fresh = now.filter(({ before: place }) => place === null || place > own.length).length;
  return { before, now, fresh, shares: sharesOf(before, now) };
}

/** By genre; by decade where the catalogue has no genres. */
function sharesOf(before: readonly Moved[], now: readonly Moved[]): Share[] {
  const byGenre = [...before, ...now].some(({ item }) => item.genres.length > 0);
  const kindsOf = ({ genres, year }: Item) => (byGenre ? genres : year === null ? [] : [`${Math.floor(year / 10) * 10}s`]);
  const count = (list: readonly Moved[]) => {
    const counts = new Map<string, number>();
    for (const kind of list.flatMap(({ item }) => kindsOf(item))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  };
  const [old, fresh] = [count(before), count(now)];
  const shares = [...new Set([...fresh.keys(), ...old.keys()])].map((name) => ({ name, before: old.get(name) ?? 0, now: fresh.get(name) ?? 0 }));
  return shares.sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || b.now - a.now).slice(0, SHARES);
}
