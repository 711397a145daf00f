import { StorageError } from '../errors.ts';
import { type Backend, type EarlierItem, type StoredEvent, type VisitorEvent } from '../types.ts';
import { appendEvents } from './append-events.ts';
import { type Connection } from './connection.ts';
import { byTime, isEarlierItem } from './earlier-items.ts';
import { type HistoryStore, type KeptRecord, type Settings, type Snapshot, type Thinning } from './history-store.ts';
import { inTransaction } from './in-transaction.ts';
import { keepEvent, keepEvents } from './keep-event.ts';
import { keepPart, readPart } from './kept-part.ts';
import { nearestSnapshot } from './nearest-snapshot.ts';
import { readEvent } from './read-event.ts';
import { recordBytes } from './record-bytes.ts';
import { removeBetween } from './remove-between.ts';
import { removeEvent } from './remove-event.ts';
import { replaceHistory } from './replace-history.ts';
import { sameIds } from './same-ids.ts';
import { type HistoryDatabase, type HistorySchema } from './schema.ts';
import { thinEvents } from './thin-events.ts';

const STORES = ['events', 'earlier', 'snapshots', 'current', 'settings'] as const;
type Parts = 'snapshots' | 'current';
type SnapshotKey = HistorySchema['snapshots']['key'];

/** The history in IndexedDB. What the visitor did and undid is written with durability `strict`; what can be recomputed is not. */
export class IndexedDbHistory implements HistoryStore {
  readonly kind = 'indexeddb';
  readonly #connection: Connection;
  /** Bytes of so many events up to an id: a long history is not read again for its size. Null where that is not known. */
  #measured: { events: number; last: number; bytes: number } | null = null;
  #unreadable = new Set<number>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Without it, the first call of another method opens. @throws StorageError */
  open(): Promise<void> {
    return this.#connection.open();
  }

  get unreadable(): ReadonlySet<number> {
    return this.#unreadable;
  }

  async append(event: VisitorEvent): Promise<StoredEvent> {
    const [stored] = await this.appendAll([event]);
    return stored;
  }

  appendAll(events: readonly VisitorEvent[]): Promise<StoredEvent[]> {
    // Before the attempt, so that a second one finds what the first has kept.
    const kept = events.map(keepEvent);
    return this.#connection.run('save what you did', (database) => appendEvents(database, kept));
  }

  events(): Promise<StoredEvent[]> {
    return this.eventsAfter(-Infinity);
  }

