import { OptionError } from '../errors.ts';
import { Connection } from './connection.ts';
import { IndexedDbHistory } from './indexeddb-history.ts';
import { migrations } from './schema.ts';

export interface OpenHistoryOptions {
  /** Separates the histories of one site: the database is `tastekit:<namespace>`. Letters, digits, `.`, `_`, `-`; at most 64. */
  namespace: string;
  /** Default: the browser's own. */
  indexedDB?: IDBFactory;
}

/**
 * Opens the visitor's history in IndexedDB, upgrading what an older version wrote.
 * @throws OptionError for a namespace it cannot be
 * @throws StorageError where the browser has no storage, or refuses it; `ResilientHistory` goes on even so
 */
export async function openHistory(options: OpenHistoryOptions): Promise<IndexedDbHistory> {
  const history = unopenedHistory(options);
  await history.open();
  return history;
}

/** As `openHistory`; opened by the first call of a method. @throws OptionError */
export function unopenedHistory({ namespace, indexedDB }: OpenHistoryOptions): IndexedDbHistory {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(namespace)) {
    throw new OptionError('namespace', `expected 1 to 64 letters, digits, ".", "_" or "-", got ${JSON.stringify(namespace)}`);
  }
  return new IndexedDbHistory(new Connection({ name: `tastekit:${namespace}`, migrations, factory: indexedDB }));
}
