/** What the transition memory says at the positions of a training batch: log1p(trace / ε), from the tables as shipped. */
import { type MemorySettings } from '../neumf.ts';
import { type TransitionTables } from '../types.ts';
import { type OwnPairs, ownPairs } from './own-pairs.ts';
import { transitionNorms, type TransitionSource } from './transition-statistics.ts';

/** A stretch of one user's events, as places in the histories, in the order in which the model reads them. */
export interface Stretch {
  user: number;
  places: Int32Array;
  /** Events from here on are predicted, each from those before it in `places`. */
  from: number;
}

/** Of P predictions, stretch by stretch, and M shared negatives. */
export interface BatchFeatures {
  /** [P, M] */
  negatives: Float32Array;
  /** Without what the user's own history has put into the tables, [P]. */
  targets: Float32Array;
}

/** A row of the tables, cut down to the negatives: entry e is for the negative of number `numbers[e]`. */
interface Hits {
  numbers: number[];
  codes: number[];
}

export class MemoryFeatures {
  readonly settings: MemorySettings;
  private readonly tables: TransitionTables;
  private readonly source: TransitionSource;
  private readonly own: OwnPairs;
  private readonly norms: { from: Float64Array; to: Float64Array };
  private readonly fading: Float64Array;
  /** Number of each item among the batch's distinct negatives, or −1, [n]. */
  private readonly numberOf: Int32Array;

  /** `tables`: the statistics of `source`. */
  constructor(settings: MemorySettings, tables: TransitionTables, source: TransitionSource) {
    this.settings = settings;
    this.tables = tables;
    this.source = source;
    this.own = ownPairs(source);
    this.norms = transitionNorms(source.counts);
    this.fading = Float64Array.from({ length: settings.window }, (_, k) => settings.decay ** k);
    this.numberOf = new Int32Array(source.counts.length).fill(-1);
  }

  /** `negatives`: items, [M], which may repeat. */
  of(stretches: readonly Stretch[], negatives: Int32Array): BatchFeatures {
    const predictions = stretches.reduce((sum, { places, from }) => sum + places.length - from, 0);
    const features = { negatives: new Float32Array(predictions * negatives.length), targets: new Float32Array(predictions) };
    const distinct = [...new Set(negatives)];
    distinct.forEach((item, number) => (this.numberOf[item] = number));
    const numbers = negatives.map((item) => this.numberOf[item]);
    const traces = new Float64Array(distinct.length);
    const known = new Map<number, Hits>();
    let p = 0;
    for (const { user, places, from } of stretches) {
      this.own.turnTo(user);
      const items = Int32Array.from(places, (place) => this.source.histories.itemOf[place]);
      for (let at = from; at < places.length; at++, p++) {
        this.own.predict(places[at]);
        features.targets[p] = this.bent(this.traceOf(items[at], items, at));
        this.leave(traces, items, at, known);
        const row = features.negatives.subarray(p * negatives.length, (p + 1) * negatives.length);
        for (let number = 0; number < traces.length; number++) traces[number] = this.bent(traces[number]);
        for (let j = 0; j < row.length; j++) row[j] = traces[numbers[j]];
        traces.fill(0);
      }
    }
    for (const item of distinct) this.numberOf[item] = -1;
    return features;
  }

  private bent(trace: number): number {
    return trace === 0 ? 0 : Math.log1p(trace / this.settings.epsilon);
  }

  /** Adds to the negatives' traces what items [0, length) leave. */
  private leave(traces: Float64Array, items: Int32Array, length: number, known: Map<number, Hits>): void {
    const events = Math.min(length, this.fading.length);
    for (let k = 0; k < events; k++) {
      const a = items[length - 1 - k];
      let hits = known.get(a);
      if (!hits) known.set(a, (hits = this.hitsOf(a)));
      const { numbers, codes } = hits;
      const strength = this.fading[k] * this.tables.scales[a];
      for (let e = 0; e < numbers.length; e++) traces[numbers[e]] += strength * codes[e];
    }
  }

  private hitsOf(a: number): Hits {
    const { offsets, items, codes } = this.tables;
    const hits: Hits = { numbers: [], codes: [] };
    for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) {
      const number = this.numberOf[items[entry]];
      if (number < 0) continue;
      hits.numbers.push(number);
      hits.codes.push(codes[entry]);
    }
    return hits;
  }

  /** The trace of item `i` after items [0, length), each M[a, i] without the user's own share, and at least 0. */
  private traceOf(i: number, items: Int32Array, length: number): number {
    const { scales, codes } = this.tables;
    const { from, to } = this.norms;
    const events = Math.min(length, this.fading.length);
    let trace = 0;
    for (let k = 0; k < events; k++) {
      const a = items[length - 1 - k];
      const entry = this.find(a, i);
      if (entry < 0) continue;
      const others = scales[a] * codes[entry] - this.own.of(a) / (from[a] * to[i]);
      if (others > 0) trace += this.fading[k] * others;
    }
    return trace;
  }

  /** Where row `a` has column `i`; −1: nowhere. */
  private find(a: number, i: number): number {
    const { offsets, items } = this.tables;
    let low = offsets[a];
    let high = offsets[a + 1] - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (items[middle] === i) return middle;
      if (items[middle] < i) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
