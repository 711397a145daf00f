import { describe, expect, test } from 'vitest';
import { type Interval } from '../evaluation.ts';
import { forestPlot, type ForestRow } from './forest-plot.ts';
import { KIND_LOOKS } from './look.ts';
import { expectWellFormed } from './well-formed-contract.ts';

const row = (value: number | null, ci95: Interval | null): ForestRow => ({ names: ['a', 'b'], words: String(value), look: KIND_LOOKS.tower, value, ci95 });
const plotOf = (rows: ForestRow[], more = {}) =>
  forestPlot({
    id: 'x',
    title: 't',
    description: 'd',
    width: 460,
    xLabel: 'difference',
    aroundZero: true,
    limit: Infinity,
    rows,
    columns: { names: 100, words: 208 },
    ...more,
  }).text;

describe('forestPlot', () => {
  test('an estimate and its interval are where the axis says', () => {
    // The axis: 0 to 0.05 over 124 … 224.
    const svg = plotOf([row(0.025, [0.01, 0.05])]);
    expect(svg).toContain('d="M144 18H224M144 14v8M224 14v8"');
    expect(svg).toContain('transform="translate(174 18)"');
    expect(svg).toContain('<line class="reference" x1="124"');
    expectWellFormed(svg);
  });

  test('without columns the words stand above, and no line of the grid runs through them', () => {
    const svg = plotOf([row(1, [0, 2]), row(1, [0, 2])], { columns: null });
    const text = Array.from(svg.matchAll(/<text class="(?:strong|quiet)" x="(?:0|460)" y="([\d.]+)"/g), ([, y]) => Number(y));
    const lines = Array.from(svg.matchAll(/<line class="(?:grid|reference)" x1="[\d.]+" y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)"/g));
    expect(new Set(text).size).toBe(2);
    for (const y of text) for (const [, from, to] of lines) expect(y < Number(from) || y - 10 > Number(to)).toBe(true);
  });

  test('beyond the limit stands an arrow, and the others keep their room', () => {
    const svg = plotOf([row(0.01, [0.005, 0.015]), row(4, [3, 5]), row(-4, [-5, -3])], { limit: 0.02 });
    expect(svg).not.toContain('>2</text>');
    expect(svg.match(/m-5 -4l5 4l-5 4/g)).toHaveLength(1);
    expect(svg.match(/m5 -4l-5 4l5 4/g)).toHaveLength(1);
  });

  test('an interval that reaches over the limit is drawn as far as the axis goes', () => {
    const svg = plotOf([row(0.01, [-9, 9])], { limit: 0.02 });
    expect(svg).toContain('d="M124 18H224M');
    expectWellFormed(svg);
  });

  test('what was not measured keeps its name and words', () => {
    for (const missing of [row(null, null), row(NaN, [NaN, NaN]), row(1e300, [0, 1])]) {
      const svg = plotOf([missing, row(0.1, [NaN, 1])]);
      expect(expectWellFormed(svg)).toContain('a − b');
      expect(svg.match(/class="mark/g)).toHaveLength(1);
      expect(svg).not.toContain('whisker');
    }
    expectWellFormed(plotOf([]));
  });
});
