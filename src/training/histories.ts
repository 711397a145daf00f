/** What training reads of a data set; the catalogue's `Dataset` has this shape. */
export interface Histories {
  /** Events of user u are [offsets[u], offsets[u + 1]), in order. */
  offsets: Int32Array;
  /** Item index of each event. */
  itemOf: Int32Array;
  /** Index into EVENT_TYPES of each event. */
  typeOf: Uint8Array;
}

/** 1 for an event on an item that its user, one of these, had not met before, by place in the histories, [events]. */
export function firstMeetings({ offsets, itemOf }: Histories, users: Int32Array, items: number): Uint8Array {
  const meets = new Uint8Array(itemOf.length);
  const lastUser = new Int32Array(items).fill(-1);
  for (const user of users) {
    for (let place = offsets[user]; place < offsets[user + 1]; place++) {
      if (lastUser[itemOf[place]] !== user) meets[place] = 1;
      lastUser[itemOf[place]] = user;
    }
  }
  return meets;
}
