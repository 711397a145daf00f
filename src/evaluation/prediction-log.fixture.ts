/** Prediction logs written out by hand, or made up at random. */
import { type ContentFeatures } from '../catalog/content-features.ts';
import { Sfc32, shuffle } from '../random.ts';
import { type Item } from '../types.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';

interface Row {
  user: number;
  events: number;
  target: number;
  rank: number;
  /** At most 10 items. */
  top: number[];
}

export function logOf(rows: readonly Row[], candidates = 20, ms = 0, observed = 0): PredictionLog {
  const column = (value: (row: Row) => number) => Int32Array.from(rows, value);
  return {
    user: column(({ user }) => user),
    events: column(({ events }) => events),
    target: column(({ target }) => target),
    rank: column(({ rank }) => rank),
    candidates: column(() => candidates),
    top: Int32Array.from(rows.flatMap(({ top }) => [...top, ...Array<number>(LIST_LENGTH - top.length).fill(-1)])),
    ms,
    observed,
  };
}

/** Users with `each` predictions of the whole catalogue, the ranks at random, a target within 10 in its place of the list. */
export function randomLog(seed: number, users: number, each: number, items: number): PredictionLog {
  const rows = Array.from({ length: users * each }, (_, p): Row => {
    const random = new Sfc32(seed, p);
    const order = [...shuffle(Int32Array.from({ length: items }, (_, item) => item), random)];
    const rank = 1 + random.below(items);
    return { user: Math.floor(p / each), events: p % each, target: order[rank - 1], rank, top: order.slice(0, LIST_LENGTH) };
  });
  return logOf(rows, items, 3, users * each);
}

/** Items of these genres, which are their features too. */
export function itemsOf(genres: readonly string[][]): { items: Item[]; features: ContentFeatures } {
  const names = [...new Set(genres.flat())];
  const own = genres.map((each) => each.map((genre) => names.indexOf(genre)).sort((a, b) => a - b));
  const offsets = Int32Array.of(0, ...own.map((_, i) => own.slice(0, i + 1).flat().length));
  const items = genres.map((each, i): Item => ({ id: `i${i}`, title: '', genres: each, year: null, extra: {} }));
  return { items, features: { names, offsets, indices: Int32Array.from(own.flat()) } };
}
