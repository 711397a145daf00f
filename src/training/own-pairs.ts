/**
 * What a user's own history has put into C[a, i] (transition-statistics.ts), so that training can take it out again:
 * otherwise the memory of a training user would know the very event that is to be predicted.
 */
import { LOOKAHEAD, PAIRED_EVENTS, STEP_DECAY, type TransitionSource } from './transition-statistics.ts';

export interface OwnPairs {
  /** The user of whom is asked from now on. */
  turnTo(user: number): void;
  /** The user's share of C[a, i], i the item of their event at `place`, another than a. */
  of(a: number, place: number): number;
}

export function ownPairs(source: TransitionSource): OwnPairs {
  return source.ordered ? new OrderedPairs(source) : new UnorderedPairs(source);
}

class OrderedPairs implements OwnPairs {
  private readonly itemOf: Int32Array;
  private readonly offsets: Int32Array;
  /** The user's event before and after on the same item, as places, −1 for none, [events]. */
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private begin = 0;

  constructor({ histories: { itemOf, offsets }, users, counts }: TransitionSource) {
    this.itemOf = itemOf;
    this.offsets = offsets;
    this.before = new Int32Array(itemOf.length).fill(-1);
    this.after = new Int32Array(itemOf.length).fill(-1);
    const last = new Int32Array(counts.length).fill(-1);
    for (const user of users) {
      for (let place = offsets[user]; place < offsets[user + 1]; place++) {
        const same = last[itemOf[place]];
        last[itemOf[place]] = place;
        // Users come in any order: another's last event may lie on either side.
        if (same < offsets[user] || same > place) continue;
        this.before[place] = same;
        this.after[same] = place;
      }
    }
  }

  turnTo(user: number): void {
    this.begin = this.offsets[user];
  }

  of(a: number, place: number): number {
    let share = this.pairsWith(a, place);
    for (let at = this.before[place]; at >= 0; at = this.before[at]) share += this.pairsWith(a, at);
    for (let at = this.after[place]; at >= 0; at = this.after[at]) share += this.pairsWith(a, at);
    return share;
  }

  private pairsWith(a: number, place: number): number {
    const end = Math.max(this.begin, place - LOOKAHEAD);
    let share = 0;
    let weight = 1;
    for (let earlier = place - 1; earlier >= end; earlier--, weight *= STEP_DECAY) if (this.itemOf[earlier] === a) share += weight;
    return share;
  }
}

class UnorderedPairs implements OwnPairs {
  private readonly itemOf: Int32Array;
  private readonly offsets: Int32Array;
  /** Events of each item among the user's paired ones, [n]. */
  private readonly times: Int32Array;
  private paired = new Int32Array();

  constructor({ histories: { itemOf, offsets }, counts }: TransitionSource) {
    this.itemOf = itemOf;
    this.offsets = offsets;
    this.times = new Int32Array(counts.length);
  }

  turnTo(user: number): void {
    for (const item of this.paired) this.times[item] = 0;
    this.paired = this.itemOf.slice(this.offsets[user], Math.min(this.offsets[user + 1], this.offsets[user] + PAIRED_EVENTS));
    for (const item of this.paired) this.times[item]++;
  }

  of(a: number, place: number): number {
    return this.times[a] * this.times[this.itemOf[place]];
  }
}