  eventsAfter(id: number): Promise<StoredEvent[]> {
    return this.#connection.run('read the history', async (database) => {
      const records = await database.getAll('events', idsAfter(id));
      const events = records.map(readEvent);
      const before = [...this.#unreadable].filter((each) => each <= id);
      this.#unreadable = new Set([...before, ...records.filter((_record, i) => !events[i]).map((record) => record.id)]);
      return events.filter((event) => event !== undefined);
    });
  }

  eventIds(): Promise<number[]> {
    return this.#connection.run('read the history', (database) => database.getAllKeys('events', idsAfter(-Infinity)));
  }

  remove(id: number): Promise<boolean> {
    let found = false;
    return this.#connection.run('forget an event', async (database) => {
      if (!Number.isSafeInteger(id)) return false;
      await removeEvent(database, id, () => (found = true));
      this.#unreadable.delete(id);
      return found;
    });
  }

  removeBetween(from: number, to: number): Promise<number> {
    let found = 0;
    return this.#connection.run('forget what you did', async (database) => {
      await removeBetween(database, from, to, (count) => (found = count));
      return found;
    });
  }

  replaceAll(events: readonly VisitorEvent[], earlier: readonly EarlierItem[], instead?: readonly number[]): Promise<boolean> {
    const kept = keepEvents(events);
    const right = (ids: readonly number[]): boolean => !instead || sameIds(instead, ids.filter((id) => !this.#unreadable.has(id)));
    return this.#connection.run('replace the history', async (database) => {
      const replaced = await replaceHistory(database, kept, earlier, right);
      if (replaced) this.#unreadable = new Set();
      return replaced;
    });
  }

  thin(thinning: Thinning): Promise<void> {
    return this.#connection.run('tidy up', (database) => thinEvents(database, thinning));
  }

  earlier(): Promise<EarlierItem[]> {
    return this.#connection.run('read the history', async (database) => byTime((await database.getAll('earlier')).filter(isEarlierItem)));
  }

  putSnapshot(snapshot: Snapshot): Promise<void> {
    return this.#connection.run('save what was learned', async (database) => {
      await database.put('snapshots', keepPart(snapshot));
    });
  }

  snapshots(bundle: string, backend: Backend): Promise<Snapshot[]> {
    return this.#connection.run('read what was learned', async (database) => {
      const records = await database.getAll('snapshots', snapshotsOf(bundle, backend));
      const parts = records.map(readPart);
      const damaged = records.filter((_record, i) => !parts[i]);
      await Promise.all(damaged.map(({ bundle, backend, from, count }) => discard(database, 'snapshots', [bundle, backend, from, count])));
      return parts.filter((part) => part !== undefined).sort((a, b) => a.count - b.count || a.from - b.from);
    });
  }

  snapshotBefore(bundle: string, backend: Backend, count: number, from?: number): Promise<Snapshot | undefined> {
    return this.#connection.run('read what was learned', async (database) => {
      const keys = await database.getAllKeys('snapshots', snapshotsOf(bundle, backend));
      const places = keys.map((key) => ({ key, from: key[2], count: key[3] }));
      for (;;) {
        const nearest = nearestSnapshot(places, count, from);
        const part = nearest && (await readOrDiscard(database, 'snapshots', nearest.key));
        if (!nearest || part) return part;
        places.splice(places.indexOf(nearest), 1);
      }
    });
  }

  putCurrent(snapshot: Snapshot): Promise<void> {
    return this.#connection.run('save what was learned', async (database) => {
      await database.put('current', keepPart(snapshot));
    });
  }

  current(bundle: string, backend: Backend): Promise<Snapshot | undefined> {
    return this.#connection.run('read what was learned', (database) => readOrDiscard(database, 'current', [bundle, backend]));
  }

  pruneSnapshots(bundle: string, keepFrom?: number): Promise<void> {
    return this.#connection.run('tidy up', async (database) => {
      const transaction = database.transaction(['snapshots', 'current'], 'readwrite');
      const snapshots = transaction.objectStore('snapshots');
      const current = transaction.objectStore('current');
      const old = ([name, , from]: SnapshotKey): boolean => (keepFrom === undefined ? name !== bundle : name === bundle && from < keepFrom);
      await inTransaction(transaction, async () => {
        const others = keepFrom === undefined ? (await current.getAllKeys()).filter(([name]) => name !== bundle) : [];
        await Promise.all([
          ...(await snapshots.getAllKeys()).filter(old).map(async (key) => snapshots.delete(key)),
          ...others.map(async (key) => current.delete(key)),
        ]);
      });
    });
  }

  getSetting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined> {
    return this.#connection.run('read the settings', async (database) => (await database.get('settings', name)) as Settings[K] | undefined);
  }

  putSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void> {
    return this.#connection.run('save the settings', async (database) => {
      await database.put('settings', value, name);
    });
  }

  clear(): Promise<void> {
    return this.#connection.run('erase the history', async (database) => {
      const erasing = database.transaction(STORES, 'readwrite', { durability: 'strict' });
      await inTransaction(erasing, () => Promise.all(STORES.map(async (name) => erasing.objectStore(name).clear())));
      const check = database.transaction(STORES);
      const counts = await Promise.all(STORES.map((name) => check.objectStore(name).count()));
      const left = STORES.filter((_name, i) => counts[i] > 0);
      this.#unreadable = new Set();
      if (left.length > 0) {
        throw new StorageError(`erasing left something in ${left.join(', ')}: another tab may have written meanwhile. Erase again.`);
      }
    });
  }

  records(): Promise<KeptRecord[]> {
    return this.#connection.run('read what is kept', async (database) => {
      const transaction = database.transaction(STORES);
      const found = STORES.map(async (store) => {
        const objects = transaction.objectStore(store);
        const [keys, values] = await Promise.all([objects.getAllKeys(), objects.getAll()]);
        return keys.map((key, i): KeptRecord => ({ store, key: String(key), value: values[i] as object }));
      });
      return (await Promise.all(found)).flat();
    });
  }

  bytes(): Promise<number> {
    return this.#connection.run('measure the history', async (database) => {
      const transaction = database.transaction(STORES);
      const settings = transaction.objectStore('settings');
      const events = transaction.objectStore('events');
      const [names, values, count, last, ...stores] = await Promise.all([
        settings.getAllKeys(),
        settings.getAll(),
        events.count(idsAfter(-Infinity)),
        events.openKeyCursor(idsAfter(-Infinity), 'prev').then((cursor) => cursor?.key ?? 0),
        transaction.objectStore('earlier').getAll(),
        transaction.objectStore('snapshots').getAll(),
        transaction.objectStore('current').getAll(),
      ]);
      const known = this.#measured;
      // Of events added since, by this tab or another, only those are read; where some are gone all are.
      const added = known && (await events.getAll(idsAfter(known.last)));
      const grown = known && added && known.events + added.length === count;
      const bytes = grown ? known.bytes + sizeOf(added) : sizeOf(await events.getAll(idsAfter(-Infinity)));
      this.#measured = { events: count, last, bytes };
      return bytes + sizeOf([...names.map((name, i) => ({ [name]: values[i] })), ...stores.flat()]);
    });
  }

  close(): void {
    this.#connection.close();
  }
}

/** A part, unless it was damaged: then it goes, and is made again in time. */
async function readOrDiscard<N extends Parts>(database: HistoryDatabase, name: N, key: HistorySchema[N]['key']): Promise<Snapshot | undefined> {
  const record = await database.get(name, key);
  const part = record && readPart(record);
  if (record && !part) await discard(database, name, key);
  return part;
}

/** Where the browser refuses, it stays, and is passed over again. */
async function discard<N extends Parts>(database: HistoryDatabase, name: N, key: HistorySchema[N]['key']): Promise<void> {
  await database.delete(name, key).catch(() => undefined);
}

/** Ids beyond one. Numbers only: what another program may have put under a text as its key is no record of ours. */
function idsAfter(id: number): IDBKeyRange {
  return IDBKeyRange.bound(id, Infinity, true);
}

/** All keys that begin with this bundle and backend: an empty array sorts after every number. */
function snapshotsOf(bundle: string, backend: Backend): IDBKeyRange {
  return IDBKeyRange.bound([bundle, backend], [bundle, backend, []]);
}

function sizeOf(records: readonly object[]): number {
  return records.reduce((sum: number, record) => sum + recordBytes(record), 0);
}
