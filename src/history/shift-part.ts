import { type Snapshot, type Thinning } from './history-store.ts';

/** A part as it counts once events were thinned; undefined where it does not outlive that. */
export function shiftPart(part: Snapshot | undefined, { bundle, dropped }: Thinning): Snapshot | undefined {
  if (part?.bundle !== bundle || part.from < dropped) return undefined;
  return { ...part, from: part.from - dropped, count: part.count - dropped };
}
