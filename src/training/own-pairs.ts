/**
 * What a user's own history has put into C[a, i] (transition-statistics.ts), so that training can take it out again:
 * otherwise the memory of a training user would know the very event that is to be predicted.
 */
import { LOOKAHEAD, PAIRED_EVENTS, STEP_DECAY, type TransitionSource } from './transition-statistics.ts';

/** Turned to a user, then to one of their events, whose item is i. */
export interface OwnPairs {
  turnTo(user: number): void;
  predict(place: number): void;
  /** The user's share of C[a, i], a ≠ i. */
  of(a: number): number;
}

export function ownPairs(source: TransitionSource): OwnPairs {
  return source.ordered ? new OrderedPairs(source) : new UnorderedPairs(source);
}

class OrderedPairs implements OwnPairs {
  private readonly source: TransitionSource;
  /** The user's event before and after on the same item, as places, −1 for none, [events]. */
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private readonly shares: Float64Array;
  private met: number[] = [];
  private begin = 0;

  constructor(source: TransitionSource) {
    this.source = source;
    const { histories, users, counts } = source;
    this.shares = new Float64Array(counts.length);
    this.before = new Int32Array(histories.itemOf.length).fill(-1);
    this.after = new Int32Array(histories.itemOf.length).fill(-1);
    const last = new Int32Array(counts.length).fill(-1);
    for (const user of users) {
      const begin = histories.offsets[user];
      for (let place = begin; place < histories.offsets[user + 1]; place++) {
        const item = histories.itemOf[place];
        // Users follow each other in any order; a place of another user's may lie on either side.
        const same = last[item] >= begin && last[item] < place ? last[item] : -1;
        this.before[place] = same;
        if (same >= 0) this.after[same] = place;
        last[item] = place;
      }
    }
  }

  turnTo(user: number): void {
    this.begin = this.source.histories.offsets[user];
  }

  predict(place: number): void {
    for (const a of this.met) this.shares[a] = 0;
    this.met = [];
    for (let at = place; at >= 0; at = this.before[at]) this.addPairsWith(at);
    for (let at = this.after[place]; at >= 0; at = this.after[at]) this.addPairsWith(at);
  }

  of(a: number): number {
    return this.shares[a];
  }

  private addPairsWith(place: number): void {
    const { itemOf } = this.source.histories;
    let weight = 1;
    for (let earlier = place - 1; earlier >= Math.max(this.begin, place - LOOKAHEAD); earlier--, weight *= STEP_DECAY) {
      this.shares[itemOf[earlier]] += weight;
      this.met.push(itemOf[earlier]);
    }
  }
}

class UnorderedPairs implements OwnPairs {
  private readonly source: TransitionSource;
  /** Events of each item among the user's paired ones, [n]. */
  private readonly times: Int32Array;
  private paired = new Int32Array();
  private wanted = 0;

  constructor(source: TransitionSource) {
    this.source = source;
    this.times = new Int32Array(source.counts.length);
  }

  turnTo(user: number): void {
    const { offsets, itemOf } = this.source.histories;
    for (const item of this.paired) this.times[item] = 0;
    this.paired = itemOf.slice(offsets[user], Math.min(offsets[user + 1], offsets[user] + PAIRED_EVENTS));
    for (const item of this.paired) this.times[item]++;
  }

  predict(place: number): void {
    this.wanted = this.source.histories.itemOf[place];
  }

  of(a: number): number {
    return this.times[a] * this.times[this.wanted];
  }
}
