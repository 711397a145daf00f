/** The main thread's face of the engine; types only. `createRecommender()` makes one. */
import { type Explanation } from '../engine/explanation.ts';
import { type ConsentAnswer, type ConsentMode, type HistoryEntry, type HistoryFile, type ImportMode, type ImportResult, type RecommenderState, type StoredRecord } from '../engine/state.ts';
import { type Backend, type EventType, type Item, type RankRules, type Ranking } from '../types.ts';

export type * from '../engine/explanation.ts';
export type * from '../engine/state.ts';

export interface RecommenderOptions {
  /** URL of the bundle's folder, relative to the page, e.g. `/bundles/movies/`. */
  bundle: string;
  /** `sha256-<hex>` of `bundle.json`; through it every file is pinned. Unset: files are checked against bundle.json only. */
  integrity?: string;
  /** Separates histories of one site. Default: the bundle's name. Letters, digits, `.`, `_`, `-`; at most 64. */
  namespace?: string;
  /** Default `auto`: the faster correct one is picked. */
  backend?: Backend | 'auto';
  /** Whether clicks are learned from. Unset: as the visitor left it, at first on. Off, the tower still reads the history. */
  learning?: boolean;
  /**
   * Whether the visitor's history may be kept on their device; the site's to say. Default `granted`. Until it is granted,
   * nothing is recorded and the list is a newcomer's; `session-only` keeps it in memory until the page closes.
   */
  consent?: ConsentMode;
  /**
   * Whether Global Privacy Control, where the visitor's browser sends it, makes `session-only` of a `granted`. `ask` stays
   * as it is: an answer outranks a general signal. Default false.
   */
  honourGpc?: boolean;
  /** Length of the `for-you` list. Default 20, 1 to 1,000. */
  limit?: number;
  /** What the site wants of every ranking. Default: nothing. */
  rules?: RankRules;
  /** Aborts loading; afterwards closes. */
  signal?: AbortSignal;
  /** Makes the engine's worker, a module worker of the package's `worker.js`, beside which lies the folder `parts`; for sites that serve these themselves. Default: the one that came with this module. */
  worker?: () => Worker;
}

/** What a page reports. `time` defaults to now. */
export interface RecordInput {
  item: string;
  /**
   * `view`, `click`, `like`, `purchase`, and `dwell` (stayed with it for long) say that the visitor took the item; `dislike`,
   * that they took it and did not like it, as a low rating does. Two only tell against an item: `dismiss`, it is not for
   * them (it leaves their lists), and `skip`, it was shown and passed over (it may be shown again). Those two act through
   * learning alone.
   */
  type: EventType;
  time?: number;
  rankingId?: string;
  position?: number;
  /** Ids of items that stood beside it in view and were not chosen, at most 50: learning then sets it against them. Ids the bundle does not know are without effect. */
  shown?: readonly string[];
  surface?: string;
}

export interface RankOptions {
  /** 1 to 1,000. Default: the recommender's limit. */
  limit?: number;
  /** Item ids left out, beside those already seen. The same as `rules.deny`. */
  exclude?: readonly string[];
  /** What the site wants of this ranking. Each field takes the place of the recommender's own, but for `deny`, which adds to it. */
  rules?: RankRules;
  /** From 0 to 1, as in `steer`: how varied this list is where the visitor has not said it themselves. */
  explore?: number;
  /** The list that a visitor without a history would get; what this one has hidden and steered holds all the same. Default false. */
  newcomer?: boolean;
  /** A name for the surface; default `for-you`. */
  surface?: string;
}

/** What is to be different from now on; the rest stays. */
export interface SteerChange {
  /** From 0, "play it safe", to 1, "surprise me" (docs/STEERING.md says what a step costs). */
  explore?: number;
  /** More or less of a genre, by its name: −2 (much less) to 2 (much more); 0 as if never asked. Genres not named stay as they are. */
  genres?: Readonly<Record<string, number>>;
}

export interface ExplainOptions {
  /** How many events are told apart, the largest first; 1 to 1,000. Default 8. */
  limit?: number;
  /** Gives it up. */
  signal?: AbortSignal;
}

