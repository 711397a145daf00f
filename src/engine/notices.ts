import { type HistoryStore } from '../history/history-store.ts';
import { ResilientHistory } from '../history/resilient-history.ts';
import { type StoredEvent } from '../types.ts';
import { type Notice, type NoticeCode } from './state.ts';

/** A clock that is set right moves by less. Milliseconds. */
const CLOCK_SLACK = 60_000;

const SENTENCES = {
  'engine-restarted': 'What makes your list had stopped, and was started again; all that was stored is still there.',
  'storage-removed': 'What this page had kept was removed, by another tab or by the browser: your list begins anew.',
  'bundle-differs': 'Another tab of this site works with another version of its catalogue: reload both to have the same.',
  'bundle-changed': 'The site has a newer version of its catalogue than this page: reload it to have that one.',
  'clock-back': 'The clock of this device was set back: what you did keeps its order, though some of its times are still to come.',
} as const;

/** What the visitor should know of, each code once, the latest last. */
export class Notices {
  private readonly found = new Map<NoticeCode, string>();

  get list(): Notice[] {
    return [...this.found].map(([code, message]) => ({ code, message }));
  }

  say(code: keyof typeof SENTENCES): void {
    this.set(code, SENTENCES[code]);
  }

  /** Times only tell a visitor when they did what; but one that is yet to come is worth a word. */
  ofClock(latest: StoredEvent | undefined, now: number): void {
    this.set('clock-back', latest && latest.time > now + CLOCK_SLACK ? SENTENCES['clock-back'] : undefined);
  }

  /** `unreadable`: records that are no events. */
  ofStorage(store: HistoryStore, unreadable: number): void {
    const trouble = store instanceof ResilientHistory ? store.trouble : undefined;
    for (const code of ['storage-memory', 'storage-unsaved'] as const) this.set(code, trouble?.code === code ? trouble.message : undefined);
    const records = unreadable === 1 ? 'One record of your history' : `${unreadable} records of your history`;
    this.set('storage-unreadable', unreadable > 0 ? `${records} could not be read and had to be left out.` : undefined);
  }

  /** Undefined: there is nothing more to say of it. What is said already keeps its place. */
  private set(code: NoticeCode, message: string | undefined): void {
    if (message === undefined) this.found.delete(code);
    else this.found.set(code, message);
  }
}
