/**
 * The transition memory: traces that a history leaves on the items that used to follow its items (DESIGN.md, "Memory").
 * After T events, t_i = Σ_{k=0 … window−1} decay^k · M[item_{T−1−k}, i], for each window and decay of the settings. From
 * scratch each time, so that an event that was forgotten has left nothing.
 */
import { OptionError } from '../errors.ts';
import { longestWindow, type MemorySettings, type TraceSettings } from '../neumf.ts';
import { type TransitionTables } from '../types.ts';
import { type SparseScores } from './scorer.ts';

/** decay^k, [window]: what the event k steps before the latest one counts. */
export function fadingOf({ window, decay }: TraceSettings): Float64Array {
  return Float64Array.from({ length: window }, (_, k) => decay ** k);
}

export class TransitionMemory {
  private readonly settings: MemorySettings;
  private readonly tables: TransitionTables;
  /** Traces by item, [n] each; all 0 between calls. */
  private readonly traces: Float64Array[];
  /** decay^k, [window], of each trace. */
  private readonly fading: Float64Array[];
  /** The items that have a trace: as many as one history can have. */
  private readonly touched: Int32Array;
  /** 1 for the touched items, [n]; all 0 between calls. */
  private readonly isTouched: Uint8Array;
  /** 1 for the items whose features are asked for, [n]; all 0 between calls. */
  private readonly isWanted: Uint8Array;

  /** Keeps `tables`, and beside them 8 bytes an item for each trace, and 2. */
  constructor(settings: MemorySettings, tables: TransitionTables) {
    const { offsets, scales } = tables;
    const longest = scales.reduce((most, _, item) => Math.max(most, offsets[item + 1] - offsets[item]), 0);
    this.settings = settings;
    this.tables = tables;
    this.traces = settings.traces.map(() => new Float64Array(scales.length));
    this.fading = settings.traces.map(fadingOf);
    this.touched = new Int32Array(Math.min(scales.length, this.window * longest));
    this.isTouched = new Uint8Array(scales.length);
    this.isWanted = new Uint8Array(scales.length);
  }

  /** How many of the latest events matter. */
  get window(): number {
    return longestWindow(this.settings);
  }

  /** How many traces there are, K. */
  get count(): number {
    return this.traces.length;
  }

  /**
   * The term of the score that a visitor's events make, without those items for which it is 0: Σ over traces of
   * weight · log1p(t_i / ε). `history`: item indices, oldest first, of which the last `window` matter; `weights` [K].
   * @throws OptionError at an item that is none of the n.
   */
  term(history: ArrayLike<number>, weights: ArrayLike<number>): SparseScores {
    const { epsilon } = this.settings;
    const items = this.touched.slice(0, this.leave(history));
    const values = new Float32Array(items.length);
    this.traces.forEach((trace, t) => {
      for (let i = 0; i < items.length; i++) values[i] += weights[t] * Math.log1p(trace[items[i]] / epsilon);
    });
    this.clear(items.length);
    return { items, values };
  }

  /** log1p(t_i / ε) of chosen items, [K, items.length], into the beginning of `into`. @throws as `term`. */
  features(history: ArrayLike<number>, items: ArrayLike<number>, into: Float32Array): void {
    const { epsilon } = this.settings;
    for (let i = 0; i < items.length; i++) this.isWanted[items[i]] = 1;
    try {
      // Few of the items that a history touches are asked for: the others' traces are not summed.
      const count = this.leave(history, this.isWanted);
      this.traces.forEach((trace, t) => {
        for (let i = 0; i < items.length; i++) into[t * items.length + i] = trace[items[i]] === 0 ? 0 : Math.log1p(trace[items[i]] / epsilon);
      });
      this.clear(count);
    } finally {
      for (let i = 0; i < items.length; i++) this.isWanted[items[i]] = 0;
    }
  }

  /** M[a, item] of the item a of each event, [history.length]. Beside the others, since it wants one column alone. */
  strengths(history: ArrayLike<number>, item: number): Float64Array {
    const { offsets, items, codes, scales } = this.tables;
    return Float64Array.from(history, (from) => {
      const at = items.subarray(offsets[from], offsets[from + 1]).indexOf(item);
      return at < 0 ? 0 : codes[offsets[from] + at] * scales[from];
    });
  }

  /** Fills `traces`, where given only of the items that `among` marks, [n], and returns how many items are `touched`. */
  private leave(history: ArrayLike<number>, among: Uint8Array | null = null): number {
    const { offsets, items, codes, scales } = this.tables;
    const { traces, touched, isTouched } = this;
    const events = Math.min(history.length, this.window);
    const strengths = new Float64Array(traces.length);
    let count = 0;
    for (let k = 0; k < events; k++) {
      const from = history[history.length - 1 - k];
      if (!(from >= 0 && from < scales.length)) {
        this.clear(count);
        throw new OptionError('history', `expected items from 0 to ${scales.length - 1}, got ${from}`);
      }
      this.fading.forEach((fading, t) => (strengths[t] = k < fading.length ? fading[k] * scales[from] : 0));
      for (let entry = offsets[from]; entry < offsets[from + 1]; entry++) {
        const item = items[entry];
        if (among !== null && among[item] === 0) continue;
        let left = 0;
        for (let t = 0; t < traces.length; t++) {
          const strength = strengths[t] * codes[entry];
          traces[t][item] += strength;
          left += strength;
        }
        if (left === 0 || isTouched[item] === 1) continue;
        isTouched[item] = 1;
        touched[count++] = item;
      }
    }
    return count;
  }

  private clear(count: number): void {
    for (let i = 0; i < count; i++) {
      const item = this.touched[i];
      this.isTouched[item] = 0;
      for (const trace of this.traces) trace[item] = 0;
    }
  }
}
