/** What training reads of a data set; the catalogue's `Dataset` has this shape. */
export interface Histories {
  /** Events of user u are [offsets[u], offsets[u + 1]), in order. */
  offsets: Int32Array;
  /** Item index of each event. */
  itemOf: Int32Array;
  /** Index into EVENT_TYPES of each event. */
  typeOf: Uint8Array;
}
