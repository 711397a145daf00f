import { type Evaluation } from '../evaluation.ts';
import { BINS, binWords, whenWords } from './bin-words.ts';
import { headlineComparisons } from './comparison.ts';
import { binCell, differenceRow } from './difference-row.ts';
import { figure } from './figure.ts';
import { section } from './section.ts';
import { byNdcg10, focusArms, shownArms } from './focus-arms.ts';
import { forestPlot } from './forest-plot.ts';
import { linePlot } from './line-plot.ts';
import { lookOf } from './look.ts';
import { legend } from './marker.ts';
import { type Content, html, type Markup } from './markup.ts';
import { measured, metricWords } from './number-words.ts';

/** Quality by how many events came before, and where the differences lie; null where no bin has a figure. */
export function eventsSection(evaluation: Evaluation): Markup | null {
  const focus = focusArms(evaluation);
  const shown = shownArms(focus, 3);
  if (!shown.some(({ byEvents }) => BINS.some((bin) => measured(byEvents[bin])))) return null;
  const lines = shown.map((arm) => ({
    name: arm.name,
    look: lookOf(arm, focus),
    points: BINS.map((bin, x) => ({ x, y: arm.byEvents[bin], said: `${arm.name}, ${whenWords(bin)}: ${metricWords(arm.byEvents[bin])}` })),
  }));
  const plot = figure({
    id: 'events',
    title: 'NDCG@10 by number of events before',
    description: `${shown.map((arm) => `${arm.name}: ${BINS.map((bin) => `${metricWords(arm.byEvents[bin])} ${whenWords(bin)}`).join(', ')}`).join('; ')}.`,
    caption: 'Each bin is about as far from the last as on a logarithmic scale. Later bins hold fewer visitors: those with long histories.',
    draw: (drawing, wide) =>
      linePlot({
        ...drawing,
        height: wide ? 380 : 300,
        xLabel: 'events before the prediction',
        yLabel: 'NDCG@10',
        x: { from: 0, to: BINS.length - 1, ticks: BINS.map((bin, at) => ({ at, words: binWords(bin) })) },
        fromZero: true,
        markers: true,
        nameMargin: wide ? 170 : 0,
        lines,
      }),
    legend: legend(lines.map(({ name, look }) => ({ name, look, line: true }))),
    legendWhenWide: false,
    tables: [
      {
        caption: 'NDCG@10 by number of events before',
        head: ['Arm', ...BINS.map(binWords)],
        rows: byNdcg10(evaluation.arms).map((arm) => [arm.name, ...BINS.map((bin) => metricWords(arm.byEvents[bin]))]),
      },
    ],
  });
  const words = html`<p>A visitor begins with nothing and becomes known event by event. The frozen model and the one that learns, beside the three best baselines.</p>`;
  return section('By what came before', words, [plot, differences(evaluation)]);
}

/** The comparisons of the headline, bin by bin; one caption and one table for all. */
function differences(evaluation: Evaluation): Content {
  const pairs = headlineComparisons(evaluation)
    .filter(({ comparison }) => BINS.some((bin) => comparison.byEvents[bin]))
    .map(({ one, other, comparison }) => ({ name: `${one.name} − ${other.name}`, byEvents: comparison.byEvents }));
  if (pairs.length === 0) return null;
  const table = {
    caption: 'Paired differences in NDCG@10, by number of events before',
    head: ['Events before', ...pairs.map(({ name }) => name)],
    rows: BINS.map((bin) => [binWords(bin), ...pairs.map(({ byEvents }) => binCell(byEvents[bin]))]),
  };
  return pairs.map(({ name, byEvents }, i) => {
    const rows = BINS.map((bin) => differenceRow([bin === '0' ? 'no events' : `${binWords(bin)} events`], byEvents[bin], null));
    const last = i === pairs.length - 1;
    return figure({
      id: `bins-${i + 1}`,
      title: `${name}, by number of events before`,
      description: `${BINS.map((bin) => `${whenWords(bin)}: ${binCell(byEvents[bin])}`).join('; ')}.`,
      caption: last ? 'Paired differences with 95 % intervals, each plot on a scale of its own. Diamond: leads. Square: trails. Ring: tied.' : null,
      draw: (drawing, wide) =>
        forestPlot({ ...drawing, xLabel: 'difference in NDCG@10', aroundZero: true, limit: Infinity, rows, columns: wide ? { names: 110, words: 90 } : null }),
      legend: null,
      legendWhenWide: false,
      tables: last ? [table] : [],
    });
  });
}
