import { wrap } from 'idb';
import { ownFactory } from './own-factory.ts';
import { type Refusal, RefusedError } from './refused-error.ts';
import { type HistoryDatabase, type Migration, type Upgrade } from './schema.ts';
import { isFull, wording } from './wording.ts';

export interface OpenDatabaseOptions {
  name: string;
  /** Their number is the version. */
  migrations: readonly Migration[];
  /** Default: the browser's own. */
  factory?: IDBFactory;
  /** Milliseconds to wait while other tabs hold an older version open, or the browser says nothing at all. Default: 5,000. */
  patience?: number;
  /** What was asked for is over, and may be asked for again: the opening failed, or the connection has ended by itself. */
  onEnd?: () => void;
}

/**
 * Opens and, where needed, upgrades. An upgrade that fails leaves everything as it was. The connection makes way at once
 * for a newer version, and for who deletes the database.
 * @throws StorageError. One who was given up waiting for ends later: `onEnd` says when
 */
export function openDatabase({ name, migrations, factory, patience = 5000, onEnd }: OpenDatabaseOptions): Promise<HistoryDatabase> {
  return new Promise((resolve, reject) => {
    let fault: unknown;
    let refused = false;
    let blocked = false;
    let upgrade: IDBTransaction | null = null;
    const fail = (refusal: Refusal, reason: string, cause?: unknown): void => {
      refused = true;
      reject(new RefusedError(refusal, reason, cause === undefined ? undefined : { cause }));
    };
    let request: IDBOpenDBRequest;
    try {
      request = (factory ?? ownFactory()).open(name, migrations.length);
    } catch (cause) {
      if (cause instanceof RefusedError) reject(cause);
      else fail('none', `the browser refused to open the history "${name}": ${wording(cause)}. Allow this site to store data.`, cause);
      onEnd?.();
      return;
    }
    const timer = setTimeout(() => {
      fail(
        blocked ? 'older' : 'other',
        blocked
          ? `another tab holds an older version of the history "${name}" open. Close the site's other tabs and reload.`
          : `the browser did not answer when the history "${name}" was to be opened. Close the site's other tabs, or restart the browser.`,
      );
    }, patience);

    request.onupgradeneeded = ({ oldVersion }) => {
      // Nobody is waited for any more, however long it takes.
      clearTimeout(timer);
      const upgrading = (upgrade = request.transaction!);
      const database = wrap(request.result) as unknown as HistoryDatabase;
      migrate(database, wrap(upgrading) as unknown as Upgrade, migrations.slice(oldVersion)).catch((cause: unknown) => {
        fault = cause;
        try {
          upgrading.abort();
        } catch {
          // The fault has ended the transaction already.
        }
      });
    };
    request.onblocked = () => {
      // The others are closing, unless they run code that does not listen.
      blocked = true;
    };
    request.onerror = () => {
      clearTimeout(timer);
      // The request itself says no more than that the upgrade was aborted.
      const cause = upgrade?.error ?? fault ?? request.error;
      if (request.error?.name === 'VersionError') {
        fail('newer', `a newer version of this page has written the history "${name}". Reload the page to get that version.`, cause);
      } else {
        fail(isFull(cause) ? 'full' : 'other', `could not open the history "${name}": ${wording(cause)}. Allow this site to store data, or free some space.`, cause);
      }
      onEnd?.();
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      if (refused) {
        database.close();
        onEnd?.();
        return;
      }
      database.onversionchange = () => {
        database.close();
        onEnd?.();
      };
      database.onclose = () => onEnd?.();
      resolve(wrap(database) as unknown as HistoryDatabase);
    };
  });
}

async function migrate(database: HistoryDatabase, upgrade: Upgrade, steps: readonly Migration[]): Promise<void> {
  // An aborted upgrade is told by the request's error; its transaction's own rejection says nothing more.
  upgrade.done.catch(() => undefined);
  for (const step of steps) await step(database, upgrade);
}
