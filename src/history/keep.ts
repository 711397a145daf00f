import { type VisitorEvent } from '../types.ts';
import { type Snapshot } from './history-store.ts';

/** The known fields of an event and nothing else: whatever more a page hands over is not kept. */
export function keepEvent(event: VisitorEvent): VisitorEvent {
  const kept: VisitorEvent = { item: event.item, type: event.type, time: event.time };
  if (event.rankingId !== undefined) kept.rankingId = event.rankingId;
  if (event.position !== undefined) kept.position = event.position;
  if (event.shown !== undefined) kept.shown = [...event.shown];
  if (event.surface !== undefined) kept.surface = event.surface;
  return kept;
}

/** A snapshot of its own. `slice` matters: a clone of a view would take the whole buffer below it along. */
export function keepSnapshot(snapshot: Snapshot): Snapshot {
  const { bundle, backend, from, count, lastEventId } = snapshot;
  return { bundle, backend, from, count, lastEventId, personal: snapshot.personal.slice() };
}
