/** The orders in which a catalogue's lists are usually sorted: what the walk term follows a visitor in (DESIGN.md, "Walk"). */
import { type WalkSettings } from '../neumf.ts';
import { type Item } from '../types.ts';

/** By id, its numbers read as numbers; and by title, in lower case. Spans as they measured best (docs/TRAINING.md). */
export const WALK: WalkSettings = { orders: ['id', 'title'], spans: [3, 30, 300] };

/**
 * Each item's place in each order of `WALK`, [n] each. They hang on ids and titles alone, never on the files' order: that
 * of the interactions may tell what comes next in a test.
 */
export function itemOrders(items: readonly Item[]): Int32Array[] {
  const ids = items.map(({ id }) => id.split(/(\d+)/));
  const titles = items.map(({ title }) => title.toLowerCase());
  const byId = (a: number, b: number) => compareIds(ids[a], ids[b]) || compare(items[a].id, items[b].id);
  const byTitle = (a: number, b: number) => compare(titles[a], titles[b]) || byId(a, b);
  return [byId, byTitle].map((order) => placesOf(items.length, order));
}

/** Every second part is a number. */
function compareIds(a: readonly string[], b: readonly string[]): number {
  for (let part = 0; part < Math.min(a.length, b.length); part++) {
    const order = part % 2 === 0 ? compare(a[part], b[part]) : compareNumbers(a[part], b[part]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Digits of any length. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compare(left, right);
}

/** By UTF-16 code units, the same everywhere. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function placesOf(count: number, order: (a: number, b: number) => number): Int32Array {
  const places = new Int32Array(count);
  Int32Array.from({ length: count }, (_, item) => item)
    .sort(order)
    .forEach((item, place) => (places[item] = place));
  return places;
}
