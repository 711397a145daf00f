import { RefusedError } from './refused-error.ts';
import { wording } from './wording.ts';

/** The browser's IndexedDB. Even to name it may throw, where a sandboxed page has no storage. @throws StorageError */
export function ownFactory(): IDBFactory {
  let factory: IDBFactory | undefined;
  try {
    factory = globalThis.indexedDB;
  } catch (cause) {
    throw new RefusedError('none', `this page may not store anything: ${wording(cause)}.`, { cause });
  }
  if (!factory) throw new RefusedError('none', 'this browser has no IndexedDB, or keeps it from this page.');
  return factory;
}
