import { type Evaluation } from '../evaluation.ts';
import { comparisonOfPair, headlineComparisons } from './comparison.ts';
import { differenceRow, differenceWords } from './difference-row.ts';
import { figure } from './figure.ts';
import { forestPlot } from './forest-plot.ts';
import { html, type Markup } from './markup.ts';
import { MISSING } from './number-words.ts';
import { pairTables } from './pair-tables.ts';
import { section } from './section.ts';

/** All paired differences, with their intervals; null where nothing was paired. */
export function differencesSection(evaluation: Evaluation): Markup | null {
  const pairs = evaluation.paired.map((paired) => ({ paired, name: `${paired.a} − ${paired.b}`, comparison: comparisonOfPair(evaluation, paired) }));
  if (pairs.length === 0) return null;
  const { whole, binned } = pairTables(pairs);
  const limit = limitOf(evaluation);
  const cut = pairs.some(({ comparison }) => comparison && Math.abs(comparison.difference) > limit);
  const plot = figure({
    id: 'paired',
    title: 'Paired differences in NDCG@10',
    description: `${pairs.map(({ name, comparison }) => `${name}: ${comparison ? differenceWords(comparison, comparison) : MISSING}`).join('; ')}.`,
    caption:
      'The first arm minus the second, over the same predictions, with 95 % intervals. Diamond: the first leads. Square: it trails. Ring: tied, the interval holds 0.' +
      (cut ? ' Arrow: further than the axis reaches.' : ''),
    draw: (drawing, wide) =>
      forestPlot({
        ...drawing,
        xLabel: 'difference in NDCG@10',
        aroundZero: true,
        limit,
        rows: pairs.map(({ paired, comparison }) => differenceRow([paired.a, paired.b], comparison, comparison)),
        columns: wide ? { names: 200, words: 160 } : null,
      }),
    legend: null,
    legendWhenWide: false,
    tables: [
      { caption: 'Paired differences in NDCG@10', ...whole },
      { caption: 'Paired differences in NDCG@10, by number of events before, all pairs', ...binned },
    ],
  });
  const words = html`<p>The same users, the same moments, two arms: what is left is the difference between the arms.</p>`;
  return section('Head to head', words, plot);
}

/** Twice as far as the comparisons of the headline reach: a lead over something weak would leave them no room. */
function limitOf(evaluation: Evaluation): number {
  const ends = headlineComparisons(evaluation).flatMap(({ comparison }) => comparison.ci95.map(Math.abs));
  const reach = Math.max(0, ...ends);
  return reach > 0 ? reach * 2 : Infinity;
}
