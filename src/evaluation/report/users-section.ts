import { type Evaluation } from '../evaluation.ts';
import { figure } from './figure.ts';
import { section } from './section.ts';
import { focusArms, shownArms } from './focus-arms.ts';
import { linePlot } from './line-plot.ts';
import { lookOf } from './look.ts';
import { legend } from './marker.ts';
import { html, type Markup } from './markup.ts';
import { metricWords, percentWords } from './number-words.ts';
import { plotsOf } from './plots-of.ts';

const TABLE_AT = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** How NDCG@10 is spread over users; null where that was not measured. */
export function usersSection(evaluation: Evaluation): Markup | null {
  const focus = focusArms(evaluation);
  const arms = shownArms(focus, 1).flatMap((arm) => {
    const values = plotsOf(evaluation, arm.name)?.userNdcg10 ?? [];
    return values.length > 1 ? [{ name: arm.name, look: lookOf(arm, focus), values }] : [];
  });
  if (arms.length === 0) return null;
  const lines = arms.map(({ name, look, values }) => ({
    name,
    look,
    points: values.map((y, i) => ({ x: i / (values.length - 1), y, said: `${name}, ${percentWords(i / (values.length - 1))} of users: ${metricWords(y)} or less` })),
  }));
  const plot = figure({
    id: 'users',
    title: 'NDCG@10 of each user, worst served first',
    description: `${arms.map(({ name, values }) => `${name}: median ${metricWords(quantile(values, 0.5))}, lowest tenth below ${metricWords(quantile(values, 0.1))}, highest tenth above ${metricWords(quantile(values, 0.9))}`).join('; ')}.`,
    caption: 'Read across: this share of users has at most this NDCG@10, on the mean of their own predictions. A curve that lies higher serves more users better.',
    draw: (drawing, wide) =>
      linePlot({
        ...drawing,
        height: wide ? 360 : 300,
        xLabel: 'share of users',
        yLabel: 'NDCG@10',
        x: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, words: `${at * 100} %` })) },
        fromZero: true,
        markers: false,
        nameMargin: wide ? 170 : 0,
        lines,
      }),
    legend: legend(lines.map(({ name, look }) => ({ name, look, line: true }))),
    legendWhenWide: false,
    tables: [
      {
        caption: 'NDCG@10 of users, by quantile',
        head: ['Arm', ...TABLE_AT.map((at) => percentWords(at))],
        rows: arms.map(({ name, values }) => [name, ...TABLE_AT.map((at) => metricWords(quantile(values, at)))]),
      },
    ],
  });
  return section('Across users', html`<p>A mean can hide those who are served badly. Here is everyone, ordered by how well each arm served them.</p>`, plot);
}

/** The value at a share of an ascending list, to the nearest. */
function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.round(at * (sorted.length - 1))];
}
