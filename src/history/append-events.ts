import { type StoredEvent } from '../types.ts';
import { inTransaction } from './in-transaction.ts';
import { type KeptEvent } from './keep-event.ts';
import { readEvent } from './read-event.ts';
import { type HistoryDatabase } from './schema.ts';

/** Adds events, all or none. Those whose uid is there already stay as they are, and are given back as they were kept. */
export function appendEvents(database: HistoryDatabase, events: readonly KeptEvent[]): Promise<StoredEvent[]> {
  const transaction = database.transaction('events', 'readwrite', { durability: 'strict' });
  const { store } = transaction;
  return inTransaction(transaction, async () => {
    const index = store.index('uid');
    const there = await Promise.all(events.map(async ({ uid }) => index.get(uid)));
    const kept = new Map<string, Promise<StoredEvent>>();
    for (const [i, event] of events.entries()) {
      if (!kept.has(event.uid)) kept.set(event.uid, keep(event, there[i]));
    }
    return Promise.all(events.map(async ({ uid }) => ({ ...(await kept.get(uid)!) })));
  });

  async function keep(event: KeptEvent, there: StoredEvent | undefined): Promise<StoredEvent> {
    const readable = there && readEvent(there);
    if (readable) return readable;
    // What was damaged makes way for what it was.
    const remove = async () => there && store.delete(there.id);
    // The store itself gives the id, which the schema's type cannot say.
    const add = async () => store.add(event as StoredEvent);
    const [, id] = await Promise.all([remove(), add()]);
    return { ...event, id };
  }
}
