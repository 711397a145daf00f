import { type Bundle } from '../bundle/bundle.ts';
import { type StoredEvent } from '../types.ts';
import { type HistoryEntry } from './state.ts';

/** Of a catalogue whose texts come on demand, so many of the latest events are given theirs. */
const NAMED_EVENTS = 50;

/**
 * What the visitor did, newest first, with the items' texts. Those that cannot be fetched are left out: whoever looks
 * for an entry, to forget it, must find it even so.
 * @throws AbortedError
 */
export async function historyEntries(events: readonly StoredEvent[], { items }: Pick<Bundle, 'items'>, signal: AbortSignal): Promise<HistoryEntry[]> {
  const latest = events.toReversed().map((event) => ({ event, index: items.ids.indexOf(event.item) }));
  const named = items.textLoaded ? latest : latest.slice(0, NAMED_EVENTS);
  try {
    await items.loadText(new Set(named.flatMap(({ index }) => index ?? [])), signal);
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return latest.map(({ event: { id, type, time, item, surface, position }, index }) => {
    const known = index !== undefined;
    return { id, type, time, itemId: item, known, item: known && items.hasText(index) ? items.text(index) : null, surface, position };
  });
}
