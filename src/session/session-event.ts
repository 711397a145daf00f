import { type EventType, type StoredEvent } from '../types.ts';

/** An event of the visitor on an item the bundle knows. */
export interface SessionEvent {
  /** The event's id in history. */
  id: number;
  /** Item index. */
  item: number;
  type: EventType;
  /** Indices of items that stood beside it and were not chosen. */
  shown?: readonly number[];
}

/**
 * An event as the session reads it; null where its item is not known. `indexOf`: the index of an item's id, undefined for
 * one the bundle does not know. Of what stood beside it, only known items count.
 */
export function sessionEvent(
  { id, item: itemId, type, shown }: Pick<StoredEvent, 'id' | 'item' | 'type' | 'shown'>,
  indexOf: (item: string) => number | undefined,
): SessionEvent | null {
  const item = indexOf(itemId);
  if (item === undefined) return null;
  const beside = shown?.flatMap((other) => indexOf(other) ?? []) ?? [];
  return beside.length > 0 ? { id, item, type, shown: beside } : { id, item, type };
}
