import { StorageError } from '../errors.ts';
import { type Backend, type EarlierItem, type StoredEvent, type VisitorEvent } from '../types.ts';
import { canBeReached } from './can-be-reached.ts';
import { handOverSettings } from './hand-over-settings.ts';
import { type HistoryStore, type KeptRecord, type Settings, type Snapshot, type Thinning } from './history-store.ts';
import { type IndexedDbHistory } from './indexeddb-history.ts';
import { keepEvent } from './keep-event.ts';
import { MemoryHistory } from './memory-history.ts';
import { type OpenHistoryOptions, unopenedHistory } from './open-history.ts';
import { recordBytes } from './record-bytes.ts';
import { refusalOf } from './refused-error.ts';
import { storageTrouble, type StorageTrouble } from './storage-trouble.ts';
import { FIRST_UNSAVED_ID, UnsavedEvents } from './unsaved-events.ts';

export interface ResilientHistoryOptions extends OpenHistoryOptions {
  /** Milliseconds, by which it waits before it asks again for what was refused. */
  clock: () => number;
}

/** Milliseconds between two tries to open what the browser refused to open. */
const TRY_AGAIN_AFTER = 5000;

/**
 * The lasting history, as far as the browser lets it last. Where it cannot be opened everything is in memory; where it
 * refuses an event, that one is, behind all others. `heal` tries again, and hands over what memory kept. What is erased is
 * erased, or refused with an error: nobody is told that something is gone which may come back.
 */
export class ResilientHistory implements HistoryStore {
  readonly #lasting: IndexedDbHistory;
  readonly #clock: () => number;
  /** Where everything is while the lasting one cannot be reached. */
  #memory: MemoryHistory | null = null;
  readonly #unsaved = new UnsavedEvents();
  #inMemory = 0;
  #trouble: StorageTrouble | undefined;
  /** Whether the lasting one has ever been read. */
  #read = false;
  #tried = -Infinity;
  #closed = false;

  private constructor(lasting: IndexedDbHistory, clock: () => number) {
    this.#lasting = lasting;
    this.#clock = clock;
  }

  /**
   * Opens; where the browser refuses, it begins in memory, and `trouble` says why.
   * @throws OptionError for a namespace it cannot be
   */
  static async open({ clock, ...options }: ResilientHistoryOptions): Promise<ResilientHistory> {
    const history = new ResilientHistory(unopenedHistory(options), clock);
    await history.#lasting.open().catch((error: unknown) => history.#goOnInMemory(error));
    return history;
  }

  get kind(): 'indexeddb' | 'memory' {
    return this.#store.kind;
  }

  /** What is wrong now; undefined where nothing is. */
  get trouble(): StorageTrouble | undefined {
    return this.#trouble;
  }

  /** Events that are so far only in memory. */
  get unsaved(): number {
    return this.#memory ? this.#inMemory : this.#unsaved.count;
  }

  get unreadable(): ReadonlySet<number> {
    return this.#store.unreadable;
  }

