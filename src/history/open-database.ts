import { wrap } from 'idb';
import { StorageError } from '../errors.ts';
import { type HistoryDatabase, type Migration, type Upgrade } from './schema.ts';

export interface OpenDatabaseOptions {
  name: string;
  /** Their number is the version. */
  migrations: readonly Migration[];
  factory: IDBFactory;
  /** The connection ended by itself: another tab wants to upgrade, or the browser dropped the storage. */
  onLost?: (reason: string) => void;
}

/** Opens and, where needed, upgrades. @throws StorageError */
export function openDatabase({ name, migrations, factory, onLost }: OpenDatabaseOptions): Promise<HistoryDatabase> {
  return new Promise((resolve, reject) => {
    let fault: unknown;
    let refused = false;
    const fail = (reason: string, cause?: unknown): void => {
      refused = true;
      reject(new StorageError(reason, cause === undefined ? undefined : { cause }));
    };
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, migrations.length);
    } catch (cause) {
      fail(`the browser refused to open the history "${name}": ${wording(cause)}. Allow this site to store data.`, cause);
      return;
    }

    request.onupgradeneeded = ({ oldVersion }) => {
      const upgrade = request.transaction!;
      const database = wrap(request.result) as unknown as HistoryDatabase;
      migrate(database, wrap(upgrade) as unknown as Upgrade, migrations.slice(oldVersion)).catch((cause: unknown) => {
        fault = cause;
        try {
          upgrade.abort();
        } catch {
          // The fault has ended the transaction already.
        }
      });
    };
    request.onblocked = () => {
      fail(`another tab holds an older version of the history "${name}" open. Close the site's other tabs and reload.`);
    };
    request.onerror = () => {
      const cause = fault ?? request.error;
      if (request.error?.name === 'VersionError') {
        fail(`a newer version of this page has written the history "${name}". Reload the page to get that version.`, cause);
      } else if (!refused) {
        fail(`could not open the history "${name}": ${wording(cause)}. Allow this site to store data, or free some space.`, cause);
      }
    };
    request.onsuccess = () => {
      const database = request.result;
      if (refused) {
        database.close();
        return;
      }
      database.onversionchange = () => {
        database.close();
        onLost?.('another tab opened a newer version of this page. Reload the page');
      };
      database.onclose = () => onLost?.('the browser dropped the storage of this site. Reload the page');
      resolve(wrap(database) as unknown as HistoryDatabase);
    };
  });
}

async function migrate(database: HistoryDatabase, upgrade: Upgrade, steps: readonly Migration[]): Promise<void> {
  // An aborted upgrade is told by the request's error; its transaction's own rejection says nothing more.
  upgrade.done.catch(() => undefined);
  for (const step of steps) await step(database, upgrade);
}

/** The browser's own words for a refusal. */
export function wording(cause: unknown): string {
  if (!(cause instanceof Error || cause instanceof DOMException)) return String(cause);
  return cause.message === '' ? cause.name : `${cause.name}: ${cause.message.replace(/\.$/, '')}`;
}
