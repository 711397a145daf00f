import { type Sfc32 } from '../random.ts';
import { type Palette } from './cover-palette.ts';

/** A path of one colour. */
export interface Shape {
  d: string;
  fill: string;
}

/** Draws on a ground of `width` × `height`; what stands out over the edge is cut off. */
type Pattern = (width: number, height: number, palette: Palette, random: Sfc32) => Shape[];

export const PATTERNS = ['bands', 'arcs', 'grid', 'dots', 'waves', 'facets'] as const;
export type PatternName = (typeof PATTERNS)[number];

export const drawPattern: Record<PatternName, Pattern> = {
  bands(width, height, { tones, accent }, random) {
    const count = 5 + random.below(4);
    const slope = [0, 0, 0.22, -0.34, 0.6][random.below(5)] * width;
    const growth = 0.72 + random.uniform() * 0.6;
    const parts = Array.from({ length: count }, (_, i) => growth ** i);
    const total = parts.reduce((sum, part) => sum + part, 0);
    const reach = height + Math.abs(slope);
    const lit = random.below(count);
    let y = Math.min(0, -slope);
    return parts.map((part, i) => {
      const tall = (part / total) * reach;
      const d = `M0 ${n(y)}L${width} ${n(y + slope)}V${n(y + slope + tall + 0.4)}L0 ${n(y + tall + 0.4)}Z`;
      y += tall;
      return { d, fill: i === lit ? accent : tones[(i + 1) % 3] };
    });
  },

  arcs(width, height, { tones, accent }, random) {
    const places = [[0, height], [width, height], [width / 2, height], [width, 0]];
    const [cx, cy] = places[random.below(places.length)];
    const count = 4 + random.below(4);
    const reach = Math.hypot(Math.max(cx, width - cx), Math.max(cy, height - cy)) * (0.8 + random.uniform() * 0.2);
    return Array.from({ length: count }, (_, i) => {
      const r = n(reach * (1 - i / count));
      return { d: circle(cx, cy, r), fill: i === count - 1 ? accent : tones[i % 3] };
    });
  },

  grid(width, height, { tones, accent }, random) {
    const columns = 3 + random.below(2);
    const side = width / columns;
    const rows = Math.ceil(height / side);
    const lit = random.below(columns * Math.max(1, Math.floor(height / side)));
    const shapes: Shape[] = [];
    for (let i = 0; i < columns * rows; i++) {
      const x = n((i % columns) * side);
      const y = n(Math.floor(i / columns) * side);
      const fill = i === lit ? accent : tones[random.below(3)];
      const form = random.below(i === lit ? 3 : 4);
      if (form === 0) shapes.push({ d: quarter(x, y, side, random.below(4)), fill });
      if (form === 1) shapes.push({ d: circle(x + side / 2, y + side / 2, side * 0.34), fill });
      if (form === 2) shapes.push({ d: `M${x} ${y}h${n(side + 0.3)}v${n(side + 0.3)}h${n(-side - 0.3)}Z`, fill });
    }
    return byColour(shapes);
  },

  dots(width, height, { tones, accent }, random) {
    const columns = 5 + random.below(4);
    const step = width / columns;
    const rows = Math.ceil(height / step) + 1;
    const [fx, fy] = [random.uniform() * width, random.uniform() * height];
    const reach = Math.hypot(width, height) * 0.75;
    const lit = random.below(columns * (rows - 1));
    const shapes: Shape[] = [];
    for (let i = 0; i < columns * rows; i++) {
      const row = Math.floor(i / columns);
      const cx = n(((i % columns) + (row % 2 ? 0.75 : 0.25)) * step);
      const cy = n((row + 0.5) * step * 0.92);
      const near = Math.max(0, 1 - Math.hypot(cx - fx, cy - fy) / reach);
      const r = n(step * (i === lit ? 0.44 : 0.07 + 0.36 * near));
      shapes.push({ d: circle(cx, cy, r), fill: i === lit ? accent : tones[near > 0.6 ? 2 : 1] });
    }
    return byColour(shapes);
  },

  waves(width, height, { tones, accent }, random) {
    const count = 4 + random.below(3);
    const phase = random.uniform() * width;
    const swing = height * (0.04 + random.uniform() * 0.06);
    const length = width * (0.7 + random.uniform() * 0.8);
    const top = height * 0.26;
    const sun = n(width * (0.1 + random.uniform() * 0.07));
    const shapes: Shape[] = [
      { d: circle(width * (0.25 + random.uniform() * 0.5), top, sun), fill: accent },
    ];
    for (let i = 0; i < count; i++) {
      const y = top + ((height - top) * i) / count;
      const half = length / 2;
      let x = -((phase + i * half * 0.62) % length);
      let d = `M${n(x)} ${n(y)}`;
      for (let side = 1; x < width; side = -side, x += half) d += `q${n(half / 2)} ${n(side * swing * 2)} ${n(half)} 0`;
      shapes.push({ d: `${d}V${n(height + 1)}H${n(-length)}Z`, fill: tones[i % 3] });
    }
    return shapes;
  },

  facets(width, height, { tones, accent }, random) {
    const columns = 2 + random.below(3);
    const side = width / columns;
    const rows = Math.ceil(height / side);
    const lit = random.below(columns * Math.max(1, Math.floor(height / side)));
    const lean = random.below(3);
    const [below, above]: Shape[][] = [[], []];
    for (let i = 0; i < columns * rows; i++) {
      const x = (i % columns) * side;
      const y = Math.floor(i / columns) * side;
      const [x1, y1, o] = [x + side, y + side, 0.3];
      const down = lean === 2 ? random.below(2) === 0 : (lean === 0) === ((i + Math.floor(i / columns)) % 2 === 0);
      const upper = down ? [x - o, y - o, x1 + o, y - o, x1 + o, y1 + o] : [x - o, y - o, x1 + o, y - o, x - o, y1 + o];
      const lower = down ? [x - o, y - o, x1 + o, y1 + o, x - o, y1 + o] : [x1 + o, y - o, x1 + o, y1 + o, x - o, y1 + o];
      below.push({ d: polygon(lower), fill: tones[random.below(3)] });
      if (i === lit || random.below(3) > 0) {
        above.push({ d: polygon(upper), fill: i === lit ? accent : tones[random.below(3)] });
      }
    }
    return [...byColour(below), ...byColour(above)];
  },
};

