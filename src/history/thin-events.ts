import { byTime, earlierItems, isEarlierItem, MOST_EARLIER_ITEMS } from './earlier-items.ts';
import { type Thinning } from './history-store.ts';
import { inTransaction } from './in-transaction.ts';
import { keepPart, readPart } from './kept-part.ts';
import { readEvent } from './read-event.ts';
import { type HistoryDatabase } from './schema.ts';
import { shiftPart } from './shift-part.ts';

/** Leaves of events only which items they were about. Nothing is done where one of them is gone already. */
export function thinEvents(database: HistoryDatabase, thinning: Thinning): Promise<void> {
  const transaction = database.transaction(['events', 'earlier', 'snapshots', 'current'], 'readwrite', { durability: 'strict' });
  const events = transaction.objectStore('events');
  const earlier = transaction.objectStore('earlier');
  return inTransaction(transaction, async () => {
    const thinned = (await Promise.all(thinning.ids.map(async (id) => events.get(id)))).filter((event) => event !== undefined);
    if (thinned.length < thinning.ids.length) return;
    await Promise.all(thinning.ids.map(async (id) => events.delete(id)));
    const there = await Promise.all([...new Set(thinned.map(({ item }) => item))].map(async (item) => earlier.get(item)));
    const readable = thinned.flatMap((event) => readEvent(event) ?? []);
    await Promise.all(earlierItems(readable, there.filter(isEarlierItem)).map(async (item) => earlier.put(item)));
    await forgetOldest();
    await shiftParts('snapshots');
    await shiftParts('current');
  });

  async function forgetOldest(): Promise<void> {
    const surplus = (await earlier.count()) - MOST_EARLIER_ITEMS;
    if (surplus <= 0) return;
    const oldest = byTime(await earlier.getAll()).slice(0, surplus);
    await Promise.all(oldest.map(async ({ item }) => earlier.delete(item)));
  }

  async function shiftParts(name: 'snapshots' | 'current'): Promise<void> {
    const store = transaction.objectStore(name);
    const parts = await store.getAll();
    // Their place is in their key: all go, and those that stay come back at another.
    await store.clear();
    const shifted = parts.flatMap((record) => shiftPart(readPart(record), thinning) ?? []);
    await Promise.all(shifted.map(async (part) => store.put(keepPart(part))));
  }
}
