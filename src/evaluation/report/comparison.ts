import { type ArmResult, type Evaluation, type EventBin, type Interval, type PairedResult } from '../evaluation.ts';
import { BINS } from './bin-words.ts';
import { focusArms } from './focus-arms.ts';
import { measured } from './number-words.ts';

export type Verdict = 'leads' | 'tied' | 'trails';

export interface Difference {
  /** NDCG@10 of the one minus that of the other. */
  difference: number;
  ci95: Interval;
  verdict: Verdict;
}

/** Two arms over the same predictions, seen from the first. */
export interface Comparison extends Difference {
  /** Difference divided by the other's NDCG@10, and its interval; null where that is 0 or unknown. */
  relative: { value: number; ci95: Interval } | null;
  byEvents: Record<EventBin, Difference | null>;
  /** Share of users who are worse off for certain; null where it was not measured from this side. */
  usersWorse: number | null;
}

/** An arm leads where the paired 95 % interval is above 0, trails where it is below, and is tied else. */
export function verdictOf([low, high]: Interval): Verdict {
  if (low > 0 && high > 0) return 'leads';
  return low < 0 && high < 0 ? 'trails' : 'tied';
}

/** `one` against `other`, whichever way round the two were paired; null if they were not. */
export function compare(evaluation: Evaluation, one: ArmResult | null, other: ArmResult | null): Comparison | null {
  if (!one || !other) return null;
  const forth = evaluation.paired.find(({ a, b }) => a === one.name && b === other.name);
  const back = evaluation.paired.find(({ a, b }) => a === other.name && b === one.name);
  if (!forth && !back) return null;
  return forth ? comparisonOf(forth, 1, other.ndcg10) : comparisonOf(back!, -1, other.ndcg10);
}

export interface NamedComparison {
  one: ArmResult;
  other: ArmResult;
  comparison: Comparison;
}

/** What the story is about, as far as it was paired: learner and tower against the best baseline, and against each other. */
export function headlineComparisons(evaluation: Evaluation): NamedComparison[] {
  const { learner, tower, baselines } = focusArms(evaluation);
  const best = baselines.length > 0 ? baselines[0] : null;
  return ([[learner, best], [tower, best], [learner, tower]] as const).flatMap(([one, other]) => {
    const comparison = compare(evaluation, one, other);
    return one && other && comparison ? [{ one, other, comparison }] : [];
  });
}

/** A pair as it was measured: a against b. */
export function comparisonOfPair({ arms }: Evaluation, paired: PairedResult): Comparison | null {
  return comparisonOf(paired, 1, arms.find(({ name }) => name === paired.b)?.ndcg10 ?? null);
}

function comparisonOf(paired: PairedResult, sign: 1 | -1, overall: number | null): Comparison | null {
  const whole = differenceOf(paired, sign);
  if (!whole) return null;
  const base = baseOf(paired, sign, overall);
  const share = (value: number) => value / base!;
  const known = measured(base) && base > 0 && measured(share(whole.difference));
  return {
    ...whole,
    relative: known ? { value: share(whole.difference), ci95: [share(whole.ci95[0]), share(whole.ci95[1])] } : null,
    byEvents: Object.fromEntries(BINS.map((bin) => [bin, differenceOf(paired.byEvents[bin], sign)])) as Comparison['byEvents'],
    usersWorse: sign === 1 && measured(paired.usersWorse) ? paired.usersWorse : null,
  };
}

/** NDCG@10 of the other arm over the predictions of the pair, which may be fewer than all; `overall` where that cannot be told. */
function baseOf({ difference, relative }: PairedResult, sign: 1 | -1, overall: number | null): number | null {
  if (!measured(overall) || overall === 0 || !measured(relative) || relative === 0) return overall;
  const ofB = difference / relative;
  return sign === 1 ? ofB : ofB + difference;
}

function differenceOf(paired: { difference: number; ci95: Interval } | null, sign: 1 | -1): Difference | null {
  if (!paired || ![paired.difference, ...paired.ci95].every(measured)) return null;
  const ci95: Interval = sign === 1 ? paired.ci95 : [-paired.ci95[1], -paired.ci95[0]];
  return { difference: sign * paired.difference, ci95, verdict: verdictOf(ci95) };
}
