import { type Evaluation } from '../evaluation.ts';
import { figure, tablesToOpen } from './figure.ts';
import { section } from './section.ts';
import { linePlot } from './line-plot.ts';
import { KIND_LOOKS } from './look.ts';
import { html, type Markup } from './markup.ts';
import { amountWords, measured, metricWords } from './number-words.ts';
import { linearScale } from './scale.ts';

/** Loss and validation NDCG@10 by epoch; null where the model was not trained in this run. */
export function trainingSection({ training }: Evaluation): Markup | null {
  if (training.length === 0) return null;
  const curves = [
    { id: 'loss', name: 'Loss', key: 'loss', words: amountWords, look: KIND_LOOKS.tower },
    { id: 'validation', name: 'Validation NDCG@10', key: 'validationNdcg10', words: metricWords, look: KIND_LOOKS.learner },
  ] as const;
  const best = bestEpoch(training);
  const words = html`<p>The model was trained in this run, for ${training.length} ${training.length === 1 ? 'epoch' : 'epochs'}.${
    best === null ? null : ` It did best on the validation users after epoch ${best}.`
  }</p>`;
  const table = {
    caption: 'Training, by epoch',
    head: ['Epoch', 'Loss', 'Validation NDCG@10'],
    rows: training.map(({ epoch, loss, validationNdcg10 }) => [epoch, amountWords(loss), metricWords(validationNdcg10)]),
  };
  const epochs = training.map(({ epoch }) => epoch);
  const [from, to] = [Math.min(...epochs), Math.max(...epochs)];
  const content = curves.map(({ id, name, key, words, look }) =>
    training.some((row) => measured(row[key]))
      ? figure({
          id,
          title: `${name}, by epoch`,
          description: `From ${words(training[0][key])} to ${words(training.at(-1)![key])}.`,
          caption: key === 'loss' ? 'The mean of an epoch; lower is better.' : 'Measured after the epoch; higher is better.',
          draw: (drawing) =>
            linePlot({
              ...drawing,
              height: 250,
              xLabel: 'epoch',
              yLabel: key === 'loss' ? 'loss' : 'NDCG@10',
              x: { from, to, ticks: epochTicks(from, to) },
              fromZero: false,
              markers: training.length <= 60,
              nameMargin: 0,
              lines: [{ name, look, points: training.map((row) => ({ x: row.epoch, y: row[key], said: `epoch ${row.epoch}: ${words(row[key])}` })) }],
            }),
          legend: null,
          legendWhenWide: false,
          half: true,
          tables: [],
        })
      : null,
  );
  return section('Training', words, html`<div class="halves">${content}</div>${tablesToOpen([table])}`);
}

function bestEpoch(training: Evaluation['training']): number | null {
  const known = training.filter(({ validationNdcg10 }) => measured(validationNdcg10));
  if (known.length === 0) return null;
  return known.reduce((best, row) => (row.validationNdcg10! > best.validationNdcg10! ? row : best)).epoch;
}

/** Whole numbers only. */
function epochTicks(from: number, to: number): { at: number; words: string }[] {
  const ticks = from === to ? [from] : linearScale([from, to], [0, 1], 6).ticks;
  return ticks.filter((at) => Number.isInteger(at) && at >= from && at <= to).map((at) => ({ at, words: String(at) }));
}
