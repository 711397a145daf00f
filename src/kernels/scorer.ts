/** The head over all items: what every backend takes and gives. */
import { type ScorerKind } from '../types.ts';

/** The bundle's rows per item, n = `count`. A scorer may keep these arrays, and reads row i only once it was told that it is there. */
export interface ItemTables {
  count: number;
  /** Item factors q: values [n, d] times scales [n]. */
  factors: { values: Int8Array; scales: Float32Array };
  /** [n] */
  bias: Float32Array;
  /** Standardised log-popularity, [n]. */
  popularity: Float32Array;
}

/** Numbers for some of the items: those of `values` belong to those of `items`, [m] each. Each item at most once, in any order. */
export interface SparseScores {
  items: Int32Array;
  values: Float32Array;
}

/** A visitor, as the head sees them. Read before a scorer returns its promise. */
export interface ScoreQuery {
  /** The user vector u, [d]. */
  user: Float32Array;
  /** Logarithms of the weights of the score's terms, [5], in the order of `MIX_TERMS`. */
  mix: Float32Array;
  /** Events in the history so far; chooses the popularity weight. */
  events: number;
  /** Added to the whole head's scores as it is, in nats; items that are not there yet (`ready`) are passed over. Default: nothing. */
  memory?: SparseScores;
}

export interface RankQuery extends ScoreQuery {
  /** How many items are wanted. */
  k: number;
  /** Items to leave out, a bitset over item indices (`bitset.ts`). */
  hidden: Uint32Array;
}

/** Best first; equal scores by item index; fewer than k where fewer are left. */
export interface Ranked {
  items: Int32Array;
  scores: Float32Array;
}

export interface ScorerOptions {
  /** Rows of the tables that are there from the start. Default: all. */
  ready?: number;
  /**
   * Two stages (`retrieval.ts`): how many candidates the dot product hands to the whole head. 0: one stage, the whole
   * head over all items. Default: `defaultCandidates(count)`.
   */
  candidates?: number;
}

/** Scores all items for one visitor (DESIGN.md, "Head"). Calls may overlap: each gets its own result. */
export interface Scorer {
  readonly kind: ScorerKind;
  /** Items that are scored and ranked: rows [0, ready) of the tables. */
  readonly ready: number;
  /** Candidates of the first stage; 0 where the whole head scores all items. */
  readonly candidates: number;
  /**
   * Takes up rows [ready, to) of the tables, which have arrived since. Resolves when they are ranked.
   * @throws OptionError unless `ready` ≤ to ≤ n; DeviceError as `scores`.
   */
  accept(to: number): Promise<void>;
  /**
   * The whole head's scores of the items that are there, [ready].
   * @throws OptionError if the query does not fit the model; DeviceError if the device fails, is lost, or the scorer was disposed.
   */
  scores(query: ScoreQuery): Promise<Float32Array>;
  /** The best k items, by the whole head's scores. @throws as `scores`; OptionError if k is not a count. */
  rank(query: RankQuery): Promise<Ranked>;
  /** Frees what the scorer holds. Calls that are under way, and later ones, reject. */
  dispose(): void;
}
