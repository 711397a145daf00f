/**
 * The transition memory: traces that a history leaves on the items that used to follow its items (DESIGN.md, "Memory").
 * After T events, t_i = Σ_{k=0 … window−1} decay^k · M[item_{T−1−k}, i]. From scratch each time, so that an event that
 * was forgotten has left nothing.
 */
import { OptionError } from '../errors.ts';
import { type MemorySettings } from '../neumf.ts';
import { type TransitionTables } from '../types.ts';
import { type SparseScores } from './scorer.ts';

export class TransitionMemory {
  private readonly settings: MemorySettings;
  private readonly tables: TransitionTables;
  /** Traces by item, [n]; all 0 between calls. */
  private readonly traces: Float64Array;
  /** The items whose trace is above 0: as many as one history can have. */
  private readonly touched: Int32Array;
  private readonly fading: Float64Array;

  /** Keeps `tables`, and 8 bytes an item beside them. */
  constructor(settings: MemorySettings, tables: TransitionTables) {
    const { offsets, scales } = tables;
    const longest = scales.reduce((most, _, item) => Math.max(most, offsets[item + 1] - offsets[item]), 0);
    this.settings = settings;
    this.tables = tables;
    this.traces = new Float64Array(scales.length);
    this.touched = new Int32Array(Math.min(scales.length, settings.window * longest));
    this.fading = Float64Array.from({ length: settings.window }, (_, k) => settings.decay ** k);
  }

  /** How many of the latest events matter. */
  get window(): number {
    return this.settings.window;
  }

  /**
   * The term of the score that a visitor's events make, without those items for which it is 0: weight · log1p(t_i / ε).
   * `history`: item indices, oldest first, of which the last `window` matter.
   * @throws OptionError at an item that is none of the n.
   */
  term(history: ArrayLike<number>, weight: number): SparseScores {
    const { epsilon } = this.settings;
    const items = this.touched.slice(0, this.leave(history));
    const values = new Float32Array(items.length);
    for (let i = 0; i < items.length; i++) values[i] = weight * Math.log1p(this.traces[items[i]] / epsilon);
    this.clear(items.length);
    return { items, values };
  }

  /** log1p(t_i / ε) of chosen items, [items.length], into the beginning of `into`. @throws as `term`. */
  features(history: ArrayLike<number>, items: ArrayLike<number>, into: Float32Array): void {
    const { epsilon } = this.settings;
    const count = this.leave(history);
    for (let i = 0; i < items.length; i++) into[i] = Math.log1p(this.traces[items[i]] / epsilon);
    this.clear(count);
  }

  /** Fills `traces`, and returns how many items are `touched`. */
  private leave(history: ArrayLike<number>): number {
    const { offsets, items, codes, scales } = this.tables;
    const { traces, touched, fading } = this;
    const events = Math.min(history.length, fading.length);
    let count = 0;
    for (let k = 0; k < events; k++) {
      const from = history[history.length - 1 - k];
      if (!(from >= 0 && from < scales.length)) {
        this.clear(count);
        throw new OptionError('history', `expected items from 0 to ${scales.length - 1}, got ${from}`);
      }
      const strength = fading[k] * scales[from];
      for (let entry = offsets[from]; entry < offsets[from + 1]; entry++) {
        const item = items[entry];
        const before = traces[item];
        traces[item] = before + strength * codes[entry];
        if (before === 0 && traces[item] !== 0) touched[count++] = item;
      }
    }
    return count;
  }

  private clear(count: number): void {
    for (let i = 0; i < count; i++) this.traces[this.touched[i]] = 0;
  }
}
