import { type Drawing, drawing, label, rule } from './drawing.ts';
import { type Look } from './look.ts';
import { marker } from './marker.ts';
import { html, type Markup } from './markup.ts';
import { drawable, linearScale } from './scale.ts';
import { fitText } from './text-width.ts';

export interface Line {
  name: string;
  look: Look;
  /** Ascending in x. A y that is null or cannot be drawn breaks the line. */
  points: readonly { x: number; y: number | null; said: string }[];
}

export interface LinePlot extends Drawing {
  height: number;
  xLabel: string;
  yLabel: string;
  /** The x axis: its ends, and the places that are named. */
  x: { from: number; to: number; ticks: readonly { at: number; words: string }[] };
  /** Whether the y axis begins at 0. */
  fromZero: boolean;
  /** Whether every point has a marker, or only its line and the last point. */
  markers: boolean;
  /** Whether lines are named at their end, in a margin of this many units; 0 leaves that to a legend. */
  nameMargin: number;
  lines: readonly Line[];
}

const NAME_SIZE = 13;
const NAME_STEP = 17;

/** Lines over a shared x axis. */
export function linePlot(plot: LinePlot): Markup {
  const [left, right, top, bottom] = [46, plot.width - Math.max(plot.nameMargin, 26), 30, plot.height - 46];
  const values = plot.lines.flatMap(({ points }) => points.map(({ y }) => y));
  const y = linearScale(plot.fromZero ? [0, ...values] : values, [bottom, top]);
  const span = plot.x.to - plot.x.from;
  const x = (value: number) => tenth(left + (span > 0 ? (value - plot.x.from) / span : 0.5) * (right - left));

  const drawn = plot.lines.map(({ name, look, points }) => ({
    name,
    look,
    points: points.map((point) => ({ said: point.said, x: x(point.x), y: drawable(point.y) ? y.at(point.y) : null })),
  }));
  const ordered = drawn.toReversed();
  return drawing(plot, plot.height, [
    label(0, 12, plot.yLabel),
    // Where there is something below it, 0 is a line to be seen.
    y.ticks.map((tick) => [rule(left, y.at(tick), right, y.at(tick), tick === 0 && y.domain[0] < 0 ? 'reference' : 'grid'), label(left - 10, y.at(tick) + 4, y.words(tick), 'end')]),
    rule(left, bottom, right, bottom, 'axis'),
    plot.x.ticks.map(({ at, words }) => [rule(x(at), bottom, x(at), bottom + 5, 'axis'), label(x(at), bottom + 20, words, 'middle')]),
    label(right, plot.height - 6, plot.xLabel, 'end'),
    // The first of the lines lies on top.
    ordered.map(({ look, points }) => html`<path class="line ${look.ink}" stroke-dasharray="${look.dash}" d="${pathOf(points)}"/>`),
    ordered.map(({ look, points }) => points.map((point) => (plot.markers && point.y !== null ? marker(look, point.x, point.y, point.said) : null))),
    plot.nameMargin > 0 ? names(drawn, right, plot.nameMargin, [top, bottom]) : null,
  ]);
}

interface DrawnLine {
  name: string;
  look: Look;
  points: readonly { x: number; y: number | null; said: string }[];
}

/** Through all points with a value; a gap lifts the pen. */
function pathOf(points: DrawnLine['points']): string {
  let pen = 'M';
  let path = '';
  for (const { x, y } of points) {
    if (y === null) {
      pen = 'M';
      continue;
    }
    path += `${pen}${x} ${y}`;
    pen = 'L';
  }
  return path;
}

/** Names in the right margin, each at the height of its line's end, or as near as its neighbours leave room. */
function names(lines: readonly DrawnLine[], right: number, margin: number, [top, bottom]: [number, number]): Markup[] {
  const ends = lines.flatMap(({ name, look, points }) => {
    const end = points.findLast(({ y }) => y !== null);
    return end ? [{ name, look, x: end.x, y: end.y!, said: end.said }] : [];
  });
  ends.sort((a, b) => a.y - b.y);
  const places = spread(ends.map(({ y }) => y), NAME_STEP, top, bottom);
  return ends.map(({ name, look, x, y, said }, i) => {
    const to = right + 22;
    const lead = html`<path class="lead" d="M${x + 6} ${y}L${right + 10} ${places[i]}H${to - 7}"/>`;
    const words = fitText(name, margin - 32, NAME_SIZE);
    return html`${lead}${marker(look, to, places[i], said)}${label(to + 10, places[i] + 4.5, words, 'start', 'strong')}`;
  });
}

/** Ascending heights moved apart to at least `step`, staying in `top` … `bottom` as long as there is room. */
export function spread(heights: readonly number[], step: number, top: number, bottom: number): number[] {
  const places = [...heights];
  for (let i = 0; i < places.length; i++) places[i] = Math.max(places[i], i > 0 ? places[i - 1] + step : top);
  for (let i = places.length - 1; i >= 0; i--) places[i] = Math.min(places[i], i < places.length - 1 ? places[i + 1] - step : bottom);
  return places.map(tenth);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
