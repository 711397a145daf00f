import { type RecommenderState } from './recommender.ts';

/** From so many events on there is something to lose. */
const EVENTS = 10;

/**
 * Asks the browser once not to remove what is kept when it needs room, as soon as there is something worth it. Chromium
 * and Safari answer by themselves, from how the site is used. Firefox would ask the visitor, in the middle of something
 * else and for a site as a whole: there it is left to the site. Workers cannot ask.
 */
export function askToKeep(): (state: RecommenderState) => void {
  let asked = false;
  return (state) => {
    if (asked || state.status !== 'ready' || state.consent !== 'granted' || state.storage.kind !== 'indexeddb' || state.storage.events < EVENTS) return;
    asked = true;
    void ask();
  };
}

async function ask(): Promise<void> {
  // There is none on plain http.
  const { storage, userAgent } = navigator as { storage?: StorageManager; userAgent: string };
  if (!storage || userAgent.includes('Firefox/')) return;
  try {
    if (!(await storage.persisted())) await storage.persist();
  } catch {
    // A frame of another site may be refused; everything works as before.
  }
}
