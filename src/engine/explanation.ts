/** Why an item has its place, as the page is told. Shared by the worker and the client; types only. */
import { type EventType, type Item } from '../types.ts';

/** What one event of the visitor's does to an item's score. */
export interface Contribution {
  /** The event's id in history: `history.remove(eventId)` forgets it. */
  eventId: number;
  type: EventType;
  itemId: string;
  /** What the event was on. Null where its text could not be fetched. */
  item: Item | null;
  /** Its Shapley value in nats, as scores are. Above 0 it raised the item, below 0 it lowered it. */
  value: number;
  /** Of `value`, in nats; 0 where it is exact. */
  standardError: number;
  /** The item's rank, from 1, had this event never been; null beyond the ten largest. */
  rankWithout: number | null;
}

/** What the item has in common with items that the visitor's events raised it by. */
export interface SharedFeature {
  kind: 'genre' | 'decade';
  /** As the catalogue calls the genre; `1980s` for a decade. */
  name: string;
  /** Sum of the values of the events that share it, in nats. */
  value: number;
  eventIds: number[];
}

/**
 * Why an item has its score, before the visitor's steering and the site's rules: those are what somebody asked for, and
 * need no explaining. `startScore` + `learned` + the values of all events (`contributions` and `rest`) = `score`.
 * Of an item the visitor has met, it tells what would be, had they not: events on the item itself explain nothing, and
 * are left out.
 */
export interface Explanation {
  itemId: string;
  /** Null where its text could not be fetched. */
  item: Item | null;
  /** One sentence for the visitor, such as "Because you liked Alien and opened Blade Runner." `explanationSentence` of `tastekit/explanation` makes it of other titles. */
  sentence: string;
  /** As rankings have it, in nats up to a constant. */
  score: number;
  /** The score for a visitor who did nothing. */
  startScore: number;
  /** What the personal part, learned over time, changes beside the events; 0 with learning off. */
  learned: number;
  /** The largest first, whatever their sign; at most `limit`. */
  contributions: Contribution[];
  /** The other events: how many, and the sum of their values. */
  rest: { events: number; value: number };
  /** Whether all subsets of the events were gone through; else random orders were. */
  exact: boolean;
  /** The largest standard error of any event's value, in nats; 0 where exact. */
  standardError: number;
  /** The strongest first. */
  features: SharedFeature[];
  /** The item's rank in the whole catalogue, from 1, without what the visitor has met. */
  rank: number;
  /** Its rank for a visitor who did nothing. */
  startRank: number;
  /** Milliseconds on the device, waiting for others included. */
  explainMs: number;
}
