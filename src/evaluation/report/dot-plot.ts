import { type Drawing, drawing, label, rule } from './drawing.ts';
import { type Look } from './look.ts';
import { marker } from './marker.ts';
import { type Markup } from './markup.ts';
import { drawable, linearScale } from './scale.ts';
import { fitText } from './text-width.ts';

export interface DotPlot extends Drawing {
  xLabel: string;
  rows: readonly { name: string; dots: readonly { look: Look; value: number | null; said: string }[] }[];
  /** Units for the names. */
  nameColumn: number;
}

const STEP = 26;

/** Several values of one kind for each row (Cleveland's dot plot). The axis need not begin at 0: places are compared, not lengths. */
export function dotPlot(plot: DotPlot): Markup {
  const [left, right] = [plot.nameColumn + 14, plot.width - 14];
  const bottom = plot.rows.length * STEP + 4;
  const x = linearScale(plot.rows.flatMap(({ dots }) => dots.map(({ value }) => value)), [left, right]);
  return drawing(plot, bottom + 46, [
    x.ticks.map((tick) => [rule(x.at(tick), 0, x.at(tick), bottom), label(x.at(tick), bottom + 18, x.words(tick), 'middle')]),
    rule(left, bottom, right, bottom, 'axis'),
    label(right, bottom + 40, plot.xLabel, 'end'),
    plot.rows.map(({ name, dots }, i) => {
      const y = i * STEP + 15;
      const values = dots.map(({ value }) => value).filter(drawable);
      return [
        label(0, y + 4.5, fitText(name, plot.nameColumn, 13), 'start', 'strong'),
        values.length > 1 ? rule(x.at(Math.min(...values)), y, x.at(Math.max(...values)), y, 'axis') : null,
        // The first of the dots lies on top.
        dots.toReversed().map(({ look, value, said }) => (drawable(value) ? marker(look, x.at(value), y, said) : null)),
      ];
    }),
  ]);
}
