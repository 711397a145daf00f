/** The words everyone shares. Imports nothing. */

/**
 * What a visitor can do with an item: `dwell`, stay with it for long; `dislike`, take it and not like it, as a low rating
 * says; `skip`, see it in a list and pass it over; `dismiss`, say that it is not for them.
 */
export const EVENT_TYPES = ['view', 'click', 'like', 'dislike', 'purchase', 'dwell', 'skip', 'dismiss'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** How a model is judged (DESIGN.md, "Evaluation"). */
export const PROTOCOLS = ['ncf', 'full', 'stream', 'drift'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** One thing the visitor did, as a page reports it. */
export interface VisitorEvent {
  /** The item's id in the catalogue. An id the bundle does not know is kept in history, and never fatal. */
  item: string;
  type: EventType;
  /** Milliseconds since 1970. */
  time: number;
  /** The ranking the visitor chose from, so that a click can be attributed. */
  rankingId?: string;
  /** The place in that ranking, counted from 0. */
  position?: number;
  /** Ids of items that stood beside it, and were not chosen: the device learns from them, too. At most 50. */
  shown?: readonly string[];
  /** Where on the page it stood: `for-you`, `browse`, `related`, or a name of the site's own. */
  surface?: string;
  /** Its own name, made where it was recorded: 64 random bits as text. The same one again is the same event, and is not kept twice. Default: a new one. */
  uid?: string;
}

/** An event as history keeps it. */
export interface StoredEvent extends VisitorEvent {
  /** Unique and ascending in the order of recording, on this device. */
  id: number;
  /** Unique everywhere: it stays with the event when a history is taken to another device. */
  uid: string;
}

/** What is left of events that were thinned: one entry for each item, so that what was met is not shown again. */
export interface EarlierItem {
  item: string;
  /** Of the last thinned event on it. */
  type: EventType;
  /** Its milliseconds since 1970. */
  time: number;
}

/** What a page shows of an item. Extra columns of the items file are kept as strings under their own names. */
export interface Item {
  id: string;
  title: string;
  genres: string[];
  /** `null` where the catalogue does not say. */
  year: number | null;
  /** The extra columns (url, image, price, authors, …), empty ones left out. */
  extra: Record<string, string>;
}

/** The most that a catalogue may say of an item: bytes of an id; characters of a title, a genre and an extra column; genres. A longer text would hold a page up. */
export const ITEM_LIMITS = { id: 1_000, title: 2_000, genre: 1_000, extra: 2 ** 20, genres: 1_000 } as const;

/** One place of a ranking. */
export interface RankedItem {
  item: Item;
  /** Counted from 0. */
  position: number;
  /** The head's score, in nats up to a constant. Comparable within one ranking only. */
  score: number;
}

/** An ordered list, made for one surface at one moment. */
export interface Ranking {
  id: string;
  surface: string;
  items: RankedItem[];
  /** How many events the visitor's history held when it was made. */
  events: number;
  /** Milliseconds the scoring and ordering took on the device. */
  rankMs: number;
}

/** The two engines' backends. */
export const BACKENDS = ['webgpu', 'wasm'] as const;
export type Backend = (typeof BACKENDS)[number];

/** What scores the catalogue: WGSL, WebAssembly SIMD, or the plain TypeScript they are compared with. */
export type ScorerKind = 'webgpu' | 'simd' | 'typescript';

/** How one scorer did when a device's scorers were compared. */
export interface ScorerTrial {
  kind: ScorerKind;
  /** Milliseconds a ranking of the whole catalogue takes, extrapolated from samples; null where it was not told. */
  rankMs: number | null;
  /** Why it is out of the question: it failed, or came to another list than its twin. */
  fault?: string;
}

/** A dense float32 array with a shape, row-major. */
export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** Weights by name; the names and shapes of a model are in `neumf.ts`. */
export type Weights = ReadonlyMap<string, Tensor>;

/**
 * What comes after what, M [n, n], sparse by rows: row a has M[a, b] = `codes[e] * scales[a]` at column b = `items[e]`,
 * for e in [`offsets[a]`, `offsets[a + 1]`). Columns ascend within a row.
 */
export interface TransitionTables {
  /** [n + 1], from 0 to m. */
  offsets: Int32Array;
  /** [m] */
  items: Int32Array | Uint16Array;
  /** [m] */
  codes: Uint8Array;
  /** Finite and not negative, [n]. */
  scales: Float32Array;
}

/** How the visitor steers their lists on this device. It is kept in their settings, and erased with everything else. */
export interface Steering {
  /** From 0, the list the model makes, to 1, as varied as its candidates allow. At first 0. */
  explore: number;
  /** More or less of a genre, by its name: −2 (much less) to 2 (much more). A genre that is not there is at 0. */
  genres: Record<string, number>;
  /** Ids of the items that are never to be shown again, the latest last. */
  hidden: string[];
}

/**
 * What a site wants of a ranking. Each rule gives way to those above it, and all of them to what the visitor has hidden:
 * `deny`, `pin`, `allow`, `atMost`, `boost`. Ids and genres that the bundle does not know are without effect, since
 * catalogues change.
 */
export interface RankRules {
  /** Ids of items that do not appear, such as what is sold out. */
  deny?: readonly string[];
  /** Items at given places, counted from 0, met before or not. One whose place lies beyond the list is ranked as any other; a list too short for it ends with it. */
  pin?: readonly { item: string; position: number }[];
  /** Ids of the only items that may appear, beside those pinned. Empty: none. Default: all. */
  allow?: readonly string[];
  /**
   * At most so many items that share a value of a field: `genres`, `year`, or an extra column of the items file, such as
   * `{ genres: 5, brand: 2 }`. An item counts for each of its genres, one without a value for none. Pinned items count, and stay.
   */
  atMost?: Readonly<Record<string, number>>;
  /** Nats added to the score, by item id and by genre (upper and lower case alike); an item has the sum. +0.7 about doubles its chance against another, −0.7 halves it. */
  boost?: { items?: Readonly<Record<string, number>>; genres?: Readonly<Record<string, number>> };
}
