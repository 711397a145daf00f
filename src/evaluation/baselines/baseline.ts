/** A method to beat: it learns from the training users, then serves visitors it has never seen. */
import { type Recommender } from '../recommender.ts';
import { type TrainingSet } from '../training-set.ts';

export type Settings = Record<string, number | string | boolean>;

export interface FitContext {
  signal?: AbortSignal;
  /** Of whatever is random in the fit. Default: 1. */
  seed: number;
}

/**
 * A baseline that has learned. Every event counts alike, whatever its type, as in the papers. Until a visitor did
 * something the baseline knows how to read, it ranks by popularity.
 */
export interface FittedBaseline extends Recommender {
  /** What was left out to stay within bounds, one sentence each. Absent or empty: nothing. */
  cuts?: readonly string[];
}

export interface Baseline {
  name: string;
  /** Settings to choose from on validation; the first is the default. */
  candidates: readonly Settings[];
  /**
   * Equal sets, settings and seeds give equal scores. Settings left out are the default's. What candidates have in common is
   * computed once for a training set. @throws OptionError for a setting it does not have, AbortedError
   */
  fit(train: TrainingSet, settings: Settings, context?: FitContext): FittedBaseline | Promise<FittedBaseline>;
}
