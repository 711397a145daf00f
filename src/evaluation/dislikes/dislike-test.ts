/** The outcome of a dislike test, as `tastekit evaluate --dislikes --json` writes it. These names are stable: programs read them. */
import { type Protocol } from '../../types.ts';
import { type ArmKind, type Interval } from '../evaluation.ts';

export interface DislikeTest {
  /** Tells it from an `Evaluation`. */
  test: 'dislikes';
  protocol: Protocol;
  /** Unix seconds at which learning ended, of protocol `drift`; else null. */
  since: number | null;
  /** `visitors`: test users who could be asked; `predictions` of all of them, each made with and without the dislikes. */
  dataset: { users: number; items: number; testUsers: number; visitors: number; predictions: number };
  settings: DislikeSettings;
  seed: number;
  command: string;
  /** What was left out or shortened, one sentence each. */
  cuts: string[];
  arms: DislikeArm[];
}

export interface DislikeSettings {
  /** Items that a visitor dislikes. */
  dislikes: number;
  /** Length of the list whose share of such items is told. */
  list: number;
  /** Events after the dislikes that are served. */
  horizon: number;
  /** Items that count as like a disliked one, itself included. */
  cluster: number;
}

export interface DislikeArm {
  name: string;
  kind: ArmKind;
  /** Share of the list that is like what was disliked; the disliked items themselves are in no list. */
  share: Changed;
  ndcg10: Changed;
  hr10: Changed;
  /** How much more it changes than the tower does; null for the tower itself. */
  beyondTower: Record<'share' | 'ndcg10' | 'hr10', Change> | null;
  msPerEvent: number;
}

/** Means over predictions. */
export interface Changed extends Change {
  without: number;
  with: number;
}

/** With − without the dislikes, and its 95 % paired bootstrap interval over visitors. */
export interface Change {
  difference: number;
  ci95: Interval;
}