  /**
   * Tries again what was refused: to open at most every 5 s unless `now`, to save what is unsaved each time. True:
   * something moved, so that ids are others; all is to be read again.
   */
  async heal(now = false): Promise<boolean> {
    if (this.#closed || !this.#trouble) return false;
    const waited = this.#clock() - this.#tried;
    // A clock that was put back must not make it wait for longer.
    if (this.#memory && !now && waited >= 0 && waited < TRY_AGAIN_AFTER) return false;
    this.#tried = this.#clock();
    const arrived = this.#memory !== null && (await this.#arrive());
    return (await this.#save()) || arrived;
  }

  async append(event: VisitorEvent): Promise<StoredEvent> {
    const [stored] = await this.appendAll([event]);
    return stored;
  }

  /** Where the browser refuses they are kept as unsaved, with ids from 2⁵² upwards. Those that come later wait behind them. */
  async appendAll(events: readonly VisitorEvent[]): Promise<StoredEvent[]> {
    const kept = events.map(keepEvent);
    if (this.#memory) {
      const stored = await this.#memory.appendAll(kept);
      await this.#count();
      return stored;
    }
    if (this.#unsaved.count > 0 && !this.#closed) return this.#unsaved.keep(kept);
    try {
      const stored = await this.#lasting.appendAll(kept);
      this.#allIsWell();
      return stored;
    } catch (error) {
      this.#refused(error);
      return this.#unsaved.keep(kept);
    }
  }

  /** @throws StorageError; the first time all goes on in memory instead */
  async events(): Promise<StoredEvent[]> {
    try {
      const events = await this.#store.events();
      this.#read = true;
      return [...events, ...this.#unsavedAfter(0)];
    } catch (error) {
      if (this.#read || this.#closed) throw error;
      this.#goOnInMemory(error);
      return this.events();
    }
  }

  async eventsAfter(id: number): Promise<StoredEvent[]> {
    return [...(await this.#store.eventsAfter(id)), ...this.#unsavedAfter(id)];
  }

  async eventIds(): Promise<number[]> {
    return [...(await this.#store.eventIds()), ...this.#unsaved.all.map(({ id }) => id)];
  }

  async remove(id: number): Promise<boolean> {
    if (this.#unsaved.remove((event) => event.id === id) > 0) return true;
    const removed = await this.#store.remove(this.#unsaved.idNow(id));
    await this.#count();
    return removed;
  }

  async removeBetween(from: number, to: number): Promise<number> {
    const unsaved = this.#unsaved.all.filter(({ time }) => time >= from && time < to);
    const [removed, more = 0] = await this.#everywhere('forget what you did', (store) => store.removeBetween(from, to));
    // Not before the storage has done its part.
    return removed + more + this.#unsaved.remove((event) => unsaved.includes(event));
  }

  async replaceAll(events: readonly VisitorEvent[], earlier: readonly EarlierItem[], instead?: readonly number[]): Promise<boolean> {
    const unsaved = new Set(this.#unsaved.all.map(({ id }) => id));
    if (!(await this.#store.replaceAll(events, earlier, instead?.filter((id) => !unsaved.has(id))))) return false;
    this.#unsaved.remove(() => true);
    await this.#count();
    this.#allIsWell();
    return true;
  }

  async thin(thinning: Thinning): Promise<void> {
    await this.#store.thin(thinning);
    await this.#count();
  }

  earlier(): Promise<EarlierItem[]> {
    return this.#store.earlier();
  }

  async putSnapshot(snapshot: Snapshot): Promise<void> {
    if (this.#fits(snapshot)) await this.#store.putSnapshot(snapshot);
  }

  snapshots(bundle: string, backend: Backend): Promise<Snapshot[]> {
    return this.#store.snapshots(bundle, backend);
  }

  snapshotBefore(bundle: string, backend: Backend, count: number, from?: number): Promise<Snapshot | undefined> {
    return this.#store.snapshotBefore(bundle, backend, count, from);
  }

  async putCurrent(snapshot: Snapshot): Promise<void> {
    if (this.#fits(snapshot)) await this.#store.putCurrent(snapshot);
  }

  current(bundle: string, backend: Backend): Promise<Snapshot | undefined> {
    return this.#store.current(bundle, backend);
  }

  pruneSnapshots(bundle: string, keepFrom?: number): Promise<void> {
    return this.#store.pruneSnapshots(bundle, keepFrom);
  }

  getSetting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined> {
    return this.#store.getSetting(name);
  }

  putSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void> {
    return this.#store.putSetting(name, value);
  }

  /** Another tab has erased everything: what is so far in memory only goes, too. */
  forgetUnsaved(): void {
    this.#unsaved.remove(() => true);
    void this.#memory?.clear();
    this.#inMemory = 0;
  }

  async clear(): Promise<void> {
    await this.#everywhere('erase the history', (store) => store.clear());
    this.#unsaved.remove(() => true);
    this.#allIsWell();
  }

  async records(): Promise<KeptRecord[]> {
    const unsaved = this.#unsavedAfter(0).map((event): KeptRecord => ({ store: 'events', key: String(event.id), value: event }));
    const records = await this.#store.records();
    const events = records.filter(({ store }) => store === 'events');
    return [...events, ...unsaved, ...records.slice(events.length)];
  }

  async bytes(): Promise<number> {
    return (await this.#store.bytes()) + this.#unsaved.all.reduce((sum, event) => sum + recordBytes(event), 0);
  }

  close(): void {
    this.#closed = true;
    this.#lasting.close();
    this.#memory?.close();
  }

  get #store(): HistoryStore {
    return this.#memory ?? this.#lasting;
  }

  #unsavedAfter(after: number): StoredEvent[] {
    return this.#unsaved.all.filter(({ id }) => id > after).map((event) => ({ ...event }));
  }

  /** What was learned from events that may yet be lost must not outlive them. */
  #fits({ lastEventId }: Snapshot): boolean {
    return this.#memory !== null || lastEventId < FIRST_UNSAVED_ID;
  }

  async #count(): Promise<void> {
    if (this.#memory) this.#inMemory = (await this.#memory.eventIds()).length;
  }

  #goOnInMemory(error: unknown): void {
    if (!(error instanceof StorageError)) throw error;
    // Ids that no database gives, so that the page never means another event by one.
    this.#memory = new MemoryHistory(this.#unsaved.nextId);
    this.#inMemory = 0;
    this.#tried = this.#clock();
    this.#trouble = storageTrouble('storage-memory', refusalOf(error));
  }

  /** Notes that events were refused. */
  #refused(error: unknown): void {
    if (this.#closed || !(error instanceof StorageError)) throw error;
    this.#trouble = storageTrouble('storage-unsaved', refusalOf(error));
  }

  #allIsWell(): void {
    if (!this.#memory) this.#trouble = undefined;
  }

  /** Reaches the lasting history, with what is in memory as unsaved events. False: it still cannot be reached. */
  async #arrive(): Promise<boolean> {
    const memory = this.#memory!;
    try {
      // Reading tells more than opening.
      await this.#lasting.events();
      await handOverSettings(memory, this.#lasting);
    } catch (error) {
      if (this.#closed || !(error instanceof StorageError)) throw error;
      this.#trouble = storageTrouble('storage-memory', refusalOf(error));
      return false;
    }
    this.#unsaved.takeOver(await memory.events());
    this.#memory = null;
    this.#read = true;
    return true;
  }

  /** Hands over what is unsaved, in its order. False: there was nothing, or it was refused again. */
  async #save(): Promise<boolean> {
    if (this.#memory) return false;
    const events = [...this.#unsaved.all];
    try {
      this.#unsaved.release(events, await this.#lasting.appendAll(events));
    } catch (error) {
      this.#refused(error);
      return false;
    }
    if (this.#unsaved.count === 0) this.#allIsWell();
    return events.length > 0;
  }

  /** @throws StorageError where the storage may hold something that cannot be reached now */
  async #everywhere<T>(what: string, erase: (store: HistoryStore) => Promise<T>): Promise<[T, ...T[]]> {
    if (!this.#memory) return [await erase(this.#lasting)];
    // In memory first: it is not to be handed over.
    const erased = await erase(this.#memory);
    await this.#count();
    if (!(await canBeReached(this.#lasting, what))) return [erased];
    const there = await erase(this.#lasting);
    await this.heal(true);
    return [erased, there];
  }
}
