import { StorageError } from '../errors.ts';
import { type Backend, type StoredEvent, type VisitorEvent } from '../types.ts';
import { type HistoryStore, type KeptRecord, type Settings, type Snapshot } from './history-store.ts';
import { keepEvent, keepSnapshot } from './keep.ts';
import { nearestSnapshot } from './nearest-snapshot.ts';
import { recordBytes } from './record-bytes.ts';

/** The history where the browser keeps nothing: whole, and gone with the page. */
export class MemoryHistory implements HistoryStore {
  readonly kind = 'memory';
  #lastId = 0;
  #events: StoredEvent[] = [];
  #snapshots = new Map<string, Snapshot>();
  #current = new Map<string, Snapshot>();
  #settings: Partial<Settings> = {};
  #closed = false;

  async append(event: VisitorEvent): Promise<StoredEvent> {
    this.#open('save what you did');
    const stored = { ...keepEvent(event), id: ++this.#lastId };
    this.#events.push(stored);
    return { ...stored };
  }

  async events(): Promise<StoredEvent[]> {
    this.#open('read the history');
    return this.#events.map((event) => ({ ...event }));
  }

  async remove(id: number): Promise<boolean> {
    this.#open('forget an event');
    const index = this.#events.findIndex((event) => event.id === id);
    if (index < 0) return false;
    this.#events.splice(index, 1);
    for (const parts of [this.#snapshots, this.#current]) drop(parts, (part) => part.lastEventId >= id);
    return true;
  }

  async putSnapshot(snapshot: Snapshot): Promise<void> {
    this.#open('save what was learned');
    const { bundle, backend, from, count } = snapshot;
    this.#snapshots.set(JSON.stringify([bundle, backend, from, count]), keepSnapshot(snapshot));
  }

  async snapshots(bundle: string, backend: Backend): Promise<Snapshot[]> {
    return this.#snapshotsOf(bundle, backend)
      .map(keepSnapshot)
      .sort((a, b) => a.count - b.count || a.from - b.from);
  }

  async snapshotBefore(bundle: string, backend: Backend, count: number, from?: number): Promise<Snapshot | undefined> {
    const nearest = nearestSnapshot(this.#snapshotsOf(bundle, backend), count, from);
    return nearest && keepSnapshot(nearest);
  }

  async putCurrent(snapshot: Snapshot): Promise<void> {
    this.#open('save what was learned');
    this.#current.set(JSON.stringify([snapshot.bundle, snapshot.backend]), keepSnapshot(snapshot));
  }

  async current(bundle: string, backend: Backend): Promise<Snapshot | undefined> {
    this.#open('read what was learned');
    const part = this.#current.get(JSON.stringify([bundle, backend]));
    return part && keepSnapshot(part);
  }

  async pruneSnapshots(bundle: string, keepFrom = 0): Promise<void> {
    this.#open('tidy up');
    drop(this.#snapshots, (part) => part.bundle !== bundle || part.from < keepFrom);
    drop(this.#current, (part) => part.bundle !== bundle);
  }

  async getSetting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined> {
    this.#open('read the settings');
    return this.#settings[name];
  }

  async putSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void> {
    this.#open('save the settings');
    this.#settings[name] = value;
  }

  async clear(): Promise<void> {
    this.#open('erase the history');
    this.#events = [];
    this.#snapshots.clear();
    this.#current.clear();
    this.#settings = {};
  }

  async records(): Promise<KeptRecord[]> {
    this.#open('read what is kept');
    const part = (store: 'snapshots' | 'current', [key, value]: [string, Snapshot]): KeptRecord => ({ store, key: (JSON.parse(key) as string[]).join(','), value });
    return [
      ...this.#events.map((event): KeptRecord => ({ store: 'events', key: String(event.id), value: { ...event } })),
      ...[...this.#snapshots].map((entry) => part('snapshots', entry)),
      ...[...this.#current].map((entry) => part('current', entry)),
      ...Object.entries(this.#settings).map(([key, value]): KeptRecord => ({ store: 'settings', key, value: value as object })),
    ];
  }

  async bytes(): Promise<number> {
    const records = await this.records();
    return records.reduce((sum, { store, key, value }) => sum + recordBytes(store === 'settings' ? { [key]: value } : value), 0);
  }

  close(): void {
    this.#closed = true;
  }

  #snapshotsOf(bundle: string, backend: Backend): Snapshot[] {
    this.#open('read what was learned');
    return [...this.#snapshots.values()].filter((part) => part.bundle === bundle && part.backend === backend);
  }

  #open(what: string): void {
    if (this.#closed) throw new StorageError(`could not ${what}: the history is closed.`);
  }
}

function drop(parts: Map<string, Snapshot>, unwanted: (part: Snapshot) => boolean): void {
  for (const [key, part] of parts) if (unwanted(part)) parts.delete(key);
}
