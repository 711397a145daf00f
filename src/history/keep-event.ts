import { type VisitorEvent } from '../types.ts';
import { newUid } from './new-uid.ts';

/** An event as it is kept, but for its id. */
export type KeptEvent = VisitorEvent & { uid: string };

/** The known fields of an event and nothing else: whatever more a page hands over is not kept. */
export function keepEvent(event: VisitorEvent): KeptEvent {
  const kept: KeptEvent = { item: event.item, type: event.type, time: event.time, uid: event.uid ?? newUid() };
  if (event.rankingId !== undefined) kept.rankingId = event.rankingId;
  if (event.position !== undefined) kept.position = event.position;
  if (event.shown !== undefined) kept.shown = [...event.shown];
  if (event.surface !== undefined) kept.surface = event.surface;
  return kept;
}

/** As `keepEvent`, of several; of two with one uid the first. */
export function keepEvents(events: readonly VisitorEvent[]): KeptEvent[] {
  const uids = new Set<string>();
  return events.map(keepEvent).filter(({ uid }) => !uids.has(uid) && uids.add(uid));
}
