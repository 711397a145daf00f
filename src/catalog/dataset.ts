import type { Item } from '../types.ts';
import type { RatingThresholds } from './rating-thresholds.ts';
import type { SkippedRows } from './row-faults.ts';

/** Validated, indexed interactions: a user's events lie together, in order. */
export interface Dataset {
  /** The catalogue, in the items file's order (without one: of first appearance). An item's index is its place here. */
  items: Item[];
  itemIndex: ReadonlyMap<string, number>;
  /** Ids of the users that remain, in the order of their first appearance. */
  users: string[];
  /** `[users + 1]`: the events of user u are `[offsets[u], offsets[u + 1])`. */
  offsets: Int32Array;
  /** `[events]` */
  itemOf: Int32Array;
  /** `[events]`: index into EVENT_TYPES. */
  typeOf: Uint8Array;
  /** `[events]`, NaN where absent. */
  ratingOf: Float32Array;
  /** `[events]`, Unix seconds; all NaN where the file has no times. */
  timeOf: Float64Array;
  /** Whether a user's events are in order of time (or of `orderBy`). Otherwise, and at equal times, they are shuffled, the same way each time. */
  ordered: boolean;
  thresholds: RatingThresholds;
  report: DatasetReport;
}

/** What was read, and what was left out. */
export interface DatasetReport {
  /** Rows of the interactions file after the header. */
  rows: number;
  /** Of those, rows left out as bad, by reason. */
  skipped: SkippedRows;
  /** Rows of the items file after the header; 0 without one. */
  itemRows: number;
  /** Of those, rows left out as bad, by reason. */
  skippedItems: SkippedRows;
  /** Users left out for having too few events. */
  droppedUsers: number;
  /** Items that had events and lost them all, to `minItemEvents` or with their users. */
  droppedItems: number;
  /** Good rows that went with those users and items. */
  droppedEvents: number;
}
