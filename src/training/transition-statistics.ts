/**
 * What comes after what in the training users' histories, as a bundle ships it (DESIGN.md, "Memory"). Row by row from an
 * index of the events by item: beside what is kept it takes 8 bytes an event and some 40 an item.
 */
import { GrowingArray } from '../catalog/growing-array.ts';
import { type MemorySettings } from '../neumf.ts';
import { type TransitionTables } from '../types.ts';
import { firstMeetings, type Histories } from './histories.ts';

/** Of events in order, a pair a → b counts where b is met for the first time at most so many steps after a, … */
export const LOOKAHEAD = 5;
/** … and each step more makes it count this much less. */
export const STEP_DECAY = 0.8;
/** Of a history without order all pairs of items count once, both ways, among at most so many of its first events. */
export const PAIRED_EVENTS = 500;
/** M[a, b] = C[a, b] / (n_a^FROM_POWER · m_b^TO_POWER): a's training events and the users who met b, at least 1; without order, users both. */
const FROM_POWER = 0.7;
const TO_POWER = 0.3;
/** In the place of TO_POWER where there is no order: that a visitor took two popular items says less than that one followed the other. */
const UNORDERED_TO_POWER = 0.5;
const LARGEST_CODE = 255;

/** How often each item was met, [n] each. */
export interface ItemCounts {
  events: Int32Array;
  /** Who met it, however often: no list shows what a visitor has met, so what is recommended is always met anew. */
  users: Int32Array;
}

export interface TransitionSource {
  histories: Histories;
  /** The users to learn from. */
  users: Int32Array;
  /** Of them, [n] each. */
  counts: ItemCounts;
  /** Whether histories are in order of time. */
  ordered: boolean;
}

/** How a model reads the tables of such data. */
export function memorySettings(ordered: boolean): MemorySettings {
  const whole = { window: PAIRED_EVENTS, decay: 1 };
  return { traces: ordered ? [{ window: 8, decay: 0.5 }, { window: 32, decay: 0.8 }, whole] : [whole], epsilon: 1e-3 };
}

/** What C[a, b] is divided by: `from[a] * to[b]`, [n] each. */
export function transitionNorms({ counts, ordered }: Pick<TransitionSource, 'counts' | 'ordered'>): { from: Float64Array; to: Float64Array } {
  const power = (of: Int32Array, exponent: number) => Float64Array.from(of, (count) => Math.max(1, count) ** exponent);
  return { from: power(ordered ? counts.events : counts.users, FROM_POWER), to: power(counts.users, ordered ? TO_POWER : UNORDERED_TO_POWER) };
}

/** The `neighbours` largest entries of each row of M, equal ones by item, rounded to 255 steps a row; zeros go. */
export function transitionStatistics(source: TransitionSource, neighbours: number): TransitionTables {
  const n = source.counts.users.length;
  const { from, to } = transitionNorms(source);
  const events = eventsByItem(source);
  const countInto = source.ordered ? countOrdered : countUnordered;
  const row = new Row(n);
  const offsets = new Int32Array(n + 1);
  const items = new GrowingArray((capacity) => new Int32Array(capacity));
  const codes = new GrowingArray((capacity) => new Uint8Array(capacity));
  const scales = new Float32Array(n);
  for (let a = 0; a < n; a++) {
    countInto(source, events, a, row);
    const { values } = row;
    for (const b of row.met) values[b] /= from[a] * to[b];
    const kept = row.largest(neighbours);
    const scale = Math.fround(kept.reduce((most, b) => Math.max(most, values[b]), 0) / LARGEST_CODE);
    for (const b of kept) {
      const code = Math.min(LARGEST_CODE, Math.round(values[b] / scale));
      if (code === 0) continue;
      items.push(b);
      codes.push(code);
    }
    scales[a] = scale;
    offsets[a + 1] = items.length;
    row.clear();
  }
  return { offsets, items: items.full.slice(), codes: codes.full.slice(), scales };
}

/** The events of item a are [offsets[a], offsets[a + 1]): each one's place in `histories`, and its user. */
interface EventsByItem {
  offsets: Int32Array;
  places: Int32Array;
  users: Int32Array;
  /** 1 for an event on an item that its user had not met before, by place in `histories`. */
  meets: Uint8Array;
}

function eventsByItem({ histories, users, counts: { events } }: TransitionSource): EventsByItem {
  const offsets = new Int32Array(events.length + 1);
  events.forEach((count, item) => (offsets[item + 1] = offsets[item] + count));
  const next = offsets.slice();
  const [places, owners] = [0, 0].map(() => new Int32Array(offsets[events.length]));
  for (const user of users) {
    for (let place = histories.offsets[user]; place < histories.offsets[user + 1]; place++) {
      const at = next[histories.itemOf[place]]++;
      places[at] = place;
      owners[at] = user;
    }
  }
  return { offsets, places, users: owners, meets: firstMeetings(histories, users, events.length) };
}

/** Adds C[a, ·] to an empty row. */
function countOrdered({ histories }: TransitionSource, events: EventsByItem, a: number, row: Row): void {
  for (let at = events.offsets[a]; at < events.offsets[a + 1]; at++) {
    const place = events.places[at];
    const end = Math.min(histories.offsets[events.users[at] + 1], place + 1 + LOOKAHEAD);
    let weight = 1;
    for (let later = place + 1; later < end; later++, weight *= STEP_DECAY) {
      if (events.meets[later] === 1) row.add(histories.itemOf[later], weight);
    }
  }
}

function countUnordered({ histories }: TransitionSource, events: EventsByItem, a: number, row: Row): void {
  for (let at = events.offsets[a]; at < events.offsets[a + 1]; at++) {
    const begin = histories.offsets[events.users[at]];
    const end = Math.min(histories.offsets[events.users[at] + 1], begin + PAIRED_EVENTS);
    if (events.places[at] >= end || events.meets[events.places[at]] === 0) continue;
    for (let other = begin; other < end; other++) if (events.meets[other] === 1 && histories.itemOf[other] !== a) row.add(histories.itemOf[other], 1);
  }
}

/** A row of n numbers, most of them 0. */
class Row {
  readonly values: Float64Array;
  private readonly touched: Int32Array;
  private size = 0;

  constructor(n: number) {
    this.values = new Float64Array(n);
    this.touched = new Int32Array(n);
  }

  /** Places of the numbers that are not 0. */
  get met(): Int32Array {
    return this.touched.subarray(0, this.size);
  }

  /** `weight` is above 0. */
  add(place: number, weight: number): void {
    if (this.values[place] === 0) this.touched[this.size++] = place;
    this.values[place] += weight;
  }

  /** Places of the `limit` largest numbers, equal ones by place, ascending. */
  largest(limit: number): Int32Array {
    const { values, met } = this;
    met.sort();
    if (met.length <= limit) return met;
    const least = Float64Array.from(met, (place) => values[place]).sort()[met.length - limit];
    let equals = limit - met.reduce((above, place) => above + (values[place] > least ? 1 : 0), 0);
    return met.filter((place) => values[place] > least || (values[place] === least && equals-- > 0));
  }

  clear(): void {
    for (const place of this.met) this.values[place] = 0;
    this.size = 0;
  }
}
