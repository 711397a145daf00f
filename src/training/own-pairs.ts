/**
 * What a user's own history has put into C[a, i] (transition-statistics.ts), so that training can take it out again:
 * otherwise the memory of a training user would know the very event that is to be predicted.
 */
import { LOOKAHEAD, PAIRED_EVENTS, STEP_DECAY, type TransitionSource } from './transition-statistics.ts';

export interface OwnPairs {
  /** The user of whom is asked from now on. */
  turnTo(user: number): void;
  /** The user's share of C[a, i], where they met i, another than a, for the first time at `place`. */
  of(a: number, place: number): number;
}

export function ownPairs(source: TransitionSource): OwnPairs {
  return source.ordered ? new OrderedPairs(source) : new UnorderedPairs(source);
}

class OrderedPairs implements OwnPairs {
  private readonly itemOf: Int32Array;
  private readonly offsets: Int32Array;
  private begin = 0;

  constructor({ histories: { itemOf, offsets } }: TransitionSource) {
    this.itemOf = itemOf;
    this.offsets = offsets;
  }

  turnTo(user: number): void {
    this.begin = this.offsets[user];
  }

  of(a: number, place: number): number {
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
  /** 1 for an item among the user's paired events, [n]. */
  private readonly isPaired: Uint8Array;
  private paired = new Int32Array();

  constructor({ histories: { itemOf, offsets }, counts }: TransitionSource) {
    this.itemOf = itemOf;
    this.offsets = offsets;
    this.isPaired = new Uint8Array(counts.users.length);
  }

  turnTo(user: number): void {
    for (const item of this.paired) this.isPaired[item] = 0;
    this.paired = this.itemOf.slice(this.offsets[user], Math.min(this.offsets[user + 1], this.offsets[user] + PAIRED_EVENTS));
    for (const item of this.paired) this.isPaired[item] = 1;
  }

  of(a: number, place: number): number {
    return this.isPaired[a] * this.isPaired[this.itemOf[place]];
  }
}
