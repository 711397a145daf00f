import { type StoredEvent } from '../types.ts';

/** Ids the visitor acted on that the bundle does not have. Asked at every change of state, so only new events are looked up. */
export class UnknownItems {
  private readonly knows: (item: string) => boolean;
  private events: readonly StoredEvent[] = [];
  private checked = 0;
  private ids = new Set<string>();

  constructor(knows: (item: string) => boolean) {
    this.knows = knows;
  }

  /** Of `events`, which may have grown since the last call; another array is looked at anew. Each id once. */
  of(events: readonly StoredEvent[]): string[] {
    if (this.events !== events || events.length < this.checked) {
      this.events = events;
      this.checked = 0;
      this.ids = new Set();
    }
    for (; this.checked < events.length; this.checked++) {
      const { item } = events[this.checked];
      if (!this.knows(item)) this.ids.add(item);
    }
    return [...this.ids];
  }
}
