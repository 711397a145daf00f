/** Events that the storage refused so far, kept in memory behind all others. */
import { type StoredEvent } from '../types.ts';
import { type KeptEvent } from './keep-event.ts';

/** Their ids begin here, beyond all that a database gives. */
export const FIRST_UNSAVED_ID = 2 ** 52;

export class UnsavedEvents {
  #events: StoredEvent[] = [];
  #nextId = FIRST_UNSAVED_ID;
  /** The ids that events have since they were saved, by those they had. */
  readonly #saved = new Map<number, number>();

  /** In the order they came. */
  get all(): readonly StoredEvent[] {
    return this.#events;
  }

  get count(): number {
    return this.#events.length;
  }

  /** The id that the next one gets. */
  get nextId(): number {
    return this.#nextId;
  }

  /** Takes over events that were given ids from `nextId` on: they keep them. */
  takeOver(events: readonly StoredEvent[]): void {
    this.#events.push(...events);
    this.#nextId = (events.at(-1)?.id ?? this.#nextId - 1) + 1;
  }

  /** Those that are here already are given back in place of the new ones. */
  keep(events: readonly KeptEvent[]): StoredEvent[] {
    return events.map((event) => {
      const there = this.#events.find(({ uid }) => uid === event.uid);
      if (there) return { ...there };
      const kept = { ...event, id: this.#nextId++ };
      this.#events.push(kept);
      return { ...kept };
    });
  }

  /** `saved[i]` is what has become of `events[i]`. */
  release(events: readonly StoredEvent[], saved: readonly StoredEvent[]): void {
    for (const [i, { id }] of events.entries()) this.#saved.set(id, saved[i].id);
    this.#events = this.#events.filter(({ id }) => !this.#saved.has(id));
  }

  /** The id an event has now. */
  idNow(id: number): number {
    return this.#saved.get(id) ?? id;
  }

  /** How many went. */
  remove(unwanted: (event: StoredEvent) => boolean): number {
    const before = this.#events.length;
    this.#events = this.#events.filter((event) => !unwanted(event));
    return before - this.#events.length;
  }
}
