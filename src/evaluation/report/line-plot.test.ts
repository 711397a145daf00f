import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linePlot, spread } from './line-plot.ts';
import { KIND_LOOKS } from './look.ts';
import { expectWellFormed } from './well-formed-contract.ts';

const plotOf = (values: readonly (number | null)[], more = {}) =>
  linePlot({
    id: 'x',
    title: 'T & T',
    description: 'd',
    width: 340,
    height: 200,
    xLabel: 'events',
    yLabel: 'NDCG@10',
    x: { from: 0, to: values.length - 1, ticks: values.map((_, at) => ({ at, words: `bin ${at}` })) },
    fromZero: true,
    markers: true,
    nameMargin: 100,
    lines: [{ name: 'tower', look: KIND_LOOKS.tower, points: values.map((y, x) => ({ x, y, said: `at ${x}` })) }],
    ...more,
  }).text;

describe('linePlot', () => {
  test('draws points where the scale puts them', () => {
    // x from 46 to 340 − 100, y from 154 (0) to 30 (1).
    expect(plotOf([0, 1, 0.5])).toContain('d="M46 154L143 30L240 92"');
  });

  test('a gap lifts the pen, and has no marker', () => {
    const svg = plotOf([null, 0.1, null, 0.3, 0.2, NaN]);
    expect(svg).toMatch(/class="line tower"[^>]* d="M[\d. ]+M[\d. ]+L[\d. ]+"/);
    // Three points and the marker beside the name.
    expect(svg.match(/class="mark tower circle"/g)).toHaveLength(4);
    expectWellFormed(svg);
  });

  test('with nothing to draw there is an empty frame and no name', () => {
    const svg = plotOf([null, null]);
    expect(expectWellFormed(svg)).not.toContain('tower');
    expect(svg).toContain('class="line tower" stroke-dasharray="" d=""');
  });

  test('one point, huge and tiny values', () => {
    for (const values of [[0.2], [1e14, -1e14], [1e-300, 2e-300], [1e300, 1], [0, 0], [5e-324]]) {
      const svg = plotOf(values);
      expectWellFormed(svg);
      expect(svg).toMatch(/class="line tower" stroke-dasharray="" d="M[\d. L]+(M[\d. ]+)?"/);
    }
  });

  test('a name that is too long is cut, and told in full by its marker', () => {
    const name = 'a name much longer than its margin <is>';
    const svg = plotOf([1], { lines: [{ name, look: KIND_LOOKS.tower, points: [{ x: 0, y: 1, said: name }] }] });
    expect(expectWellFormed(svg)).toMatch(/a name…$/);
    expect(svg).toContain('<title>a name much longer than its margin &lt;is&gt;</title>');
  });
});

test('spread: what has room stays, what has none moves apart, all inside while that is possible', () => {
  expect(spread([10, 100], 17, 0, 200)).toEqual([10, 100]);
  expect(spread([50, 52, 53], 17, 0, 200)).toEqual([50, 67, 84]);
  expect(spread([190, 195, 200], 17, 0, 200)).toEqual([166, 183, 200]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 }), (heights) => {
      const places = spread(heights.toSorted((a, b) => a - b), 17, 0, 300);
      for (let i = 0; i < places.length; i++) {
        expect(places[i]).toBeGreaterThanOrEqual(0);
        expect(places[i]).toBeLessThanOrEqual(300);
        if (i > 0) expect(places[i] - places[i - 1]).toBeGreaterThanOrEqual(17);
      }
    }),
  );
});
