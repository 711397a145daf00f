import { expect, test } from 'vitest';
import { barPlot } from './bar-plot.ts';
import { KIND_LOOKS } from './look.ts';
import { expectWellFormed } from './well-formed-contract.ts';

const plotOf = (values: number[], highest: number) =>
  barPlot({
    id: 'x',
    title: 't',
    description: 'd',
    width: 200,
    look: KIND_LOOKS.tower,
    bars: values.map((value) => ({ value, said: `${value}` })),
    highest,
    reference: 0.1,
    words: (value) => `${value * 100} %`,
    ends: ['least', 'most'],
  }).text;

test('heights are shares of the highest value of all plots', () => {
  const heights = Array.from(plotOf([0.1, 0.4], 0.8).matchAll(/<rect[^>]* height="([\d.]+)"/g), ([, height]) => Number(height));
  expect(heights).toEqual([9.8, 39]);
});

test('the tallest bar is named', () => {
  expect(expectWellFormed(plotOf([0.5, 0.25, 0.25], 0.5))).toContain('50 %');
});

test('nothing, nought, and what cannot be drawn', () => {
  for (const values of [[], [0, 0], [NaN, 0.5], [Infinity, -1]]) {
    const svg = plotOf(values, 0.5);
    expectWellFormed(svg);
    expect(svg.match(/<rect/g) ?? []).toHaveLength(values.length);
  }
  expect(expectWellFormed(plotOf([0], 0))).toContain('0 %');
});
