import { type VisitorEvent } from '../types.ts';

/** As much of an event as merging needs. */
type Dated = Pick<VisitorEvent, 'uid' | 'time'>;

/**
 * Two histories as one: events by their time, each history's own order kept even where its times go back; of two with the
 * same uid the first history's. Returns how many came from the second.
 */
export function mergeEvents<E extends Dated>(one: readonly E[], other: readonly E[]): { events: E[]; added: number } {
  const present = new Set(one.map(({ uid }) => uid));
  const fresh = other.filter(({ uid }) => !present.has(uid) && present.add(uid));
  const events: E[] = [];
  let next = 0;
  for (const event of one) {
    while (next < fresh.length && fresh[next].time < event.time) events.push(fresh[next++]);
    events.push(event);
  }
  return { events: [...events, ...fresh.slice(next)], added: fresh.length };
}
