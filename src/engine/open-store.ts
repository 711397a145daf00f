/** The visitor's history: in IndexedDB where the browser allows it, else in memory until the page closes. */
import { StorageError } from '../errors.ts';
import { type HistoryStore } from '../history/history-store.ts';
import { MemoryHistory } from '../history/memory-history.ts';
import { openHistory } from '../history/open-history.ts';

export async function openStore(namespace: string): Promise<{ store: HistoryStore; reason?: string }> {
  try {
    return { store: await openHistory({ namespace }) };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { store: new MemoryHistory(), reason: error.message };
  }
}
