import { type Evaluation } from '../evaluation.ts';
import { barPlot } from './bar-plot.ts';
import { tablesToOpen } from './figure.ts';
import { section } from './section.ts';
import { byNdcg10, focusArms } from './focus-arms.ts';
import { lookOf } from './look.ts';
import { html, type Markup } from './markup.ts';
import { measured, percentWords } from './number-words.ts';
import { plotsOf } from './plots-of.ts';

/** How popular what each arm shows is, a small plot an arm; null where that was not measured. */
export function popularitySection(evaluation: Evaluation): Markup | null {
  const focus = focusArms(evaluation);
  const arms = byNdcg10(evaluation.arms).flatMap((arm) => {
    const deciles = plotsOf(evaluation, arm.name)?.popularityDeciles ?? [];
    return deciles.length > 0 ? [{ arm, deciles }] : [];
  });
  if (arms.length === 0) return null;
  const highest = Math.max(0, ...arms.flatMap(({ deciles }) => deciles.filter(measured)));
  const plots = arms.map(
    ({ arm, deciles }, i) => html`<figure><p class="title">${arm.name}</p>${barPlot({
      id: `deciles-${i + 1}`,
      title: `${arm.name}: what is shown, by popularity`,
      description: `From the least to the most popular tenth: ${deciles.map(percentWords).join(', ')}.`,
      width: 200,
      look: lookOf(arm, focus),
      bars: deciles.map((value, decile) => ({ value, said: `${nth(decile)}: ${percentWords(value)}` })),
      highest,
      reference: 1 / deciles.length,
      words: percentWords,
      ends: ['least', 'most popular'],
    })}</figure>`,
  );
  const table = {
    caption: 'Share of what is shown, by popularity of the item',
    head: ['Arm', ...Array.from({ length: Math.max(...arms.map(({ deciles }) => deciles.length)) }, (_, decile) => nth(decile))],
    rows: arms.map(({ arm, deciles }) => [arm.name, ...deciles.map(percentWords)]),
  };
  const words = html`<p>Items in ten equal groups by popularity, and how often each group is shown. The line is what it would be if all items were shown alike.</p>`;
  return section('Popular or not', words, html`<div class="small-plots">${plots}</div>
${tablesToOpen([table])}`);
}

function nth(decile: number): string {
  return decile === 0 ? 'least popular tenth' : `tenth ${decile + 1}`;
}
