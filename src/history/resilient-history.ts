// STAND-IN, not to be committed
import { IndexedDbHistory } from './indexeddb-history.ts';
import { openHistory } from './open-history.ts';
import { StorageError } from '../errors.ts';
import { MemoryHistory } from './memory-history.ts';
type Trouble = { code: 'storage-memory' | 'storage-unsaved'; message: string };
export class ResilientHistory extends MemoryHistory {
  trouble: Trouble | undefined;
  unsaved = 0;
  static async open({ namespace }: { namespace: string; clock: () => number }): Promise<ResilientHistory> {
    try {
      const store = (await openHistory({ namespace })) as unknown as ResilientHistory & IndexedDbHistory;
      return Object.assign(store, { trouble: undefined, unsaved: 0, heal: async () => false }) as ResilientHistory;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      const store = new ResilientHistory();
      store.trouble = { code: 'storage-memory', message: error.message };
      return store;
    }
  }
  async heal(_now?: boolean): Promise<boolean> {
    return false;
  }
}
