import { hashId, mixed } from './hash-id.ts';

const STREAM = 0x0d3a1;

/**
 * A place for each row, by the ids of its user and item: a user's rows sorted by it are shuffled, the same way whatever
 * the order of the file. (The file's order says much, where it is sorted by popularity, as files often are.) [rows]
 */
export function shuffledPlaces(users: readonly string[], items: readonly string[], userOf: Int32Array, itemOf: Int32Array): Float64Array {
  const ofUser = Int32Array.from(users, (id) => mixed(hashId(id)[2] ^ STREAM));
  const ofItem = Int32Array.from(items, (id) => hashId(id)[1]);
  return Float64Array.from(userOf, (user, row) => mixed(ofUser[user] ^ ofItem[itemOf[row]]));
}
