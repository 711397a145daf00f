/** What stays of events that were thinned. */
import { type EarlierItem, EVENT_TYPES, type StoredEvent } from '../types.ts';

/** So many stay: a million events thinned would otherwise leave as many entries as the catalogue has items. */
export const MOST_EARLIER_ITEMS = 10_000;

/** Entries for thinned events, one for each item, the latest event of an item winning; an entry there already counts as an event. What was only passed over leaves none: it may be shown again. */
export function earlierItems(events: readonly Pick<StoredEvent, 'item' | 'type' | 'time'>[], there: readonly EarlierItem[] = []): EarlierItem[] {
  const found = new Map<string, EarlierItem>();
  for (const { item, type, time } of [...there, ...events]) {
    if (type !== 'skip' && time >= (found.get(item)?.time ?? -Infinity)) found.set(item, { item, type, time });
  }
  return [...found.values()];
}

/** By time, and those of one time by item. */
export function byTime(items: EarlierItem[]): EarlierItem[] {
  return items.sort((a, b) => a.time - b.time || (a.item < b.item ? -1 : 1));
}

/** Whether a record is such an entry. */
export function isEarlierItem(record: unknown): record is EarlierItem {
  const { item, type, time } = (record ?? {}) as Partial<Record<keyof EarlierItem, unknown>>;
  return typeof item === 'string' && EVENT_TYPES.some((known) => known === type) && Number.isFinite(time);
}
