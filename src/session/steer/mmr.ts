/** Candidates as maximal marginal relevance sees them; m of them, best first. */
export interface MmrCandidates {
  /** In [0, 1], [m]. */
  relevance: Float64Array;
  /** The cosines of a chosen item, by its index in the catalogue, and each candidate, [m]. */
  cosines: (item: number) => Float32Array;
}

/**
 * Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998), one place after another: of the candidates that are
 * left, the one with the most
 *
 *     (1 − λ)·relevance(i) − λ·max over j chosen of cos(q_i, q_j)
 *
 * λ being the weight of diversity: 0 is the order of relevance. Equals in the order they come in.
 */
export class Mmr {
  private readonly candidates: MmrCandidates;
  private readonly lambda: number;
  /** The highest cosine of each candidate to what is chosen, [m]. */
  private readonly nearest: Float32Array;

  constructor(candidates: MmrCandidates, lambda: number) {
    this.candidates = candidates;
    this.lambda = lambda;
    // Below any cosine, and the same for all before the first choice.
    this.nearest = new Float32Array(candidates.relevance.length).fill(-1);
  }

  /** The best candidate of those that `may` be taken, by its place among them; −1 where none may. */
  best(may: (candidate: number) => boolean): number {
    const { relevance } = this.candidates;
    let [best, most] = [-1, -Infinity];
    for (let i = 0; i < relevance.length; i++) {
      const value = (1 - this.lambda) * relevance[i] - this.lambda * this.nearest[i];
      if (value > most && may(i)) [best, most] = [i, value];
    }
    return best;
  }

  /** `item` stands on the list, by its index in the catalogue; it need not be a candidate. */
  choose(item: number): void {
    const row = this.candidates.cosines(item);
    for (let i = 0; i < row.length; i++) if (row[i] > this.nearest[i]) this.nearest[i] = row[i];
  }
}
