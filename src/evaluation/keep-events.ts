import { type Histories } from '../training/histories.ts';

/** The histories with only the events that `keep` marks (1). Users keep their places; one may be left without events. */
export function keepEvents({ offsets, itemOf, typeOf }: Histories, keep: Uint8Array): Histories {
  const kept = new Int32Array(offsets.length);
  for (let user = 0; user + 1 < offsets.length; user++) {
    kept[user + 1] = kept[user];
    for (let e = offsets[user]; e < offsets[user + 1]; e++) kept[user + 1] += keep[e];
  }
  return { offsets: kept, itemOf: itemOf.filter((_, e) => keep[e] === 1), typeOf: typeOf.filter((_, e) => keep[e] === 1) };
}
