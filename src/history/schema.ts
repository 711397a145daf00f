import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { type Backend, type StoredEvent } from '../types.ts';
import { type Settings, type Snapshot } from './history-store.ts';

export interface HistorySchema extends DBSchema {
  events: { key: number; value: StoredEvent };
  snapshots: {
    key: [bundle: string, backend: Backend, from: number, count: number];
    value: Snapshot;
    indexes: { lastEventId: number };
  };
  current: {
    key: [bundle: string, backend: Backend];
    value: Snapshot;
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
];
