import { type ArmResult, type Evaluation } from '../evaluation.ts';
import { measured } from './number-words.ts';

/** The arms that the story is about. */
export interface FocusArms {
  /** The frozen model that ships; null if it was not evaluated. */
  tower: ArmResult | null;
  /** The same, learning; null if it was not evaluated. */
  learner: ArmResult | null;
  /** The best baselines by NDCG@10 of this very evaluation, which flatters them and not us; at most three. */
  baselines: ArmResult[];
}

export function focusArms({ arms }: Evaluation): FocusArms {
  const best = byNdcg10(arms);
  return {
    tower: best.find(({ kind }) => kind === 'tower') ?? null,
    learner: best.find(({ kind }) => kind === 'learner') ?? null,
    baselines: best.filter(({ kind }) => kind === 'baseline').slice(0, 3),
  };
}

/** The arms of `focus` that a plot shows: the learner, the tower, and the first `count` of the baselines. */
export function shownArms({ tower, learner, baselines }: FocusArms, count: number): ArmResult[] {
  return [learner, tower, ...baselines.slice(0, count)].filter((arm) => arm !== null);
}

/** Best first; what was not measured last; equals in their order. */
export function byNdcg10(arms: readonly ArmResult[]): ArmResult[] {
  const value = ({ ndcg10 }: ArmResult) => (measured(ndcg10) ? ndcg10 : -Infinity);
  return arms.toSorted((a, b) => (value(a) === value(b) ? 0 : value(b) - value(a)));
}
