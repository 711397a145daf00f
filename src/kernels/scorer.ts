/** The head over all items: what every backend takes and gives. */

/** The bundle's rows per item, n = `count`. A scorer may keep these arrays; do not change them. */
export interface ItemTables {
  count: number;
  /** Item factors q: values [n, d] times scales [n]. */
  factors: { values: Int8Array; scales: Float32Array };
  /** [n] */
  bias: Float32Array;
  /** Standardised log-popularity, [n]. */
  popularity: Float32Array;
}

/** A visitor, as the head sees them. */
export interface ScoreQuery {
  /** The user vector u, [d]. */
  user: Float32Array;
  /** Logarithms of the weights of the score's terms, [4], in the order of `MIX_TERMS`. */
  mix: Float32Array;
  /** Events in the history so far; chooses the popularity weight. */
  events: number;
}

export interface RankQuery extends ScoreQuery {
  /** How many items are wanted. */
  k: number;
  /** Items to leave out, a bitset over item indices (`bitset.ts`); read when the scores are there. */
  hidden: Uint32Array;
}

/** Best first; equal scores by item index; fewer than k where fewer are left. */
export interface Ranked {
  items: Int32Array;
  scores: Float32Array;
}

/** Scores all items for one visitor (DESIGN.md, "Head"). Calls may overlap: each gets its own result. */
export interface Scorer {
  readonly kind: 'typescript' | 'webgpu';
  /** Scores of all items, [n]. @throws DeviceError if the device fails, is lost, or the scorer was disposed. */
  scores(query: ScoreQuery): Promise<Float32Array>;
  /** The best k items. @throws as `scores`; OptionError if k is not a count. */
  rank(query: RankQuery): Promise<Ranked>;
  /** Frees what the scorer holds. Calls that are under way, and later ones, reject. */
  dispose(): void;
}
