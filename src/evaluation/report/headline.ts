import { type ArmResult, type Evaluation } from '../evaluation.ts';
import { type Comparison, headlineComparisons, type NamedComparison, type Verdict } from './comparison.ts';
import { focusArms } from './focus-arms.ts';
import { intervalWords, metricWords, percentIntervalWords, percentWords, signedPercentWords, signedWords } from './number-words.ts';

export interface Headline {
  /** What leads what by how much. No full stop. */
  title: string;
  /** The comparisons that matter, most important first. */
  points: { figure: string; verdict: Verdict; sentence: string }[];
}

/** The story in plain words: the model that learns, the frozen one and the best baseline against each other. */
export function headline(evaluation: Evaluation): Headline {
  const pairs = headlineComparisons(evaluation);
  const points = pairs.map((pair) => ({ figure: figureOf(pair.comparison), verdict: pair.comparison.verdict, sentence: sentenceOf(pair) }));
  return { title: pairs.length > 0 ? titleOf(pairs[0]) : bareTitleOf(evaluation), points };
}

function titleOf({ one, other, comparison }: NamedComparison): string {
  const { verdict, relative, difference } = comparison;
  const by = relative ? percentWords(Math.abs(relative.value)) : metricWords(Math.abs(difference));
  return `${capital(armWords(one))} ${verbOf(verdict)} ${aside(other)}${verdict === 'tied' ? '' : ` by ${by}`} in NDCG@10`;
}

/** Where nothing was paired that the story is about. */
function bareTitleOf(evaluation: Evaluation): string {
  const { learner, tower, baselines } = focusArms(evaluation);
  const arms = [learner ?? tower, baselines[0] ?? (learner && tower)].filter((arm) => arm !== null && arm !== undefined);
  const [first, second] = arms.map((arm) => `${aside(arm)} reaches NDCG@10 ${metricWords(arm.ndcg10)}`);
  if (first === undefined) return evaluation.arms.length === 0 ? 'Nothing was measured' : 'Only ablations were measured';
  return second === undefined ? capital(first) : `${capital(first)}; ${second}: which of them leads was not measured`;
}

function figureOf({ relative, difference }: Comparison): string {
  return relative ? signedPercentWords(relative.value) : signedWords(difference);
}

function sentenceOf({ one, other, comparison }: NamedComparison): string {
  const { verdict, difference, ci95, relative, usersWorse } = comparison;
  const share = relative ? `; ${percentIntervalWords(relative.ci95)}` : '';
  const worse = usersWorse === null ? '' : ` For ${percentWords(usersWorse)} of users it is worse, each by an interval of their own.`;
  return (
    `${capital(armWords(one))} ${verbOf(verdict)} ${armWords(other)}: NDCG@10 ${metricWords(one.ndcg10)} against ${metricWords(other.ndcg10)}, ` +
    `a difference of ${signedWords(difference)} (95 % interval ${intervalWords(ci95)}${share}).${worse}`
  );
}

function armWords({ kind, name }: ArmResult): string {
  if (kind === 'learner') return 'the model that learns on the device';
  return kind === 'tower' ? 'the frozen model' : `the best baseline, ${name}`;
}

/** In the middle of a sentence a name set off by a comma needs the second one. */
function aside(arm: ArmResult): string {
  return arm.kind === 'baseline' ? `${armWords(arm)},` : armWords(arm);
}

function verbOf(verdict: Verdict): string {
  return verdict === 'tied' ? 'is tied with' : verdict;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
