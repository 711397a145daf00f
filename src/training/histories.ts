/** What training reads of a data set; the catalogue's `Dataset` has this shape. */
export interface Histories {
  /** Events of user u are [offsets[u], offsets[u + 1]), in order. */
  offsets: Int32Array;
  /** Item index of each event. */
  itemOf: Int32Array;
  /** Index into EVENT_TYPES of each event. */
  typeOf: Uint8Array;
}

/** Content features of items: those of item i are `indices[offsets[i] … offsets[i + 1])`. */
export interface ContentFeatures {
  names: string[];
  offsets: Int32Array;
  indices: Int32Array;
}
