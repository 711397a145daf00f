import { type ArmKind, type ArmResult, type Evaluation } from '../evaluation.ts';
import { dataTable } from './data-table.ts';
import { byNdcg10 } from './focus-arms.ts';
import { figure } from './figure.ts';
import { section } from './section.ts';
import { forestPlot } from './forest-plot.ts';
import { KIND_LOOKS } from './look.ts';
import { legend } from './marker.ts';
import { html, type Markup } from './markup.ts';
import { amountWords, intervalWords, metricWords, percentWords } from './number-words.ts';
import { settingsWords } from './settings-words.ts';

const KIND_WORDS: Record<ArmKind, string> = {
  baseline: 'baseline',
  tower: 'the frozen model that ships',
  learner: 'the same model, learning on the device',
  ablation: 'ablation of ours',
};

interface Metric {
  name: string;
  words: (arm: ArmResult) => string;
  interval?: (arm: ArmResult) => string;
  meaning: string;
}

const METRICS: readonly Metric[] = [
  {
    name: 'NDCG@10',
    words: (arm) => metricWords(arm.ndcg10),
    interval: (arm) => intervalWords(arm.ci95.ndcg10),
    meaning: '1 / log2(rank + 1) of the item that came, 0 below rank 10; the mean over predictions. Under it the 95 % interval.',
  },
  {
    name: 'HR@10',
    words: (arm) => metricWords(arm.hr10),
    interval: (arm) => intervalWords(arm.ci95.hr10),
    meaning: 'How often the item that came was among the first ten. Under it the 95 % interval.',
  },
  { name: 'MRR', words: (arm) => metricWords(arm.mrr), meaning: 'Mean of 1 / rank.' },
  { name: 'Validation', words: (arm) => metricWords(arm.validationNdcg10), meaning: 'NDCG@10 on the validation users, by which settings were chosen.' },
  { name: 'Coverage', words: (arm) => percentWords(arm.coverage), meaning: 'Share of the catalogue that some top 10 shows.' },
  { name: 'Novelty', words: (arm) => amountWords(arm.novelty), meaning: 'Mean self-information of what is shown, in bits: higher is less expected.' },
  { name: 'Diversity', words: (arm) => metricWords(arm.diversity), meaning: 'Mean dissimilarity of content (1 − cosine) within a top 10.' },
  { name: 'Gini', words: (arm) => metricWords(arm.gini), meaning: 'Concentration of exposure: 0 all items alike, 1 one item gets all.' },
  { name: 'Serendipity', words: (arm) => metricWords(arm.serendipity), meaning: 'Share of what is shown that was a hit and not among the most popular.' },
  { name: 'ms', words: (arm) => amountWords(arm.msPerEvent), meaning: 'Milliseconds an event, observed and scored, on the machine of this run.' },
];

/** Every arm: NDCG@10 with its interval, then all metrics and settings. */
export function armsSection({ arms }: Evaluation): Markup {
  const sorted = byNdcg10(arms);
  const kinds = [...new Set(sorted.map(({ kind }) => kind))];
  const rows = sorted.map((arm) => ({
    names: [arm.name],
    words: `${metricWords(arm.ndcg10)} (${intervalWords(arm.ci95.ndcg10)})`,
    look: KIND_LOOKS[arm.kind],
    value: arm.ndcg10,
    ci95: arm.ci95.ndcg10,
  }));
  const plot = figure({
    id: 'arms',
    title: 'NDCG@10 of every arm',
    description: `Best first: ${sorted.map((arm) => `${arm.name} ${metricWords(arm.ndcg10)}`).join(', ')}.`,
    caption: 'With 95 % intervals over users. Arms whose intervals overlap here may differ all the same: the next part compares them on the same predictions.',
    draw: (drawing, wide) =>
      forestPlot({ ...drawing, xLabel: 'NDCG@10', aroundZero: false, limit: Infinity, rows, columns: wide ? { names: 180, words: 150 } : null }),
    legend: legend(kinds.map((kind) => ({ name: KIND_WORDS[kind], look: KIND_LOOKS[kind], line: false }))),
    legendWhenWide: true,
    tables: [],
  });
  const table = dataTable({
    caption: 'Every arm: metrics and settings',
    head: ['Arm', ...METRICS.map(({ name }) => name)],
    rows: sorted.map((arm) => [
      html`${arm.name}<small>${KIND_WORDS[arm.kind]}</small><small>${settingsWords(arm.settings)}</small>`,
      ...METRICS.map(({ words, interval }) => html`${words(arm)}${interval ? html`<small>${interval(arm)}</small>` : null}`),
    ]),
  });
  return html`${section('Every arm', html`<p>All arms faced the same predictions. What was tuned was tuned on validation users, never on these.</p>`, plot)}
<div class="full">${table}
<details><summary>What the columns say</summary><dl>${METRICS.map(({ name, meaning }) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`)}</dl></details></div>
`;
}
