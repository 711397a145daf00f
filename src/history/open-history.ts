import { OptionError, StorageError } from '../errors.ts';
import { Connection } from './connection.ts';
import { type HistoryStore } from './history-store.ts';
import { IndexedDbHistory } from './indexeddb-history.ts';
import { migrations } from './schema.ts';
import { wording } from './wording.ts';

export interface OpenHistoryOptions {
  /** Separates the histories of one site: the database is `tastekit:<namespace>`. Letters, digits, `.`, `_`, `-`; at most 64. */
  namespace: string;
  /** Default: the browser's own. */
  indexedDB?: IDBFactory;
}

/**
 * Opens the visitor's history in IndexedDB, upgrading what an older version wrote.
 * @throws OptionError for a namespace it cannot be
 * @throws StorageError where the browser has no storage, or refuses it; `MemoryHistory` then serves until the page closes
 */
export async function openHistory({ namespace, indexedDB }: OpenHistoryOptions): Promise<HistoryStore> {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(namespace)) {
    throw new OptionError('namespace', `expected 1 to 64 letters, digits, ".", "_" or "-", got ${JSON.stringify(namespace)}`);
  }
  const factory = indexedDB ?? ownFactory();
  return new IndexedDbHistory(await Connection.open({ name: `tastekit:${namespace}`, migrations, factory }));
}

/** Even to name `indexedDB` may throw, where a sandboxed page has no storage. */
function ownFactory(): IDBFactory {
  let factory: IDBFactory | undefined;
  try {
    factory = globalThis.indexedDB;
  } catch (cause) {
    throw new StorageError(`this page may not store anything: ${wording(cause)}.`, { cause });
  }
  if (!factory) throw new StorageError('this browser has no IndexedDB, or keeps it from this page.');
  return factory;
}
