import { type Drawing, drawing, label, rule } from './drawing.ts';
import { type Look } from './look.ts';
import { html, type Markup } from './markup.ts';
import { drawable } from './scale.ts';

export interface BarPlot extends Drawing {
  look: Look;
  bars: readonly { value: number; said: string }[];
  /** The value that reaches the top, so that plots beside each other compare. */
  highest: number;
  /** A line across, and what is written over the tallest bar. */
  reference: number;
  words: (value: number) => string;
  /** Under the first and the last bar. */
  ends: readonly [string, string];
}

const HEIGHT = 118;

/** A few small bars without an axis, for several side by side. */
export function barPlot(plot: BarPlot): Markup {
  const [top, bottom] = [20, HEIGHT - 20];
  const tall = (value: number) => (plot.highest > 0 ? tenth((Math.min(value, plot.highest) / plot.highest) * (bottom - top)) : 0);
  const step = plot.width / Math.max(1, plot.bars.length);
  const x = (i: number) => tenth(i * step);
  const known = plot.bars.map(({ value }) => (drawable(value) && value > 0 ? value : 0));
  const tallest = known.indexOf(Math.max(...known));
  const side = tallest < known.length / 4 ? 'start' : tallest >= (known.length * 3) / 4 ? 'end' : 'middle';
  const labelX = { start: x(tallest), middle: x(tallest + 0.5), end: x(tallest + 1) - 3 }[side];

  return drawing(plot, HEIGHT, [
    plot.bars.map(({ said }, i) => {
      const height = tall(known[i]);
      const place = html`x="${x(i)}" y="${tenth(bottom - height)}" width="${tenth(step - 3)}" height="${height}"`;
      return html`<rect class="bar ${plot.look.ink}" ${place}><title>${said}</title></rect>`;
    }),
    rule(0, bottom, plot.width, bottom, 'axis'),
    plot.reference <= plot.highest ? rule(0, bottom - tall(plot.reference), plot.width, bottom - tall(plot.reference), 'reference') : null,
    tallest >= 0 ? label(labelX, bottom - tall(known[tallest]) - 6, plot.words(known[tallest]), side, 'strong') : null,
    label(0, HEIGHT - 5, plot.ends[0]),
    label(plot.width, HEIGHT - 5, plot.ends[1], 'end'),
  ]);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
