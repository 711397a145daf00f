import { StorageError } from '../errors.ts';
import { type Backend, type StoredEvent, type VisitorEvent } from '../types.ts';
import { type HistoryStore, type KeptRecord, type Settings, type Snapshot } from './history-store.ts';
import { keepEvent, keepSnapshot } from './keep.ts';
import { nearestSnapshot } from './nearest-snapshot.ts';
import { wording } from './open-database.ts';
import { recordBytes } from './record-bytes.ts';
import { type HistoryDatabase, type HistorySchema } from './schema.ts';

const STORES = ['events', 'snapshots', 'current', 'settings'] as const;
type SnapshotKey = HistorySchema['snapshots']['key'];

/** The history in IndexedDB. What the visitor did and undid is written with durability `strict`; what can be recomputed is not. */
export class IndexedDbHistory implements HistoryStore {
  readonly kind = 'indexeddb';
  readonly #database: HistoryDatabase;
  /** Bytes of so many events: a long history is not read again for its size. Null where that is not known. */
  #measured: { events: number; bytes: number } | null = null;
  #lost: string | undefined;

  constructor(database: HistoryDatabase) {
    this.#database = database;
  }

  /** From here on every call is refused with this reason. */
  lose(reason: string): void {
    this.#lost ??= reason;
  }

