/** A snapshot as it is kept: with a checksum, since a part that was damaged would spoil every list from then on. */
import { BACKENDS } from '../types.ts';
import { type Snapshot } from './history-store.ts';

export interface KeptPart extends Snapshot {
  checksum: number;
}

/** A snapshot of its own. `slice` matters: a clone of a view would take the whole buffer below it along. */
export function keepPart({ bundle, backend, from, count, lastEventId, personal }: Snapshot): KeptPart {
  const part = { bundle, backend, from, count, lastEventId, personal: personal.slice() };
  return { ...part, checksum: checksum(part) };
}

/** What was kept; undefined where it is damaged, or something else. */
export function readPart(value: unknown): Snapshot | undefined {
  if (!isPart(value)) return undefined;
  const { checksum: given, ...part } = keepPart(value);
  return given === (value as Partial<KeptPart>).checksum ? part : undefined;
}

/** Whether a value has the fields of a snapshot. */
export function isPart(value: unknown): value is Snapshot {
  const { bundle, backend, from, count, lastEventId, personal } = value as Partial<Record<keyof Snapshot, unknown>>;
  return (
    typeof bundle === 'string' &&
    BACKENDS.some((known) => known === backend) &&
    [from, count, lastEventId].every((number) => Number.isSafeInteger(number)) &&
    personal instanceof Float32Array
  );
}

/** FNV-1a of 32 bits (Fowler, Noll, Vo; RFC 9923) over the fields as JSON and the floats' bytes. A single changed byte always shows. */
function checksum({ bundle, backend, from, count, lastEventId, personal }: Snapshot): number {
  let hash = 0x811c9dc5;
  const add = (bytes: Uint8Array): void => {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  };
  add(new TextEncoder().encode(JSON.stringify([bundle, backend, from, count, lastEventId])));
  add(new Uint8Array(personal.buffer, personal.byteOffset, personal.byteLength));
  return hash >>> 0;
}
