/**
 * The walk term (DESIGN.md, "Walk"): a visitor who walks through a sorted list takes what comes next in it. From the item
 * taken last, the items not met yet are counted in each direction of each order, r = 1, 2, 3, …; an item within span K has
 * the feature φ_K(r) = 1 − ln r / ln(K + 1), from 1 down to nearly 0, and the score gains Σ_f w_f · φ_f with the visitor's own weights.
 */
import { OptionError } from '../errors.ts';
import { type WalkSettings, walkFeatures } from '../neumf.ts';
import { hasBit } from './bitset.ts';
import { type SparseScores } from './scorer.ts';

/** An order's place of each item, [n]: a permutation of 0 … n − 1. */
export type Places = Int32Array | Uint16Array;

export class Walk {
  /** Features, F: orders × 2 directions × spans, in this order; forwards first. */
  readonly count: number;
  private readonly places: readonly Places[];
  /** The item at each place, [n], by order. */
  private readonly items: Int32Array[];
  /** φ of r = 1 … longest span, [spans, longest]. */
  private readonly rises: Float32Array[];
  private readonly longest: number;
  /** Where an item stands in what is asked for, −1: nowhere; [n], all −1 between calls. */
  private readonly slots: Int32Array;

  /** Keeps `places`, and beside them 4 bytes an item for each order, and 4. @throws OptionError unless there are places for each order. */
  constructor(settings: WalkSettings, places: readonly Places[]) {
    if (places.length !== settings.orders.length || places.length === 0) {
      throw new OptionError('places', `expected those of ${settings.orders.length} orders, got ${places.length}`);
    }
    this.places = places;
    this.items = places.map(inverse);
    this.longest = Math.max(...settings.spans);
    this.rises = settings.spans.map((span) => Float32Array.from({ length: this.longest }, (_, r) => (r < span ? 1 - Math.log(r + 1) / Math.log(span + 1) : 0)));
    this.slots = new Int32Array(places[0].length).fill(-1);
    this.count = walkFeatures(settings);
  }

  /** The term that `weights` [F] make after item `anchor`, of items for which it is not 0. `met`: bitset of items passed over. */
  term(anchor: number, met: Uint32Array, weights: ArrayLike<number>): SparseScores {
    const items: number[] = [];
    const values: number[] = [];
    const spans = this.rises.length;
    for (let way = 0; way < 2 * this.places.length; way++) {
      const own = Array.from({ length: spans }, (_, s) => weights[way * spans + s]);
      if (own.every((weight) => weight === 0)) continue;
      this.along(way, anchor, met, this.longest, (item, r) => {
        let value = 0;
        for (let s = 0; s < spans; s++) value += own[s] * this.rises[s][r];
        const slot = this.slots[item];
        if (slot >= 0) values[slot] += value;
        else {
          this.slots[item] = items.length;
          items.push(item);
          values.push(value);
        }
      });
    }
    for (const item of items) this.slots[item] = -1;
    return { items: Int32Array.from(items), values: Float32Array.from(values) };
  }

  /** The features of chosen items, [F, items.length], into the beginning of `into`. Of an item that stands twice, only the first has them. */
  features(anchor: number, met: Uint32Array, items: ArrayLike<number>, into: Float32Array): void {
    into.fill(0, 0, this.count * items.length);
    for (let i = items.length - 1; i >= 0; i--) this.slots[items[i]] = i;
    const spans = this.rises.length;
    for (let way = 0; way < 2 * this.places.length; way++) {
      this.along(way, anchor, met, this.longest, (item, r) => {
        const slot = this.slots[item];
        if (slot >= 0) for (let s = 0; s < spans; s++) into[(way * spans + s) * items.length + slot] = this.rises[s][r];
      });
    }
    for (let i = 0; i < items.length; i++) this.slots[items[i]] = -1;
  }

  /** `term` of one item, unmet; `met`: the items passed over, any of them often. */
  valueAt(item: number, anchor: number, met: Int32Array, weights: ArrayLike<number>): number {
    const spans = this.rises.length;
    const distinct = new Set(met);
    let value = 0;
    this.places.forEach((places, order) => {
      const steps = places[item] - places[anchor];
      if (steps === 0) return;
      const [low, high] = [Math.min(places[item], places[anchor]), Math.max(places[item], places[anchor])];
      let r = high - low - 1;
      for (const other of distinct) if (places[other] > low && places[other] < high) r--;
      if (r >= this.longest) return;
      const way = 2 * order + (steps > 0 ? 0 : 1);
      for (let s = 0; s < spans; s++) value += weights[way * spans + s] * this.rises[s][r];
    });
    return value;
  }

  /** The first `steps` items not met yet on each way from `anchor`, the nearest of all ways first; an item may come twice. */
  ahead(anchor: number, met: Uint32Array, steps: number): number[] {
    const ways: number[][] = Array.from({ length: 2 * this.places.length }, () => []);
    ways.forEach((found, way) => this.along(way, anchor, met, steps, (item) => found.push(item)));
    return Array.from({ length: steps }, (_, step) => ways.flatMap((found) => found.slice(step, step + 1))).flat();
  }

  /** Calls `take` with items not met yet and their r − 1, at most `steps` of them. Way 2o: forwards in order o; 2o + 1: backwards. */
  private along(way: number, anchor: number, met: Uint32Array, steps: number, take: (item: number, r: number) => void): void {
    const order = this.items[way >> 1];
    const step = way % 2 === 0 ? 1 : -1;
    let r = 0;
    for (let place = this.places[way >> 1][anchor] + step; place >= 0 && place < order.length && r < steps; place += step) {
      if (!hasBit(met, order[place])) take(order[place], r++);
    }
  }
}

function inverse(places: Places): Int32Array {
  const items = new Int32Array(places.length);
  places.forEach((place, item) => (items[place] = item));
  return items;
}
