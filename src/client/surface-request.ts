/** What a surface of a page asks for, and gets; types only. */
import { type EventType, type Item, type RankRules, type Ranking } from '../types.ts';

/** A surface: a place on a page where a list stands. */
export interface SurfaceRequest {
  /** Its name, which clicks carry. Default: `for-you`, `related` with `item`, `because` with `because`. */
  surface?: string;
  /** 1 to 1,000. Default 20. */
  limit?: number;
  /** The id of an item that the list is to be like. */
  item?: string;
  /** The list is to be like what the visitor took last (liked, bought, stayed with, clicked): "Because you liked Alien". */
  because?: boolean;
  /** Ids of items left out. */
  exclude?: readonly string[];
  /** Names of other surfaces: what they show is left out. Where two name each other, the one opened first comes first. */
  excludeSurfaces?: readonly string[];
  /** Whether an item may appear; asked on the main thread. The list is filled up by asking for more, a few thousand items far. */
  filter?: (item: Item) => boolean;
  /** What the site wants of this list, as in `rank()`. Lists like an item heed `deny` and `allow`. */
  rules?: RankRules;
  /** 0 to 1: how varied the site wants this list. Where the visitor has said it themselves, theirs counts. Lists like an item do not heed it. */
  explore?: number;
}

/** What a surface shows. */
export interface SurfaceList {
  ranking: Ranking;
  /** With `because`: what the visitor took. */
  because: { item: Item; type: EventType } | null;
}

export interface SurfaceHandle {
  /** From now on it asks for this. What changes nothing (equal values, a filter that says the same of every item asked about) makes no new list. */
  update(request: SurfaceRequest): void;
  /** Nothing is told to its listener any more. */
  close(): void;
}
