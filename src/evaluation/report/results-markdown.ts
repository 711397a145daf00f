import { PROTOCOLS } from '../../types.ts';
import { type ArmResult, type Evaluation } from '../evaluation.ts';
import { baselineWinsWords } from './baseline-wins.ts';
import { dislikesMarkdown, type TitledDislikeTest } from '../dislikes/dislikes-markdown.ts';
import { BINS, binWords } from './bin-words.ts';
import { compare, comparisonOfPair } from './comparison.ts';
import { differenceWords } from './difference-row.ts';
import { byNdcg10, focusArms } from './focus-arms.ts';
import { headline } from './headline.ts';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';
import { amountWords, intervalWords, metricWords, MISSING, percentWords } from './number-words.ts';
import { pairTables } from './pair-tables.ts';
import { countsWords, PROTOCOL_WORDS, READING_WORDS } from './protocol-words.ts';
import { settingsWords } from './settings-words.ts';
import { spreadPairs, USER_TABLE_WORDS, userTable } from './user-table.ts';

export interface TitledEvaluation {
  title: string;
  /** A paragraph of Markdown under the title. */
  note?: string;
  evaluation: Evaluation;
}

/**
 * The text of docs/RESULTS.md: how to read it, a summary, then every evaluation and dislike test with all its figures. Equal
 * ones give equal text. `machine` says in a few words where the times were taken.
 */
export function resultsMarkdown(outcomes: readonly (TitledEvaluation | TitledDislikeTest)[], machine: string): string {
  const evaluations = outcomes.filter((outcome) => 'evaluation' in outcome);
  const protocols = PROTOCOLS.filter((protocol) => evaluations.some(({ evaluation }) => evaluation.protocol === protocol));
  const parts = [
    '# Results',
    'Figures of `tastekit evaluate`, each with the command that makes it again. Only figures of one protocol on the same data may stand side by side.',
    evaluations.length === 0 ? '' : markdownTable(SUMMARY_HEAD, evaluations.map(summaryRow)),
    '## How to read this',
    protocols.map((protocol) => `- ${PROTOCOL_WORDS[protocol]}`).join('\n'),
    READING_WORDS,
    '*Baselines* are methods to beat. What was tuned, ours and theirs, was tuned on validation users. The *tower* is the frozen model that ships; the *learner* is the same model, learning on the device. *Ablations* are everything else of ours. The best baseline is the one with the highest NDCG@10 in this very table. NDCG@10 is 1 / log2(rank + 1) of the item that came, 0 below rank 10; HR@10 says how often it was among the first ten.',
    `Machine: ${markdownText(machine)}.`,
    ...outcomes.map((outcome) => ('evaluation' in outcome ? evaluationText(outcome) : dislikesMarkdown(outcome))),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const SUMMARY_HEAD = [
  'Evaluation',
  'Protocol',
  'Best baseline, NDCG@10',
  'Tower',
  'Learner',
  'Tower − best baseline',
  'Learner − best baseline',
  'Learner − tower',
];

function summaryRow({ title, evaluation }: TitledEvaluation): string[] {
  const { tower, learner, baselines } = focusArms(evaluation);
  const best = baselines[0] ?? null;
  const difference = (one: ArmResult | null, other: ArmResult | null) => {
    const comparison = compare(evaluation, one, other);
    return comparison ? differenceWords(comparison, comparison) : MISSING;
  };
  return [
    markdownText(title),
    evaluation.protocol,
    best ? `${markdownText(best.name)} ${metricWords(best.ndcg10)}` : MISSING,
    metricWords(tower?.ndcg10),
    metricWords(learner?.ndcg10),
    difference(tower, best),
    difference(learner, best),
    difference(learner, tower),
  ];
}

function evaluationText({ title, note, evaluation }: TitledEvaluation): string {
  const { title: lead, points } = headline(evaluation);
  const parts = [
    `## ${markdownText(title)}`,
    note ?? '',
    markdownText(`${lead}.`),
    points.map(({ sentence }) => `- ${markdownText(sentence)}`).join('\n'),
    markdownText(baselineWinsWords(evaluation)),
    markdownCode(evaluation.command),
    `Protocol ${evaluation.protocol}, seed ${evaluation.seed}. ${countsWords(evaluation)}.`,
    `What was cut: ${evaluation.cuts.length === 0 ? 'nothing.' : markdownText(evaluation.cuts.join(' '))}`,
    '### Arms',
    armsTable(evaluation),
    '### NDCG@10 by number of events before',
    markdownTable(
      ['Arm', ...BINS.map(binWords)],
      byNdcg10(evaluation.arms).map((arm) => [markdownText(arm.name), ...BINS.map((bin) => metricWords(arm.byEvents[bin]))]),
    ),
    ...pairedText(evaluation),
    ...spreadText(evaluation),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function armsTable({ arms }: Evaluation): string {
  const head = [
    'Arm',
    'Kind',
    'NDCG@10',
    '95 %',
    'HR@10',
    '95 %',
    'MRR',
    'Validation NDCG@10',
    'Coverage',
    'Novelty, bits',
    'Diversity',
    'Gini',
    'Serendipity',
    'ms an event',
    'Settings',
  ];
  const rows = byNdcg10(arms).map((arm) => [
    markdownText(arm.name),
    arm.kind,
    metricWords(arm.ndcg10),
    intervalWords(arm.ci95.ndcg10),
    metricWords(arm.hr10),
    intervalWords(arm.ci95.hr10),
    metricWords(arm.mrr),
    metricWords(arm.validationNdcg10),
    percentWords(arm.coverage),
    amountWords(arm.novelty),
    metricWords(arm.diversity),
    metricWords(arm.gini),
    metricWords(arm.serendipity),
    amountWords(arm.msPerEvent),
    markdownText(settingsWords(arm.settings)),
  ]);
  return markdownTable(head, rows);
}

function pairedText(evaluation: Evaluation): string[] {
  if (evaluation.paired.length === 0) return [];
  const pairs = evaluation.paired.map((paired) => ({
    paired,
    name: markdownText(`${paired.a} − ${paired.b}`),
    comparison: comparisonOfPair(evaluation, paired),
  }));
  const { whole, binned } = pairTables(pairs);
  return [
    '### Paired differences in NDCG@10',
    markdownTable(whole.head, whole.rows),
    'The same by number of events before:',
    markdownTable(binned.head, binned.rows),
  ];
}

function spreadText(evaluation: Evaluation): string[] {
  const pairs = spreadPairs(evaluation).map(({ pair, byUsers }) => ({ name: markdownText(`${pair.a} − ${pair.b}`), byUsers }));
  if (pairs.length === 0) return [];
  const { head, rows } = userTable(pairs);
  return ['### Differences by user', USER_TABLE_WORDS, markdownTable(head, rows)];
}
