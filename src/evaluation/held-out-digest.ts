import { sha256Hex } from '../bundle/integrity.ts';
import { type Dataset } from '../catalog/dataset.ts';

/**
 * sha256 of which events were held out for a test, as 64 hex digits: of the ids of each one's user and item, whatever
 * the order of the file. A bundle carries it, so that it is judged on those alone. `events`: places in the data set.
 */
export function heldOutDigest({ users, items, offsets, itemOf }: Dataset, events: Int32Array): Promise<string> {
  const lines: string[] = [];
  let user = 0;
  for (const event of events.toSorted()) {
    while (event >= offsets[user + 1]) user++;
    lines.push(`${users[user]}\0${items[itemOf[event]].id}\n`);
  }
  return sha256Hex(new TextEncoder().encode(lines.sort().join('')));
}