/** Shapes that do not overlap as one path for each colour: a page of covers has hundreds, and each has its price. */
function byColour(shapes: readonly Shape[]): Shape[] {
  const paths = new Map<string, string>();
  for (const { d, fill } of shapes) paths.set(fill, (paths.get(fill) ?? '') + d);
  return Array.from(paths, ([fill, d]) => ({ d, fill }));
}

function circle(cx: number, cy: number, r: number): string {
  const [radius, across] = [n(r), n(2 * n(r))];
  return `M${n(cx - radius)} ${n(cy)}a${radius} ${radius} 0 1 0 ${across} 0a${radius} ${radius} 0 1 0 ${-across} 0Z`;
}

function quarter(x: number, y: number, side: number, corner: number): string {
  const [x1, y1, s] = [n(x + side), n(y + side), n(side)];
  return [
    `M${x} ${y}H${x1}A${s} ${s} 0 0 1 ${x} ${y1}Z`,
    `M${x1} ${y}V${y1}A${s} ${s} 0 0 1 ${x} ${y}Z`,
    `M${x1} ${y1}H${x}A${s} ${s} 0 0 1 ${x1} ${y}Z`,
    `M${x} ${y1}V${y}A${s} ${s} 0 0 1 ${x1} ${y1}Z`,
  ][corner];
}

function polygon(points: readonly number[]): string {
  return `M${points.map(n).join(' ')}Z`;
}

/** A tenth of a unit is finer than any screen shows. */
function n(value: number): number {
  return Math.round(value * 10) / 10;
}
