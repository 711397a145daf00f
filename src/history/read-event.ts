import { EVENT_TYPES, type StoredEvent } from '../types.ts';
import { keepEvent } from './keep-event.ts';

/**
 * A record as an event, with the fields it knows; undefined where it is none. Another version of this program, or another
 * program of the same site, may have written it, and a page must not fail by it.
 */
export function readEvent(record: unknown): StoredEvent | undefined {
  const { id, uid, item, type, time, rankingId, position, shown, surface } = record as Partial<Record<keyof StoredEvent, unknown>>;
  const readable =
    Number.isSafeInteger(id) &&
    (id as number) > 0 &&
    [uid, item].every((text) => typeof text === 'string' && text !== '') &&
    EVENT_TYPES.some((known) => known === type) &&
    Number.isFinite(time) &&
    [rankingId, surface].every((text) => text === undefined || typeof text === 'string') &&
    (position === undefined || Number.isFinite(position)) &&
    (shown === undefined || (Array.isArray(shown) && shown.every((each) => typeof each === 'string')));
  if (!readable) return undefined;
  const event = record as StoredEvent;
  return { ...keepEvent(event), id: event.id, uid: event.uid };
}
