import { inTransaction } from './in-transaction.ts';
import { type HistoryDatabase } from './schema.ts';

/**
 * Deletes events and earlier items of a time, `from <= time < to`, with the parts that know of them. `found` is told how
 * many there are, before they have gone: a second try finds none.
 */
export function removeBetween(database: HistoryDatabase, from: number, to: number, found: (count: number) => void): Promise<void> {
  const transaction = database.transaction(['events', 'earlier', 'snapshots', 'current'], 'readwrite', { durability: 'strict' });
  const within = ({ time }: { time: number }): boolean => time >= from && time < to;
  return inTransaction(transaction, async () => {
    const events = transaction.objectStore('events');
    const earlier = transaction.objectStore('earlier');
    const ids = (await events.getAll()).filter(within).map(({ id }) => id);
    const items = (await earlier.getAll()).filter(within).map(({ item }) => item);
    if (ids.length + items.length === 0) return;
    found(ids.length + items.length);
    await Promise.all([...ids.map(async (id) => events.delete(id)), ...items.map(async (item) => earlier.delete(item))]);
    // What an earlier item taught is in all of them.
    const first = items.length > 0 ? -Infinity : ids[0];
    for (const name of ['snapshots', 'current'] as const) {
      const store = transaction.objectStore(name);
      const keys = await store.index('lastEventId').getAllKeys(IDBKeyRange.lowerBound(first));
      await Promise.all(keys.map(async (key) => store.delete(key)));
    }
  });
}
