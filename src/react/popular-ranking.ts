import { type SurfaceRequest } from '../client/surfaces.ts';
import { type Item, type Ranking } from '../types.ts';

/** A list of items that nobody ranked for this visitor: what stands until their own is there. Its id is `popular`. */
export function popularRanking(items: readonly Item[], surface: string): Ranking {
  return { id: 'popular', surface, items: items.map((item, position) => ({ item, position, score: 0 })), events: 0, rankMs: 0 };
}

/** Of these items, those that a request lets appear. */
export function fitting(items: readonly Item[], { limit = 20, item: like, exclude = [], rules: { deny = [], allow } = {}, filter }: SurfaceRequest): Item[] {
  const out = new Set([...exclude, ...deny, ...(like === undefined ? [] : [like])]);
  const only = allow && new Set(allow);
  return items.filter((item) => !out.has(item.id) && (only?.has(item.id) ?? true) && (filter?.(item) ?? true)).slice(0, limit);
}