  append(event: VisitorEvent): Promise<StoredEvent> {
    return this.#attempt('save what you did', async () => {
      const kept = keepEvent(event);
      const transaction = this.#database.transaction('events', 'readwrite', { durability: 'strict' });
      // The store itself gives the id, which the schema's type cannot say.
      const [id] = await Promise.all([transaction.store.add(kept as StoredEvent), transaction.done]);
      const stored = { ...kept, id };
      this.#resize(1, recordBytes(stored));
      return stored;
    });
  }

  events(): Promise<StoredEvent[]> {
    return this.#attempt('read the history', () => this.#database.getAll('events'));
  }

  remove(id: number): Promise<boolean> {
    return this.#attempt('forget an event', async () => {
      if (!Number.isSafeInteger(id)) return false;
      const stores = ['events', 'snapshots', 'current'] as const;
      const transaction = this.#database.transaction(stores, 'readwrite', { durability: 'strict' });
      const found = await transaction.objectStore('events').get(id);
      if (found) {
        await transaction.objectStore('events').delete(id);
        for (const name of ['snapshots', 'current'] as const) {
          const store = transaction.objectStore(name);
          const keys = await store.index('lastEventId').getAllKeys(IDBKeyRange.lowerBound(id));
          await Promise.all(keys.map((key) => store.delete(key)));
        }
      }
      await transaction.done;
      if (found) this.#resize(-1, -recordBytes(found));
      return found !== undefined;
    });
  }

  putSnapshot(snapshot: Snapshot): Promise<void> {
    return this.#attempt('save what was learned', async () => {
      await this.#database.put('snapshots', keepSnapshot(snapshot));
    });
  }

  snapshots(bundle: string, backend: Backend): Promise<Snapshot[]> {
    return this.#attempt('read what was learned', async () => {
      const found = await this.#database.getAll('snapshots', snapshotsOf(bundle, backend));
      return found.sort((a, b) => a.count - b.count || a.from - b.from);
    });
  }

  snapshotBefore(bundle: string, backend: Backend, count: number, from?: number): Promise<Snapshot | undefined> {
    return this.#attempt('read what was learned', async () => {
      const transaction = this.#database.transaction('snapshots');
      const keys = await transaction.store.getAllKeys(snapshotsOf(bundle, backend));
      const places = keys.map((key) => ({ key, from: key[2], count: key[3] }));
      const nearest = nearestSnapshot(places, count, from);
      return nearest && transaction.store.get(nearest.key);
    });
  }

  putCurrent(snapshot: Snapshot): Promise<void> {
    return this.#attempt('save what was learned', async () => {
      await this.#database.put('current', keepSnapshot(snapshot));
    });
  }

  current(bundle: string, backend: Backend): Promise<Snapshot | undefined> {
    return this.#attempt('read what was learned', () => this.#database.get('current', [bundle, backend]));
  }

  pruneSnapshots(bundle: string, keepFrom = 0): Promise<void> {
    return this.#attempt('tidy up', async () => {
      const transaction = this.#database.transaction(['snapshots', 'current'], 'readwrite');
      const snapshots = transaction.objectStore('snapshots');
      const current = transaction.objectStore('current');
      const old = ([name, , from]: SnapshotKey): boolean => name !== bundle || from < keepFrom;
      await Promise.all([
        ...(await snapshots.getAllKeys()).filter(old).map((key) => snapshots.delete(key)),
        ...(await current.getAllKeys()).filter(([name]) => name !== bundle).map((key) => current.delete(key)),
        transaction.done,
      ]);
    });
  }

  getSetting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined> {
    return this.#attempt('read the settings', async () => {
      return (await this.#database.get('settings', name)) as Settings[K] | undefined;
    });
  }

  putSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void> {
    return this.#attempt('save the settings', async () => {
      await this.#database.put('settings', value, name);
    });
  }

  clear(): Promise<void> {
    return this.#attempt('erase the history', async () => {
      this.#measured = null;
      const erasing = this.#database.transaction(STORES, 'readwrite', { durability: 'strict' });
      await Promise.all([...STORES.map((name) => erasing.objectStore(name).clear()), erasing.done]);
      const check = this.#database.transaction(STORES);
      const counts = await Promise.all(STORES.map((name) => check.objectStore(name).count()));
      const left = STORES.filter((_name, i) => counts[i] > 0);
      if (left.length > 0) {
        throw new StorageError(`erasing left something in ${left.join(', ')}: another tab may have written meanwhile. Erase again.`);
      }
    });
  }

  records(): Promise<KeptRecord[]> {
    return this.#attempt('read what is kept', async () => {
      const transaction = this.#database.transaction(STORES);
      const found = STORES.map(async (store) => {
        const objects = transaction.objectStore(store);
        const [keys, values] = await Promise.all([objects.getAllKeys(), objects.getAll()]);
        return keys.map((key, i): KeptRecord => ({ store, key: String(key), value: values[i] as object }));
      });
      return (await Promise.all(found)).flat();
    });
  }

  bytes(): Promise<number> {
    return this.#attempt('measure the history', async () => {
      const transaction = this.#database.transaction(STORES);
      const settings = transaction.objectStore('settings');
      const events = transaction.objectStore('events');
      const [names, values, count, ...stores] = await Promise.all([
        settings.getAllKeys(),
        settings.getAll(),
        events.count(),
        transaction.objectStore('snapshots').getAll(),
        transaction.objectStore('current').getAll(),
      ]);
      // Another tab may have added or removed some.
      if (this.#measured?.events !== count) this.#measured = { events: count, bytes: sizeOf(await events.getAll()) };
      return this.#measured.bytes + sizeOf([...names.map((name, i) => ({ [name]: values[i] })), ...stores.flat()]);
    });
  }

  #resize(events: number, bytes: number): void {
    if (this.#measured) this.#measured = { events: this.#measured.events + events, bytes: this.#measured.bytes + bytes };
  }

  close(): void {
    this.lose('the history is closed');
    this.#database.close();
  }

  /** Runs `work`, and says in plain words what failed. `what` completes "could not …". */
  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#lost !== undefined) throw new StorageError(`could not ${what}: ${this.#lost}.`);
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
      const advice = full ? ' The storage of this browser is full: free some space, or erase the history.' : '';
      throw new StorageError(`could not ${what}: ${this.#lost ?? wording(cause)}.${advice}`, { cause });
    }
  }
}

/** All keys that begin with this bundle and backend: an empty array sorts after every number. */
function snapshotsOf(bundle: string, backend: Backend): IDBKeyRange {
  return IDBKeyRange.bound([bundle, backend], [bundle, backend, []]);
}

function sizeOf(records: readonly object[]): number {
  return records.reduce((sum: number, record) => sum + recordBytes(record), 0);
}
