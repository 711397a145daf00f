import { type ClickParts } from '../client/recommender.ts';
import { type EventType } from '../types.ts';
import { type Ready } from './ready.ts';

/** What one thing the visitor did changed, as the engine told of it. */
export interface Lesson {
  item: string;
  type: EventType;
  /** Titles of the new list that were not in the one before, of how many. */
  fresh: number;
  of: number;
  click: ClickParts;
  /** The guard's verdict; null until it is learned. */
  verdict: Verdict | null;
}

export interface Verdict {
  /** Nats by which the list's model foretold this better than the bundle's own. */
  gainedNats: number;
  /** How far lists follow what was learned since. */
  weight: number;
  /** Events it is the verdict on, where several were learned at once. */
  events: number;
  learnMs: number | null;
}

export type Sent = Pick<Lesson, 'item' | 'type'>;
type Seen = Pick<Ready, 'ranking' | 'lastClick' | 'learning' | 'storage'>;

/** Follows the states of this visit, and keeps what each event changed. Newest first. */
export class LearningLog {
  #lessons: readonly Lesson[] = [];
  readonly #listeners = new Set<() => void>();
  /** Sent, and not yet in a list; the engine takes them in turn. */
  #sent: Sent[] = [];
  #list: { id: string; events: number; items: ReadonlySet<string> } | null = null;
  #gainedNats = 0;
  #learned = 0;

  /** The same until something is added. */
  readonly lessons = (): readonly Lesson[] => this.#lessons;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  sent(event: Sent): void {
    this.#sent.push(event);
  }

  /** It could not be stored. */
  failed(event: Sent): void {
    this.#sent = this.#sent.filter((other) => other !== event);
  }

  /** Everything was erased. */
  readonly clear = (): void => this.#show([]);

  observe({ ranking, lastClick, learning }: Seen): void {
    if (ranking.id !== this.#list?.id) this.#follow(ranking, lastClick);
    this.#judge(learning);
  }

  #follow(ranking: Seen['ranking'], click: ClickParts | null): void {
    const items = new Set(ranking.items.map(({ item }) => item.id));
    const before = this.#list;
    const arrived = before ? Math.max(0, ranking.events - before.events) : 0;
    if (before && click && arrived > 0) {
      const fresh = [...items].filter((id) => !before.items.has(id)).length;
      const lessons = this.#sent.splice(0, arrived).map((event) => ({ ...event, fresh, of: items.size, click, verdict: null }));
      this.#show([...lessons.toReversed(), ...this.#lessons]);
    }
    this.#list = { id: ranking.id, events: ranking.events, items };
  }

  /** The guard's record is of all events; what it changed by since the last time is the verdict on those learned since. */
  #judge({ status, guard, learnedEvents, lastLearnMs }: Seen['learning']): void {
    // Amid a rebuild the record is one of other events.
    if (status !== 'ready' || learnedEvents === this.#learned) return;
    const events = Math.max(0, learnedEvents - this.#learned);
    const verdict: Verdict = { gainedNats: guard.gainedNats - this.#gainedNats, weight: guard.weight, events, learnMs: lastLearnMs };
    this.#gainedNats = guard.gainedNats;
    this.#learned = learnedEvents;
    const judged = new Set(this.#lessons.filter((lesson) => lesson.verdict === null).slice(-events || Infinity));
    if (judged.size > 0) this.#show(this.#lessons.map((lesson) => (judged.has(lesson) ? { ...lesson, verdict } : lesson)));
  }

  #show(lessons: readonly Lesson[]): void {
    this.#lessons = lessons;
    for (const listener of this.#listeners) listener();
  }
}

/** Lessons by the event of the history they belong to: both are newest first, and what was forgotten has none. */
export function lessonsByEvent(lessons: readonly Lesson[], history: readonly { id: number; itemId: string; type: EventType }[]): Map<number, Lesson> {
  const found = new Map<number, Lesson>();
  for (const lesson of lessons) {
    const entry = history.find(({ id, itemId, type }) => itemId === lesson.item && type === lesson.type && !found.has(id));
    if (entry) found.set(entry.id, lesson);
  }
  return found;
}
