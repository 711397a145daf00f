import { expect, test } from 'vitest';
import { dotPlot } from './dot-plot.ts';
import { KIND_LOOKS } from './look.ts';
import { expectWellFormed } from './well-formed-contract.ts';

const plotOf = (...rows: (number | null)[][]) =>
  dotPlot({
    id: 'x',
    title: 't',
    description: 'd',
    width: 228,
    xLabel: 'HR@10',
    nameColumn: 100,
    rows: rows.map((values, i) => ({ name: `genre ${i}`, dots: values.map((value) => ({ look: KIND_LOOKS.tower, value, said: '' })) })),
  }).text;

test('dots are where the axis says, tied together by a line', () => {
  // The axis: 1 to 3 over 114 … 214.
  const svg = plotOf([1, 3], [2, null]);
  expect(svg).toContain('<line class="axis" x1="114" y1="15" x2="214" y2="15"/>');
  expect(svg).toContain('translate(164 41)');
  expect(svg.match(/class="mark/g)).toHaveLength(3);
});

test('nothing to draw', () => {
  for (const svg of [plotOf(), plotOf([]), plotOf([null, NaN, Infinity])]) {
    expectWellFormed(svg);
    expect(svg).not.toContain('class="mark');
  }
});
