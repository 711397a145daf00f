import { type Interval } from '../evaluation.ts';
import { type Drawing, drawing, label, rule } from './drawing.ts';
import { type Look } from './look.ts';
import { marker } from './marker.ts';
import { html, type Markup } from './markup.ts';
import { drawable, linearScale, type Scale } from './scale.ts';
import { fitTexts, textWidth } from './text-width.ts';

export interface ForestRow {
  /** What it is an estimate of: one name, or two whose difference it is. */
  names: readonly string[];
  /** What is written at the end of the row. */
  words: string;
  look: Look;
  /** Null, or something that cannot be drawn: the row has its words alone. */
  value: number | null;
  ci95: Interval | null;
}

export interface ForestPlot extends Drawing {
  xLabel: string;
  /** Whether 0 belongs to the axis and has a line of its own: for differences. */
  aroundZero: boolean;
  /** The axis reaches no further than this on either side; an arrow stands for what lies beyond. Infinity: all is shown. */
  limit: number;
  rows: readonly ForestRow[];
  /** Units for the names and the words beside the strip; without, they stand above it. */
  columns: { names: number; words: number } | null;
}

const SIZE = 13;

/** Estimates with their intervals, one row each. */
export function forestPlot(plot: ForestPlot): Markup {
  const { columns, rows, width, limit } = plot;
  const step = columns ? 30 : 54;
  const [left, right] = columns ? [columns.names + 24, width - columns.words - 28] : [20, width - 20];
  const bottom = rows.length * step + 6;
  const shown = rows.flatMap(({ value, ci95 }) => (beyond(value, limit) ? [] : [value, ...(ci95 ?? []).map((end) => within(end, limit))]));
  const x = linearScale(plot.aroundZero ? [0, ...shown] : shown, [left, right], columns ? 5 : 4);
  // Lines of the grid do not run through words.
  const spans = columns ? [[0, bottom]] : rows.map((_, i) => [i * step + 26, (i + 1) * step]);

  return drawing(plot, bottom + 46, [
    x.ticks.map((tick) => {
      const ink = plot.aroundZero && tick === 0 ? 'reference' : 'grid';
      return [spans.map(([from, to]) => rule(x.at(tick), from, x.at(tick), to, ink)), label(x.at(tick), bottom + 18, x.words(tick), 'middle')];
    }),
    rule(left, bottom, right, bottom, 'axis'),
    label(right, bottom + 40, plot.xLabel, 'end'),
    rows.map((row, i) => {
      const middle = i * step + (columns ? 18 : 39);
      const text = columns ? middle + 4.5 : middle - 21;
      const room = columns?.names ?? width - 12 - textWidth(row.words, SIZE);
      return [
        label(0, text, fitTexts(row.names, ' − ', room, SIZE), 'start', 'strong'),
        label(width, text, row.words, 'end', 'quiet'),
        beyond(row.value, limit) ? arrow(row, row.value! > 0 ? right : left, middle, Math.sign(row.value!)) : strip(row, x, middle),
      ];
    }),
  ]);
}

function beyond(value: number | null, limit: number): boolean {
  return drawable(value) && Math.abs(value) > limit;
}

function within(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

function strip({ names, words, look, value, ci95 }: ForestRow, x: Scale, y: number): Markup | null {
  if (!drawable(value)) return null;
  const whisker = ci95?.every(drawable)
    ? html`<path class="whisker ${look.ink}" d="M${x.at(ci95[0])} ${y}H${x.at(ci95[1])}M${x.at(ci95[0])} ${y - 4}v8M${x.at(ci95[1])} ${y - 4}v8"/>`
    : null;
  return html`${whisker}${marker(look, x.at(value), y, `${names.join(' − ')}: ${words}`)}`;
}

/** Where the axis ends, towards a value beyond. */
function arrow({ names, words, look }: ForestRow, x: number, y: number, side: number): Markup {
  const shaft = html`<path class="whisker ${look.ink}" d="M${x - 12 * side} ${y}H${x + 10 * side}m${-5 * side} -4l${5 * side} 4l${-5 * side} 4"/>`;
  return html`${shaft}${marker(look, x - 14 * side, y, `${names.join(' − ')}: ${words}`)}`;
}
