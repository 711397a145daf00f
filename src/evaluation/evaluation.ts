/** The outcome of an evaluation, as `tastekit evaluate --json` writes it. These names are stable: programs read them. */
import { type Protocol } from '../types.ts';

/** Bins by how many events came before the prediction: name, first and last number of events. */
export const EVENT_BINS = [
  ['0', 0, 0],
  ['1-4', 1, 4],
  ['5-19', 5, 19],
  ['20-49', 20, 49],
  ['50-99', 50, 99],
  ['100-499', 100, 499],
] as const;
export type EventBin = (typeof EVENT_BINS)[number][0];

/**
 * `baseline`: a method to beat. `tower`: the frozen model that ships. `learner`: the same with learning on the device,
 * as it ships. `ablation`: everything else of our own.
 */
export type ArmKind = 'baseline' | 'tower' | 'learner' | 'ablation';

export type Interval = [low: number, high: number];

export interface ArmResult {
  name: string;
  kind: ArmKind;
  /** What it was set to, chosen on validation. */
  settings: Record<string, number | string | boolean>;
  /** NDCG@10 on the validation users, by which it was chosen; null where nothing was measured there. */
  validationNdcg10: number | null;
  hr10: number;
  ndcg10: number;
  mrr: number;
  /** 95 % bootstrap intervals over users. */
  ci95: { ndcg10: Interval; hr10: Interval };
  /** NDCG@10 by events before the prediction; bins without predictions are null. */
  byEvents: Record<EventBin, number | null>;
  /** Share of the catalogue that some top 10 shows. */
  coverage: number;
  /** Mean self-information of what is shown, in bits. */
  novelty: number;
  /** Mean dissimilarity (1 − cosine of content) within a top 10. */
  diversity: number;
  /** Gini coefficient of exposure over the catalogue: 0 all alike, 1 one item gets all. */
  gini: number;
  /** Share of shown items that were hits and not among the most popular. */
  serendipity: number;
  msPerEvent: number;
}

/** Shares of the users at which the spread of a difference over them is told, in per cent. */
export const USER_QUANTILES = ['5', '25', '50', '75', '95'] as const;
export type UserQuantile = (typeof USER_QUANTILES)[number];

/** How a paired difference is spread over users: of each one the mean over their own predictions, a − b. */
export interface UserDifferences {
  /** Users with a prediction. */
  users: number;
  /** The least difference that so many per cent of the users have at most. */
  quantiles: Record<UserQuantile, number>;
  /** Shares of users whose own 95 % bootstrap interval lies above 0, holds it, and lies below: `usersWorse`. They sum to 1. */
  better: number;
  same: number;
  worse: number;
  /** Each user's difference, sorted ascending, at most 200 quantiles. */
  sorted: number[];
}

export interface PairedResult {
  /** Names of arms; the difference is a − b. */
  a: string;
  b: string;
  metric: 'ndcg10';
  difference: number;
  /** Difference divided by b's value; null where that is 0. */
  relative: number | null;
  /** 95 % paired bootstrap interval of the difference, over users. */
  ci95: Interval;
  /** The same by bin of events before; null without predictions. */
  byEvents: Record<EventBin, { difference: number; ci95: Interval } | null>;
  /** Share of users whose own bootstrap interval lies below 0. */
  usersWorse: number;
  /** Where one of the two learns; else null. */
  byUsers: UserDifferences | null;
}

export interface Evaluation {
  protocol: Protocol;
  dataset: { users: number; items: number; interactions: number; testUsers: number; predictions: number };
  /** Unix seconds at which learning ended and the test began, of protocol `drift`; else null. */
  since: number | null;
  seed: number;
  command: string;
  /** What was left out or shortened to stay within the budget, one sentence each. Empty: nothing. */
  cuts: string[];
  arms: ArmResult[];
  paired: PairedResult[];
  /** For the report: figures of training, where the tower was trained in this run. */
  training: { epoch: number; loss: number; validationNdcg10: number | null }[];
  /** For the report, by arm name. */
  plots: Record<string, ArmPlots>;
}

export interface ArmPlots {
  /** How often items of each popularity decile (0: the least popular tenth) are shown, as shares that sum to 1. */
  popularityDeciles: number[];
  /** HR@10 by genre of the item that came, for genres with at least 50 predictions. */
  genres: { genre: string; hr10: number; predictions: number }[];
  /** Each user's mean NDCG@10, sorted ascending, at most 200 quantiles. */
  userNdcg10: number[];
}
