import { inTransaction } from './in-transaction.ts';
import { type HistoryDatabase } from './schema.ts';

/** Deletes an event with every part made at or after it. `found` is told where there is one, before it has gone: a second try finds none. */
export function removeEvent(database: HistoryDatabase, id: number, found: () => void): Promise<void> {
  const transaction = database.transaction(['events', 'snapshots', 'current'], 'readwrite', { durability: 'strict' });
  return inTransaction(transaction, async () => {
    const events = transaction.objectStore('events');
    if ((await events.getKey(id)) === undefined) return;
    found();
    await events.delete(id);
    for (const name of ['snapshots', 'current'] as const) {
      const store = transaction.objectStore(name);
      const keys = await store.index('lastEventId').getAllKeys(IDBKeyRange.lowerBound(id));
      await Promise.all(keys.map(async (key) => store.delete(key)));
    }
  });
}
