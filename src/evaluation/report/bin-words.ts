import { EVENT_BINS, type EventBin } from '../evaluation.ts';

/** The bins, fewest events first. */
export const BINS: readonly EventBin[] = EVENT_BINS.map(([bin]) => bin);

/** "1–4" */
export function binWords(bin: EventBin): string {
  return bin.replace('-', '–');
}

/** "before any event", "after 1–4 events" */
export function whenWords(bin: EventBin): string {
  return bin === '0' ? 'before any event' : `after ${binWords(bin)} events`;
}
