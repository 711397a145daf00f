/** What a protocol makes of a data set: what may be learned from, and whom the arms are tried on. */
import { EVENT_TYPES } from '../types.ts';
import { type EvaluatedEvent } from './recommender.ts';
import { type TrainingSet } from './training-set.ts';

/** A user as the arms meet them: events that come one by one, some of them predicted first. */
export interface Case {
  /** Place of the user in the data set. */
  user: number;
  /** Item index of each event, in the order they are served, [e]. */
  items: Int32Array;
  /** Index into EVENT_TYPES of each event, [e]. */
  types: Uint8Array;
  /** Places of the events that are predicted before they are observed, ascending; their items were not met before. [p] */
  predicted: Int32Array;
  /** What a predicted item is ranked among; null: among all items that were not met before. */
  negatives: Int32Array | null;
}

export interface ProtocolSplit {
  /** Without the events that are predicted. */
  train: TrainingSet;
  /** Whether users are held out whole, so that nobody who is tried was learned from. */
  wholeUsers: boolean;
  /** Places in the data set of the events that are held out for the test, ascending. */
  heldOut: Int32Array;
  /** Settings are chosen on these. */
  validation: Case[];
  /** Tried once, at the end. */
  test: Case[];
  /** What a reader has to know of the data, one sentence each. */
  notes: string[];
}

export function eventAt({ items, types }: Case, at: number): EvaluatedEvent {
  return { item: items[at], type: EVENT_TYPES[types[at]] };
}

/** Events that are served to make all of a case's predictions. */
export function servedEvents({ predicted }: Case): number {
  return predicted.length === 0 ? 0 : predicted[predicted.length - 1];
}

export function predictionsOf(cases: readonly Case[]): number {
  return cases.reduce((sum, { predicted }) => sum + predicted.length, 0);
}
