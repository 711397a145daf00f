import { measured } from './number-words.ts';

export interface Scale {
  /** Smallest and largest value of the axis; all given values lie between. */
  domain: [number, number];
  /** Round values for the axis, ascending, within the domain. */
  ticks: number[];
  /** Where a value is drawn, rounded to a tenth; what lies outside is drawn at the edge. */
  at: (value: number) => number;
  /** A tick as it is written: as many decimals as tell the ticks apart. */
  words: (tick: number) => string;
}

/** Metrics and losses are far below this; beyond it a value is not drawn. */
const LARGEST = 1e15;

/** Whether a value can be drawn. */
export function drawable(value: number | null | undefined): value is number {
  return measured(value) && Math.abs(value) <= LARGEST;
}

/**
 * A linear scale from the values' span, widened to round ends, to `range` (in units of the drawing). About `count` ticks
 * at 1, 2 or 5 times a power of ten. Values that cannot be drawn are passed over; with none the domain is 0 to 1.
 */
export function linearScale(values: readonly (number | null)[], range: readonly [number, number], count = 5): Scale {
  const known = values.filter(drawable);
  let low = known.length > 0 ? Math.min(...known) : 0;
  let high = known.length > 0 ? Math.max(...known) : 1;
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Equal, or too near for floating point to put ticks between.
  if (size < 1e-12) [low, high] = [low < 0 ? -1 : 0, 1];
  else if (high - low < size * 1e-6) [low, high] = [low - size / 10, high + size / 10];

  const step = niceStep((high - low) / Math.max(1, count));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
  const domain: [number, number] = [Math.min(low, ticks[0]), Math.max(high, ticks.at(-1)!)];
  const span = domain[1] - domain[0];
  return {
    domain,
    ticks,
    at(value) {
      const share = Math.min(1, Math.max(0, (value - domain[0]) / span));
      return Math.round((range[0] + share * (range[1] - range[0])) * 10) / 10;
    },
    words: (tick) => tickWords(tick, step),
  };
}

/** The next of 1, 2, 5, 10 … at or above `rough` > 0, to the nearest in proportion. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const rest = rough / power;
  return power * (rest < Math.SQRT2 ? 1 : rest < Math.sqrt(10) ? 2 : rest < Math.sqrt(50) ? 5 : 10);
}

function tickWords(tick: number, step: number): string {
  if (tick === 0) return '0';
  const power = Math.floor(Math.log10(step) + 1e-9);
  if (power < -5 || Math.abs(tick) >= 1e6) {
    const digits = Math.floor(Math.log10(Math.abs(tick)) + 1e-9) - power;
    return tick.toExponential(Math.max(0, Math.min(12, digits))).replaceAll('-', '−');
  }
  return tick.toFixed(Math.max(0, -power)).replace(/^(-?)0\./, '$1.').replace('-', '−');
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}
