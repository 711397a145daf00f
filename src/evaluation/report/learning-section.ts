import { type Evaluation } from '../evaluation.ts';
import { figure } from './figure.ts';
import { linePlot } from './line-plot.ts';
import { type Look } from './look.ts';
import { legend } from './marker.ts';
import { html, type Markup } from './markup.ts';
import { percentWords, signedWords } from './number-words.ts';
import { section } from './section.ts';
import { spreadPairs, USER_TABLE_WORDS, userTable } from './user-table.ts';

/** Of the arms that learn, in their order; the learner that ships is the first. */
const LOOKS: readonly Look[] = [
  { ink: 'learner', marker: 'diamond', dash: '' },
  { ink: 'baseline', marker: 'square', dash: '7 4' },
  { ink: 'ablation', marker: 'ring', dash: '1 4' },
];

/** What learning changes for each user, not only on the mean; null where that was not measured. */
export function learningSection(evaluation: Evaluation): Markup | null {
  const tower = evaluation.arms.find(({ kind }) => kind === 'tower')?.name;
  const all = spreadPairs(evaluation).map(({ pair, byUsers }) => ({ a: pair.a, b: pair.b, name: `${pair.a} − ${pair.b}`, byUsers }));
  const lines = all
    .filter(({ b, byUsers }) => b === tower && byUsers.sorted.length > 1)
    .slice(0, LOOKS.length)
    .map(({ name, byUsers: { sorted } }, i) => ({
      name,
      look: LOOKS[i],
      points: sorted.map((y, at) => ({ x: at / (sorted.length - 1), y, said: `${name}, ${percentWords(at / (sorted.length - 1))} of users: ${signedWords(y)} or less` })),
    }));
  if (lines.length === 0) return null;
  const table = { caption: 'Differences in NDCG@10 by user', ...userTable(all) };
  const plot = figure({
    id: 'learning',
    title: 'Difference in NDCG@10 of each user, sorted',
    description: `${all.map(({ name, byUsers: { quantiles, better, worse } }) => `${name}: median ${signedWords(quantiles['50'])}, ${percentWords(better)} of users better off, ${percentWords(worse)} worse`).join('; ')}.`,
    caption: `Left of where a curve crosses 0 are the users whom it served worse in figures, right of it those whom it served better. ${USER_TABLE_WORDS}`,
    draw: (drawing, wide) =>
      linePlot({
        ...drawing,
        height: wide ? 340 : 280,
        xLabel: 'share of users',
        yLabel: 'difference in NDCG@10',
        x: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, words: `${at * 100} %` })) },
        fromZero: true,
        markers: false,
        nameMargin: wide ? 190 : 0,
        lines,
      }),
    legend: legend(lines.map(({ name, look }) => ({ name, look, line: true }))),
    legendWhenWide: false,
    tables: [table],
  });
  const [{ name, byUsers }] = all.filter(({ b }) => b === tower);
  const words = html`<p>A mean can hide those whom learning harms. ${name}: ${percentWords(byUsers.better)} of ${byUsers.users} users are better off, ${percentWords(byUsers.worse)} worse, each by an interval of their own; the median difference is ${signedWords(byUsers.quantiles['50'])}.</p>`;
  return section('What learning changes', words, plot);
}
