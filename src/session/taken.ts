/** Which events are steps of a visitor's way through the catalogue, and which only tell against an item. */
import { bitsetOf } from '../kernels/bitset.ts';
import { type EventType } from '../types.ts';

/**
 * Whether tower and memory read an event of this type. Those that only tell against an item they do not: what was passed
 * over was not taken, and neither was what a model without low ratings in its training hears a dislike of. They act through
 * the learner. A dislike that was trained is a low rating of something taken.
 */
export function isTaken(type: EventType, trained: readonly EventType[]): boolean {
  if (type === 'skip' || type === 'dismiss') return false;
  return type !== 'dislike' || trained.includes('dislike');
}

/** Whether an event of this type takes its item out of the visitor's lists: what is skipped may be shown again. */
export function isSettled(type: EventType): boolean {
  return type !== 'skip';
}

/** Whether an event of this type refuses its item: it leaves the lists, and was not taken. */
export function isRefused(type: EventType, trained: readonly EventType[]): boolean {
  return isSettled(type) && !isTaken(type, trained);
}

/** Bitset, over `count` items, of those that no list shows any more. */
export function settledItems(events: readonly { item: number; type: EventType }[], count: number): Uint32Array {
  return bitsetOf(events.filter(({ type }) => isSettled(type)).map(({ item }) => item), count);
}