/** The visitor's history, newest first. */
export interface RecommenderHistory {
  list(): Promise<HistoryEntry[]>;
  /** Forgets one event, as if it had never been. Resolves once the list no longer shows its effect. False: no such event. */
  remove(id: number): Promise<boolean>;
  /**
   * Forgets what was done from one moment up to, and without, another, in milliseconds since 1970; a side not named is
   * open. Resolves, as `remove`, with how many events (and items met earlier) that were.
   * @throws OptionError for a time that is none, StorageError
   */
  removeBetween(span: { from?: number; to?: number }): Promise<number>;
  /** Takes the last event back: list and personal part are at once what they were before it. Resolves with it; null where there was none. */
  undo(): Promise<HistoryEntry | null>;
  /** Erases history, personal part and settings. */
  clear(): Promise<void>;
  /** Everything kept on this device, record by record. */
  stored(): Promise<StoredRecord[]>;
  /** What the visitor did and how they steer, to be saved as a file of theirs. */
  export(): Promise<HistoryFile>;
  /**
   * Takes up what `export()` gave: its text, or what was parsed of it. `merge` adds what is not here yet, and leaves
   * steering as it is; `replace` puts it in the place of all there is. Resolves once the list is the new one.
   * @throws OptionError for another mode; DataError, and all is as it was, for a file that is none or was changed; StorageError
   */
  import(file: string | HistoryFile, options: { mode: ImportMode }): Promise<ImportResult>;
}

export interface Recommender {
  /** Resolves with the first ranked list; rejects if loading failed. */
  readonly ready: Promise<void>;
  /** Resolves when the engine and everything learning needs has arrived. */
  readonly settled: Promise<void>;
  readonly history: RecommenderHistory;
  /** The present state; the same object until something changes (fits useSyncExternalStore). */
  getState(): RecommenderState;
  /** Calls back at every change of state. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
  /** Stores one event for good, learns from it, and re-ranks. Resolves once it is durable and the new list is known. */
  record(input: RecordInput): Promise<void>;
  rank(options?: RankOptions): Promise<Ranking>;
  /** Items most like one, by their factors; surface `related`. */
  related(item: string, options?: { limit?: number }): Promise<Ranking>;
  /**
   * Why an item has its place: which of the visitor's events raised or lowered it, and by how much; what it has in common
   * with them; where it would stand without them. Works for any item of the catalogue.
   * @throws OptionError for an item the bundle does not have; AbortedError
   */
  explain(item: string, options?: ExplainOptions): Promise<Explanation>;
  /** The whole catalogue's texts, in item order. */
  catalogue(): Promise<Item[]>;
  setLearning(on: boolean): Promise<void>;
  /** Off: a pause, which is remembered. What the visitor does is neither noted nor learned, and the list stays as it is. */
  setRecording(on: boolean): Promise<void>;
  /**
   * What the visitor answers, or takes back. `granted`: what they did in this visit is kept from here on, beside what was
   * kept before. `off` and `session-only` leave what is kept where it is, unread; `history.clear()` before erases it.
   * Where the option `consent` is `ask`, the answer is remembered on the device (`session-only` for this visit alone).
   * @throws OptionError, StorageError
   */
  setConsent(answer: ConsentAnswer): Promise<void>;
  /**
   * Changes how the visitor's lists are made, for good: it is kept on the device, shows in the state's `steering`, and is
   * erased with everything else. Steering is no event: nothing is learned from it. Resolves once the list is the new one.
   * @throws OptionError for a value out of range, StorageError where it could not be kept (it then stays as it was)
   */
  steer(change: SteerChange): Promise<void>;
  /** Never ranks or relates this item again on this device, until `unhide`. No event, and no dislike. An id the bundle does not know is kept, without effect. @throws as `steer` */
  hide(item: string): Promise<void>;
  /** Ranks it again. Harmless where it was not hidden. @throws as `steer` */
  unhide(item: string): Promise<void>;
  /** Stops the worker. Everything durable stays. */
  close(): Promise<void>;
}
