import { type EarlierItem, type StoredEvent } from '../types.ts';
import { byTime, earlierItems, MOST_EARLIER_ITEMS } from './earlier-items.ts';
import { inTransaction } from './in-transaction.ts';
import { type KeptEvent } from './keep-event.ts';
import { type HistoryDatabase } from './schema.ts';

/** Puts other events and earlier items in place of those there; what was learned from those before goes. No uid may come twice. False, and nothing is done, unless the ids of those there are `right`. */
export function replaceHistory(database: HistoryDatabase, events: readonly KeptEvent[], earlier: readonly EarlierItem[], right: (ids: number[]) => boolean): Promise<boolean> {
  const emptied = ['events', 'earlier', 'snapshots', 'current'] as const;
  const transaction = database.transaction([...emptied, 'settings'], 'readwrite', { durability: 'strict' });
  return inTransaction(transaction, async () => {
    // Numbers only: what another program may have put there is no record of ours.
    if (!right(await transaction.objectStore('events').getAllKeys(IDBKeyRange.bound(-Infinity, Infinity)))) return false;
    const settings = transaction.objectStore('settings');
    await Promise.all([
      ...emptied.map(async (name) => transaction.objectStore(name).clear()),
      ...(['lastList', 'catalogue'] as const).map(async (name) => settings.delete(name)),
      // The store itself gives the id, which the schema's type cannot say.
      ...events.map(async (event) => transaction.objectStore('events').add(event as StoredEvent)),
      ...byTime(earlierItems(earlier)).slice(-MOST_EARLIER_ITEMS).map(async (item) => transaction.objectStore('earlier').put(item)),
    ]);
    return true;
  });
}
