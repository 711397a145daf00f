/** What is seldom done with a history: looking at all of it, saving it as a file, taking one up, thinning it. A piece of its own, which comes after the first list. */
import { earlierItems } from '../history/earlier-items.ts';
import { type HistoryStore, type Thinning } from '../history/history-store.ts';
import { OptionError } from '../errors.ts';
import { type Session } from '../session/session.ts';
import { thinnable } from '../session/thinnable.ts';
import { type StoredEvent, type VisitorEvent } from '../types.ts';
import { readHistoryFile } from './history-file.ts';
import { type KeptEvents } from './kept-events.ts';
import { mergeEvents } from './merge-events.ts';
import { type HistoryFile, type ImportMode, type ImportResult } from './state.ts';

export { historyFile } from './history-file.ts';
export { storedRecords } from './stored-records.ts';
export { checkSpan } from './time-span.ts';

/** So many of the latest events are kept whether the bundle knows their items or not. */
const MOST_UNKNOWN = 1000;

/** @throws OptionError for another mode, DataError for a file that is none */
export function readSaved(file: unknown, mode: ImportMode): Promise<HistoryFile> {
  if (mode !== 'merge' && mode !== 'replace') throw new OptionError('mode', `expected merge or replace, got ${JSON.stringify(mode)}`);
  return readHistoryFile(file);
}

/** Into the store, beside what is there or in its place. `changed`: the store is another one. @throws StorageError, and all is as it was */
export async function takeUpSaved(
  saved: HistoryFile,
  mode: ImportMode,
  store: HistoryStore,
  known: KeptEvents,
): Promise<ImportResult & { changed: boolean }> {
  const merging = () => mergeEvents<VisitorEvent>(known.all, saved.events);
  let { events, added } = merging();
  const result = { added, present: saved.events.length - added };
  if (mode === 'replace') {
    await store.replaceAll(mergeEvents<VisitorEvent>([], saved.events).events, saved.earlier);
    await store.putSetting('steering', saved.steering);
    return { ...result, changed: true };
  }
  for (let changed = false; ; changed = true) {
    const met = earlierItems(saved.earlier, known.earlier);
    if (added === 0 && met.length === known.earlier.length) return { ...result, changed };
    if (await store.replaceAll(events, met, known.all.map(({ id }) => id))) return { ...result, changed: true };
    // Another tab was quicker (there may be no locks): what it did counts, too.
    await known.look();
    ({ events, added } = merging());
  }
}

/** What may go of a history that has grown long; null where nothing may. `known`: whether the bundle has an event's item. */
export function thinningOf(session: Session, events: readonly StoredEvent[], known: (event: StoredEvent) => boolean): Omit<Thinning, 'bundle'> | null {
  const dropped = thinnable(session.events, session.model.config);
  // The first that stays, of those that count in what is learned.
  const first = dropped > 0 ? session.events[dropped].id : 0;
  const unknown = events.slice(0, -MOST_UNKNOWN).filter((event) => event.id > first && !known(event));
  if (dropped === 0 && unknown.length < MOST_UNKNOWN) return null;
  return { ids: [...events.filter(({ id }) => id < first), ...unknown].map(({ id }) => id), dropped };
}
