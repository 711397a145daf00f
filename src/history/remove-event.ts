import { inTransaction } from './in-transaction.ts';
import { type HistoryDatabase } from './schema.ts';

/** Deletes an event with every part made at or after it. False: there is no such event. */
export function removeEvent(database: HistoryDatabase, id: number): Promise<boolean> {
  const transaction = database.transaction(['events', 'snapshots', 'current'], 'readwrite', { durability: 'strict' });
  return inTransaction(transaction, async () => {
    const events = transaction.objectStore('events');
    if ((await events.getKey(id)) === undefined) return false;
    await events.delete(id);
    for (const name of ['snapshots', 'current'] as const) {
      const store = transaction.objectStore(name);
      const keys = await store.index('lastEventId').getAllKeys(IDBKeyRange.lowerBound(id));
      await Promise.all(keys.map((key) => store.delete(key)));
    }
    return true;
  });
}
