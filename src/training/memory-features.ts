/** What the transition memory says at the positions of a training batch: log1p(trace / ε), from the tables as shipped. */
import { fadingOf } from '../kernels/transition-memory.ts';
import { type MemorySettings, type TraceSettings } from '../neumf.ts';
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

/** Of K traces, P predictions, stretch by stretch, and M shared negatives. */
export interface BatchFeatures {
  /** [K, P, M] */
  negatives: Float32Array;
  /** Without what the user's own history has put into the tables, [K, P]; 0 for an item that the stretch holds already. */
  targets: Float32Array;
}

/** A row of the tables, cut down to the negatives: entry e is for the negative of number `numbers[e]`. */
interface Hits {
  numbers: Int32Array;
  values: Float64Array;
}

/** Less is what rounding has left of events that the window has passed. */
const SMALLEST_TRACE = 1e-12;

export class MemoryFeatures {
  readonly settings: MemorySettings;
  private readonly tables: TransitionTables;
  private readonly source: TransitionSource;
  private readonly own: OwnPairs;
  private readonly norms: { from: Float64Array; to: Float64Array };
  /** decay^k, [window], of each trace. */
  private readonly fading: Float64Array[];
  /** Number of each item among the batch's distinct negatives, or −1, [n]. */
  private readonly numberOf: Int32Array;
  /** The first event of a stretch on each item, as its index in the stretch, or −1, [n]. */
  private readonly firstOn: Int32Array;

  /** `tables`: the statistics of `source`. */
  constructor(settings: MemorySettings, tables: TransitionTables, source: TransitionSource) {
    this.settings = settings;
    this.tables = tables;
    this.source = source;
    this.own = ownPairs(source);
    this.norms = transitionNorms(source);
    this.fading = settings.traces.map(fadingOf);
    this.numberOf = new Int32Array(source.counts.users.length).fill(-1);
    this.firstOn = new Int32Array(source.counts.users.length).fill(-1);
  }

  /** `negatives`: items, [M], which may repeat. */
  of(stretches: readonly Stretch[], negatives: Int32Array): BatchFeatures {
    const predictions = stretches.reduce((sum, { places, from }) => sum + places.length - from, 0);
    const { traces } = this.settings;
    const features = { negatives: new Float32Array(traces.length * predictions * negatives.length), targets: new Float32Array(traces.length * predictions) };
    const distinct = Int32Array.from(new Set(negatives));
    distinct.forEach((item, number) => (this.numberOf[item] = number));
    const numbers = negatives.map((item) => this.numberOf[item]);
    const known = new Map<number, Hits>();
    let p = 0;
    for (const stretch of stretches) {
      const items = Int32Array.from(stretch.places, (place) => this.source.histories.itemOf[place]);
      const rows = items.length - stretch.from;
      traces.forEach((trace, k) => {
        const into = features.negatives.subarray((k * predictions + p) * negatives.length);
        this.traceNegatives(trace, items, stretch.from, distinct.length, numbers, known, into);
      });
      this.traceTargets(stretch, items).forEach((of, k) => features.targets.set(of, k * predictions + p));
      p += rows;
    }
    for (const item of distinct) this.numberOf[item] = -1;
    return features;
  }

  /** A row for each event from `from` on, into the beginning of `into`; `numbers` [M] are of `count` distinct negatives. */
  private traceNegatives(
    { window, decay }: TraceSettings,
    items: Int32Array,
    from: number,
    count: number,
    numbers: Int32Array,
    known: Map<number, Hits>,
    into: Float32Array,
  ): void {
    // Traces divided by decay^at, so that fading touches none of them. A stretch is short enough for that to stay a number.
    const sums = new Float64Array(count);
    const bent = new Float64Array(count);
    const growth = Float64Array.from(items, (_, at) => decay ** -at);
    for (let at = 0, p = 0; at < items.length; at++) {
      if (at >= from) {
        const fade = decay ** (at - 1);
        for (let number = 0; number < count; number++) bent[number] = this.bent(sums[number] * fade);
        for (let j = 0; j < numbers.length; j++) into[p++] = bent[numbers[j]];
      }
      add(sums, this.hitsOf(items[at], known), growth[at]);
      if (at >= window) add(sums, this.hitsOf(items[at - window], known), -growth[at - window]);
    }
  }

  private hitsOf(a: number, known: Map<number, Hits>): Hits {
    const before = known.get(a);
    if (before) return before;
    const { offsets, items, codes, scales } = this.tables;
    const [numbers, values]: [number[], number[]] = [[], []];
    for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) {
      const number = this.numberOf[items[entry]];
      if (number < 0) continue;
      numbers.push(number);
      values.push(scales[a] * codes[entry]);
    }
    const hits = { numbers: Int32Array.from(numbers), values: Float64Array.from(values) };
    known.set(a, hits);
    return hits;
  }

  /** For each trace, a number for each event from `from` on: each M[a, i] without the user's own share, and at least 0. */
  private traceTargets({ user, places, from }: Stretch, items: Int32Array): Float32Array[] {
    const { offsets, items: columns, codes, scales } = this.tables;
    this.own.turnTo(user);
    items.forEach((item, at) => {
      if (this.firstOn[item] < 0) this.firstOn[item] = at;
    });
    const traces = this.fading.map(() => new Float64Array(items.length));
    for (let at = 0; at < items.length; at++) {
      const a = items[at];
      for (let entry = offsets[a]; entry < offsets[a + 1]; entry++) {
        const i = columns[entry];
        const later = this.firstOn[i];
        if (later <= at) continue;
        const others = scales[a] * codes[entry] - this.own.of(a, places[later]) / (this.norms.from[a] * this.norms.to[i]);
        if (others <= 0) continue;
        const k = later - 1 - at;
        this.fading.forEach((fading, trace) => {
          if (k < fading.length) traces[trace][later] += fading[k] * others;
        });
      }
    }
    for (const item of items) this.firstOn[item] = -1;
    return traces.map((trace) => Float32Array.from(trace.subarray(from), (value) => this.bent(value)));
  }

  private bent(trace: number): number {
    return trace < SMALLEST_TRACE ? 0 : Math.log1p(trace / this.settings.epsilon);
  }
}

function add(traces: Float64Array, { numbers, values }: Hits, factor: number): void {
  for (let e = 0; e < numbers.length; e++) traces[numbers[e]] += factor * values[e];
}
