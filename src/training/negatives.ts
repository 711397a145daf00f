/** Negatives for sampled softmax: half uniform, half by popularity^¾ (word2vec's exponent). */
import { type Sfc32 } from '../random.ts';

export class NegativeSampler {
  /** Probability of drawing each item in one draw, [n]. */
  readonly probability: Float64Array;
  private readonly cumulative: Float64Array;

  /** `counts` [n]: training events of each item. */
  constructor(counts: Int32Array) {
    const n = counts.length;
    const weights = Float64Array.from(counts, (count) => count ** 0.75);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.probability = weights.map((weight) => 0.5 / n + (total > 0 ? (0.5 * weight) / total : 0.5 / n));
    let sum = 0;
    this.cumulative = this.probability.map((p) => (sum += p));
  }

  /** Draws `count` items, with replacement. */
  draw(count: number, random: Sfc32): Int32Array {
    return Int32Array.from({ length: count }, () => this.find(random.uniform() * this.cumulative[this.cumulative.length - 1]));
  }

  /** First item whose cumulative probability exceeds x. */
  private find(x: number): number {
    let low = 0;
    let high = this.cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cumulative[middle] > x) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
