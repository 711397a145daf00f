import { type RecommenderState } from './recommender.ts';

/** From so many events on there is something to lose. */
const EVENTS = 10;

/**
 * Asks the browser, once, not to remove what is kept when it needs room: as soon as there is something worth it. Chromium
 * and Safari answer by themselves, by how the site is used. Firefox would ask the visitor, in the middle of something else
 * and for the site as a whole: there it is left to the site. Workers cannot ask, nor pages on plain http.
 */
export function askToKeep(): (state: RecommenderState) => void {
  let asked = navigator.userAgent.includes('Firefox/');
  return (state) => {
    if (asked || state.status !== 'ready' || state.consent !== 'granted' || state.storage.kind !== 'indexeddb' || state.storage.events < EVENTS) return;
    asked = true;
    const storage = navigator.storage as StorageManager | undefined;
    storage
      ?.persisted()
      .then((kept) => kept || storage.persist())
      // A frame of another site may be refused, and goes on as before.
      .catch(() => undefined);
  };
}
