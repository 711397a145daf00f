import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { type Backend, type EarlierItem, type StoredEvent } from '../types.ts';
import { type Settings } from './history-store.ts';
import { isPart, keepPart, type KeptPart } from './kept-part.ts';
import { newUid } from './new-uid.ts';

export interface HistorySchema extends DBSchema {
  events: { key: number; value: StoredEvent; indexes: { uid: string } };
  earlier: { key: string; value: EarlierItem };
  snapshots: {
    key: [bundle: string, backend: Backend, from: number, count: number];
    value: KeptPart;
    indexes: { lastEventId: number };
  };
  current: {
    key: [bundle: string, backend: Backend];
    value: KeptPart;
    indexes: { lastEventId: number };
  };
  settings: { key: keyof Settings; value: Settings[keyof Settings] };
}

export type HistoryDatabase = IDBPDatabase<HistorySchema>;
export type Upgrade = IDBPTransaction<HistorySchema, StoreNames<HistorySchema>[], 'versionchange'>;

/** Brings the database from one version to the next. It may await requests of `upgrade`, and nothing else. */
export type Migration = (database: HistoryDatabase, upgrade: Upgrade) => void | Promise<void>;

/** `migrations[v]` leads from version v to v + 1. Visitors' devices hold every version: add at the end, never edit. */
export const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('events', { keyPath: 'id', autoIncrement: true });
    const snapshots = database.createObjectStore('snapshots', { keyPath: ['bundle', 'backend', 'from', 'count'] });
    snapshots.createIndex('lastEventId', 'lastEventId');
    const current = database.createObjectStore('current', { keyPath: ['bundle', 'backend'] });
    current.createIndex('lastEventId', 'lastEventId');
    database.createObjectStore('settings');
  },
  // Events get uids, parts get checksums, and there is room for what thinned events leave. Ids of a history that begins are
  // beyond those of one that was deleted: a tab that knew that one would take the new events for the old.
  async (database, upgrade) => {
    database.createObjectStore('earlier', { keyPath: 'item' });
    const events = upgrade.objectStore('events');
    const nameless = await events.getAll();
    await Promise.all(nameless.map(async (event) => events.put({ ...event, uid: newUid() })));
    if (nameless.length === 0) await events.delete(await events.put({ id: Date.now() } as StoredEvent));
    events.createIndex('uid', 'uid', { unique: true });
    for (const name of ['snapshots', 'current'] as const) {
      const store = upgrade.objectStore(name);
      const [keys, parts] = await Promise.all([store.getAllKeys(), store.getAll()]);
      await Promise.all(parts.map(async (part, i) => (isPart(part) ? store.put(keepPart(part)) : store.delete(keys[i] as never))));
    }
  },
];
