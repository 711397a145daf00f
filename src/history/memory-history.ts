import { StorageError } from '../errors.ts';
import { type Backend, type EarlierItem, type StoredEvent, type VisitorEvent } from '../types.ts';
import { byTime, earlierItems, MOST_EARLIER_ITEMS } from './earlier-items.ts';
import { type HistoryStore, type KeptRecord, type Settings, type Snapshot, type Thinning } from './history-store.ts';
import { keepEvent } from './keep-event.ts';
import { keepPart, type KeptPart, readPart } from './kept-part.ts';
import { nearestSnapshot } from './nearest-snapshot.ts';
import { recordBytes } from './record-bytes.ts';
import { sameIds } from './same-ids.ts';
import { shiftPart } from './shift-part.ts';

/** The history where the browser keeps nothing: whole, and gone with the page. */
export class MemoryHistory implements HistoryStore {
  readonly kind = 'memory';
  readonly unreadable: ReadonlySet<number> = new Set();
  #lastId: number;
  #events: StoredEvent[] = [];
  #earlier: EarlierItem[] = [];
  readonly #snapshots = new Map<string, KeptPart>();
  readonly #current = new Map<string, KeptPart>();
  #settings: Partial<Settings> = {};
  #closed = false;

  /** `firstId`: of the first event. */
  constructor(firstId = 1) {
    this.#lastId = firstId - 1;
  }

  async append(event: VisitorEvent): Promise<StoredEvent> {
    const [stored] = await this.appendAll([event]);
    return stored;
  }

  async appendAll(events: readonly VisitorEvent[]): Promise<StoredEvent[]> {
    this.#open('save what you did');
    const there = new Map(this.#events.map((event) => [event.uid, event]));
    return events.map(keepEvent).map((event) => {
      let stored = there.get(event.uid);
      if (!stored) {
        stored = { ...event, id: ++this.#lastId };
        there.set(event.uid, stored);
        this.#events.push(stored);
      }
      return { ...stored };
    });
  }

  async events(): Promise<StoredEvent[]> {
    return this.eventsAfter(0);
  }

  async eventsAfter(id: number): Promise<StoredEvent[]> {
    this.#open('read the history');
    return this.#events.filter((event) => event.id > id).map((event) => ({ ...event }));
  }

  async eventIds(): Promise<number[]> {
    this.#open('read the history');
    return this.#events.map(({ id }) => id);
  }

  async remove(id: number): Promise<boolean> {
    this.#open('forget an event');
    const index = this.#events.findIndex((event) => event.id === id);
    if (index < 0) return false;
    this.#events.splice(index, 1);
    this.#dropParts((part) => part.lastEventId >= id);
    return true;
  }

  async removeBetween(from: number, to: number): Promise<number> {
    this.#open('forget what you did');
    const within = ({ time }: { time: number }): boolean => time >= from && time < to;
    const events = this.#events.filter(within);
    const earlier = this.#earlier.filter(within);
    this.#events = this.#events.filter((event) => !within(event));
    this.#earlier = this.#earlier.filter((item) => !within(item));
    // What an earlier item taught is in all of them.
    const first = earlier.length > 0 ? -Infinity : (events[0]?.id ?? Infinity);
    this.#dropParts((part) => part.lastEventId >= first);
    return events.length + earlier.length;
  }

  async replaceAll(events: readonly VisitorEvent[], earlier: readonly EarlierItem[], instead?: readonly number[]): Promise<boolean> {
    this.#open('replace the history');
    if (instead && !sameIds(instead, this.#events.map(({ id }) => id))) return false;
    this.#events = [];
    await this.appendAll(events);
    this.#earlier = byTime(earlierItems(earlier)).slice(-MOST_EARLIER_ITEMS);
    this.#dropParts(() => true);
    delete this.#settings.lastList;
    delete this.#settings.catalogue;
    return true;
  }

  async thin(thinning: Thinning): Promise<void> {
    this.#open('tidy up');
    const ids = new Set(thinning.ids);
    const thinned = this.#events.filter(({ id }) => ids.has(id));
    if (thinned.length < ids.size) return;
    this.#events = this.#events.filter(({ id }) => !ids.has(id));
    this.#earlier = byTime(earlierItems(thinned, this.#earlier)).slice(-MOST_EARLIER_ITEMS);
    const snapshots = [...this.#snapshots.values()];
    const current = [...this.#current.values()];
    this.#dropParts(() => true);
    for (const part of snapshots.flatMap((each) => shiftPart(each, thinning) ?? [])) await this.putSnapshot(part);
    for (const part of current.flatMap((each) => shiftPart(each, thinning) ?? [])) await this.putCurrent(part);
  }

  async earlier(): Promise<EarlierItem[]> {
    this.#open('read the history');
    return this.#earlier.map((item) => ({ ...item }));
  }

  async putSnapshot(snapshot: Snapshot): Promise<void> {
    this.#open('save what was learned');
    const { bundle, backend, from, count } = snapshot;
    this.#snapshots.set(JSON.stringify([bundle, backend, from, count]), keepPart(snapshot));
  }

  async snapshots(bundle: string, backend: Backend): Promise<Snapshot[]> {
    return this.#snapshotsOf(bundle, backend)
      .flatMap((part) => readPart(part) ?? [])
      .sort((a, b) => a.count - b.count || a.from - b.from);
  }

  async snapshotBefore(bundle: string, backend: Backend, count: number, from?: number): Promise<Snapshot | undefined> {
    const nearest = nearestSnapshot(this.#snapshotsOf(bundle, backend), count, from);
    return nearest && readPart(nearest);
  }

  async putCurrent(snapshot: Snapshot): Promise<void> {
    this.#open('save what was learned');
    this.#current.set(JSON.stringify([snapshot.bundle, snapshot.backend]), keepPart(snapshot));
  }

  async current(bundle: string, backend: Backend): Promise<Snapshot | undefined> {
    this.#open('read what was learned');
    const part = this.#current.get(JSON.stringify([bundle, backend]));
    return part && readPart(part);
  }

  async pruneSnapshots(bundle: string, keepFrom?: number): Promise<void> {
    this.#open('tidy up');
    if (keepFrom === undefined) this.#dropParts((part) => part.bundle !== bundle);
    else drop(this.#snapshots, (part) => part.bundle === bundle && part.from < keepFrom);
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
    this.#earlier = [];
    this.#dropParts(() => true);
    this.#settings = {};
  }

  async records(): Promise<KeptRecord[]> {
    this.#open('read what is kept');
    const part = (store: 'snapshots' | 'current', [key, value]: [string, KeptPart]): KeptRecord => ({ store, key: (JSON.parse(key) as string[]).join(','), value });
    return [
      ...this.#events.map((event): KeptRecord => ({ store: 'events', key: String(event.id), value: { ...event } })),
      ...this.#earlier.map((item): KeptRecord => ({ store: 'earlier', key: item.item, value: { ...item } })),
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

  #dropParts(unwanted: (part: Snapshot) => boolean): void {
    drop(this.#snapshots, unwanted);
    drop(this.#current, unwanted);
  }

  #snapshotsOf(bundle: string, backend: Backend): KeptPart[] {
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
