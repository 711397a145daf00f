/** The visitor's events as storage keeps them and this tab knows them. */
import { type HistoryStore } from '../history/history-store.ts';
import { type EarlierItem, type StoredEvent } from '../types.ts';

/** What became of them without this tab: nothing, some more at the end, or anything else. */
export type ChangeElsewhere = { kind: 'none' } | { kind: 'more'; events: StoredEvent[] } | { kind: 'other'; gone: boolean };

export class KeptEvents {
  /** Oldest first, those on unknown items included. Grows in place; another array where something went. */
  all: StoredEvent[] = [];
  /** Of what was thinned, the items. */
  earlier: EarlierItem[] = [];
  /** Records that are no events. */
  unreadable = 0;
  private readonly store: HistoryStore;

  constructor(store: HistoryStore) {
    this.store = store;
  }

  /** @throws StorageError */
  async read(): Promise<void> {
    const [all, earlier] = [await this.store.events(), await this.store.earlier()];
    // Both or none: events that were read count as known, and are not looked for again.
    this.all = all;
    this.earlier = earlier;
    this.unreadable = this.store.unreadable.size;
  }

  /** Takes up what others have written or removed. `gone`: all of what was here. @throws StorageError */
  async look(): Promise<ChangeElsewhere> {
    const { store, all } = this;
    const ids = (await store.eventIds()).filter((id) => !store.unreadable.has(id));
    if (ids.length < all.length || all.some(({ id }, at) => id !== ids[at])) {
      const present = new Set(ids);
      const gone = !all.some(({ id }) => present.has(id));
      await this.read();
      return { kind: 'other', gone };
    }
    if (ids.length === all.length) return { kind: 'none' };
    const events = this.add(await store.eventsAfter(all.at(-1)?.id ?? 0));
    this.unreadable = store.unreadable.size;
    return events.length > 0 ? { kind: 'more', events } : { kind: 'none' };
  }

  /** Those of them that are new here. */
  add(stored: readonly StoredEvent[]): StoredEvent[] {
    const last = this.all.at(-1)?.id ?? 0;
    const fresh = stored.filter(({ id }) => id > last);
    this.all.push(...fresh);
    return fresh;
  }

  remove(id: number): void {
    this.all = this.all.filter((event) => event.id !== id);
  }

  has(id: number): boolean {
    return this.all.some((event) => event.id === id);
  }
}
