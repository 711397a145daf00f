import { messageOf, StorageError } from '../errors.ts';
import { type IndexedDbHistory } from './indexeddb-history.ts';
import { refusalOf } from './refused-error.ts';

/**
 * Whether there is a lasting history to erase from; false where this page can have none. `what` completes "could not …".
 * @throws StorageError where there may be one, and it cannot be reached: nobody is told that something is gone which may come back
 */
export async function canBeReached(history: IndexedDbHistory, what: string): Promise<boolean> {
  try {
    await history.open();
    return true;
  } catch (cause) {
    if (refusalOf(cause) === 'none') return false;
    throw new StorageError(`could not ${what}, but for what you did in this visit: ${messageOf(cause)}`, { cause });
  }
}
