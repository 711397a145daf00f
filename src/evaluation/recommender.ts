/** What is evaluated: anything that reads a visitor's events one by one and scores the whole catalogue in between. */
import { type EventType } from '../types.ts';

/** One event of a visitor, as a recommender is given it. */
export interface EvaluatedEvent {
  /** Item index. */
  item: number;
  type: EventType;
}

/** A recommender that has learned from the training users and serves visitors it has never seen. */
export interface Recommender {
  /** A visitor without events. Visitors do not touch each other; many may be under way at a time. */
  start(): Visitor;
  /** Frees what the recommender holds. No visitor is used afterwards. */
  dispose?(): void;
}

export interface Visitor {
  /** Takes in the next event, in order. */
  observe(event: EvaluatedEvent): void | Promise<void>;
  /**
   * A score for every item after the events so far, [n]; higher is better, seen items included. The array is only valid
   * until the next call on any visitor of this recommender; one that comes with a promise is the caller's own.
   */
  scores(): Float32Array | Promise<Float32Array>;
}
