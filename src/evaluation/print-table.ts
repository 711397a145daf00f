/** An evaluation as text for a person, in columns; no colours. */
import { sinceWords } from '../catalog/split-since.ts';
import { type ArmKind, type ArmResult, type Evaluation, type PairedResult } from './evaluation.ts';
import { BINS, binWords } from './report/bin-words.ts';
import { verdictOf } from './report/comparison.ts';
import { byNdcg10 } from './report/focus-arms.ts';
import { spreadPairs, USER_TABLE_WORDS, userTable } from './report/user-table.ts';
import { amountWords, countWords, metricWords, percentWords, signedPercentWords, signedWords } from './report/number-words.ts';

const KINDS: readonly ArmKind[] = ['baseline', 'tower', 'learner', 'ablation'];

/**
 * The arms (baselines, tower, learner, ablations; of each kind the best first) with their accuracy and what else their
 * lists are like, then the paired differences, then what was cut. Without a line break at the end.
 */
export function printTable(evaluation: Evaluation): string {
  const { protocol, dataset, since, seed, arms, paired, cuts } = evaluation;
  const spreads = spreadPairs(evaluation).map(({ pair, byUsers }) => ({ name: `${oneLine(pair.a)} − ${oneLine(pair.b)}`, byUsers }));
  const sorted = KINDS.flatMap((kind) => byNdcg10(arms).filter((arm) => arm.kind === kind));
  const size = `${countWords(dataset.predictions)} predictions for ${countWords(dataset.testUsers)} of ${countWords(dataset.users)} users, ${countWords(dataset.items)} items`;
  return [
    `Protocol ${protocol}${since === null ? '' : ` since ${sinceWords(since)}`}: ${size}, seed ${seed}`,
    section('Accuracy, with NDCG@10 by the number of events before', columns(accuracyTable(sorted))),
    section('What is shown', columns(shownTable(sorted))),
    section('NDCG@10 beside each other', paired.flatMap((pair) => [pairLine(pair, arms), `  ${binVerdicts(pair)}`])),
    ...(spreads.length > 0 ? [section('Differences in NDCG@10 by user', [...columns(spreadTable(spreads), 1), USER_TABLE_WORDS])] : []),
    section('Cuts', cuts.map(oneLine)),
  ].join('\n\n');
}

function accuracyTable(arms: readonly ArmResult[]): string[][] {
  const head = ['name', 'kind', 'HR@10', 'NDCG@10', '95 % interval', 'MRR', ...BINS.map(binWords)];
  const row = ({ name, kind, hr10, ndcg10, ci95, mrr, byEvents }: ArmResult) => [
    oneLine(name),
    kind,
    metricWords(hr10),
    metricWords(ndcg10),
    `[${ci95.ndcg10.map(metricWords).join(', ')}]`,
    metricWords(mrr),
    ...BINS.map((bin) => metricWords(byEvents[bin])),
  ];
  return [head, ...arms.map(row)];
}

function shownTable(arms: readonly ArmResult[]): string[][] {
  const head = ['name', 'kind', 'coverage', 'novelty', 'diversity', 'gini', 'serendipity', 'ms/event'];
  const row = ({ name, kind, coverage, novelty, diversity, gini, serendipity, msPerEvent }: ArmResult) => [
    oneLine(name),
    kind,
    metricWords(coverage),
    `${amountWords(novelty)} bits`,
    metricWords(diversity),
    metricWords(gini),
    metricWords(serendipity),
    amountWords(msPerEvent),
  ];
  return [head, ...arms.map(row)];
}

function spreadTable(spreads: Parameters<typeof userTable<string>>[0]): string[][] {
  const { head, rows } = userTable(spreads);
  return [head.map((word) => word.toLowerCase()), ...rows];
}

/** "learner − tower: +2.7 % [+2.1, +3.3] leads; users worse 1.7 %". In absolute figures where b's are 0. */
function pairLine(pair: PairedResult, arms: readonly ArmResult[]): string {
  const { a, b, difference, ci95, usersWorse } = pair;
  const base = baseOf(pair, arms);
  const whole = base === null ? signedWords(difference) : signedPercentWords(difference / base);
  const bound = (value: number) => (base === null ? signedWords(value) : signedPercentWords(value / base).replace(' %', ''));
  return `${oneLine(a)} − ${oneLine(b)}: ${whole} [${ci95.map(bound).join(', ')}] ${verdictOf(ci95)}; users worse ${percentWords(usersWorse)}`;
}

/** "by events before: 0 tied, 1–4 leads". Bins without predictions are left out. */
function binVerdicts({ byEvents }: PairedResult): string {
  const verdicts = BINS.flatMap((bin) => {
    const difference = byEvents[bin];
    return difference === null ? [] : [`${binWords(bin)} ${verdictOf(difference.ci95)}`];
  });
  return `by events before: ${verdicts.join(', ') || 'none'}`;
}

/** b's NDCG@10 over the predictions of this pair, which may be fewer than b has in all; null where it is 0. */
function baseOf({ b, difference, relative }: PairedResult, arms: readonly ArmResult[]): number | null {
  if (relative === null) return null;
  // Without a difference it cannot be told from the pair; b's own is next to it.
  return relative === 0 ? (arms.find(({ name }) => name === b)?.ndcg10 ?? null) : difference / relative;
}

export function section(title: string, lines: readonly string[]): string {
  return [title, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)].join('\n');
}

/** Cells side by side; the first columns are words, the others stand at the right. */
export function columns(rows: readonly string[][], words = 2): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const padded = (cell: string, column: number) => (column < words ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return rows.map((cells) => cells.map(padded).join('  '));
}

/** Names may be the user's own words: without what would break the line or steer the terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
