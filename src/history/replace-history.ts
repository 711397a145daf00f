import { type EarlierItem, type StoredEvent } from '../types.ts';
import { byTime, earlierItems, MOST_EARLIER_ITEMS } from './earlier-items.ts';
import { inTransaction } from './in-transaction.ts';
import { type KeptEvent } from './keep-event.ts';
import { type HistoryDatabase } from './schema.ts';

/** Puts other events and earlier items in place of those there; what was learned from those before goes. No uid may come twice. */
export function replaceHistory(database: HistoryDatabase, events: readonly KeptEvent[], earlier: readonly EarlierItem[]): Promise<void> {
  const emptied = ['events', 'earlier', 'snapshots', 'current'] as const;
  const transaction = database.transaction([...emptied, 'settings'], 'readwrite', { durability: 'strict' });
  return inTransaction(transaction, async () => {
    const settings = transaction.objectStore('settings');
    await Promise.all([
      ...emptied.map(async (name) => transaction.objectStore(name).clear()),
      ...(['lastList', 'catalogue'] as const).map(async (name) => settings.delete(name)),
      // The store itself gives the id, which the schema's type cannot say.
      ...events.map(async (event) => transaction.objectStore('events').add(event as StoredEvent)),
      ...byTime(earlierItems(earlier)).slice(-MOST_EARLIER_ITEMS).map(async (item) => transaction.objectStore('earlier').put(item)),
    ]);
  });
}
