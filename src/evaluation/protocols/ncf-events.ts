import { type Dataset } from '../../catalog/dataset.ts';
import { DataError } from '../../errors.ts';
import { type HeldOutEvents } from './leave-one-out.ts';
import { type NcfFolder, type NcfHeldOut } from './read-ncf-folder.ts';

/** The held-out events of the NCF files as places in the data set, and each user's negatives by place of the user. */
export interface NcfEvents {
  events: HeldOutEvents;
  negatives: Record<number, Int32Array>;
}

/** Users whom the files do not name are left out. @throws DataError where the files name what the data set has not. */
export function ncfEvents(dataset: Dataset, { file, heldOut }: NcfFolder): NcfEvents {
  const userIndex = new Map(dataset.users.map((id, user) => [id, user]));
  const events = new Int32Array(dataset.users.length).fill(-1);
  const negatives: Record<number, Int32Array> = {};
  for (const each of heldOut) {
    const user = userIndex.get(each.user);
    if (user === undefined) throw ofOtherData(file, each, `user ${each.user}`);
    const item = itemOf(dataset, file, each, each.item);
    const [from, to] = [dataset.offsets[user], dataset.offsets[user + 1]];
    const history = dataset.itemOf.subarray(from, to);
    const at = history.indexOf(item);
    if (at < 0 || history.lastIndexOf(item) !== at) throw ofOtherData(file, each, `one event of user ${each.user} on item ${each.item}`);
    events[user] = from + at;
    negatives[user] = Int32Array.from(each.negatives, (id) => itemOf(dataset, file, each, id));
  }
  return { events, negatives };
}

function itemOf({ itemIndex }: Dataset, file: string, heldOut: NcfHeldOut, id: string): number {
  const item = itemIndex.get(id);
  if (item === undefined) throw ofOtherData(file, heldOut, `item ${id}`);
  return item;
}

function ofOtherData(file: string, { line }: NcfHeldOut, missing: string): DataError {
  return new DataError({ file, line }, `expected ${missing} among the interactions, and found none, or several; give the interactions that these files were made of`);
}
