/** From candidates to a list: pins at their places, groups within their limits, variety where it is wanted. */
import { type GroupLimit, GroupLimits } from './group-limits.ts';
import { type Mmr } from './mmr.ts';

/** Variety is for what a visitor looks at: after so many places the rest follows by score. */
const VARIED_PLACES = 100;

export interface Pin {
  item: number;
  /** Counted from 0. */
  position: number;
}

export interface Wanted {
  limit: number;
  /** By item index, best first, without those pinned. */
  candidates: Int32Array;
  /** Below `limit`, each place and each item once. */
  pins: readonly Pin[];
  limits: readonly GroupLimit[];
  /** Over the first of the candidates; null: by score alone. */
  mmr: Mmr | null;
}

/** Item indices in the order of the list; fewer than `limit` where no more candidates fit. */
export function arrange({ limit, candidates, pins, limits, mmr }: Wanted): number[] {
  const pinnedAt = new Map(pins.map(({ item, position }) => [position, item]));
  const groups = new GroupLimits(limits);
  // What is pinned further down takes part of what its groups may have, too.
  for (const { item } of pins) {
    groups.add(item);
    mmr?.choose(item);
  }
  const taken = new Uint8Array(candidates.length);
  const fits = (at: number) => taken[at] === 0 && groups.allow(candidates[at]);
  let cursor = 0;
  const bestByScore = () => {
    // A group that is full stays full: who is passed over once is passed over for good.
    while (cursor < candidates.length && !fits(cursor)) cursor++;
    return cursor < candidates.length ? cursor : -1;
  };
  const list: number[] = [];
  while (list.length < limit) {
    const pinned = pinnedAt.get(list.length);
    if (pinned !== undefined) {
      pinnedAt.delete(list.length);
      list.push(pinned);
      continue;
    }
    const varied = mmr !== null && list.length < VARIED_PLACES ? mmr.best(fits) : -1;
    const at = varied >= 0 ? varied : bestByScore();
    if (at < 0) break;
    taken[at] = 1;
    groups.add(candidates[at]);
    mmr?.choose(candidates[at]);
    list.push(candidates[at]);
  }
  const late = [...pinnedAt].sort(([a], [b]) => a - b).map(([, item]) => item);
  return [...list, ...late];
}
