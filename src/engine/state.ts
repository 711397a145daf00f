/** What the engine tells the page about itself. Shared by the worker and the client; types only. */
import { type Backend, type EarlierItem, type EventType, type Item, type Ranking, type ScorerKind, type ScorerTrial, type Steering, type StoredEvent } from '../types.ts';

/**
 * Whether the visitor's history may be kept on their device, as the site says: `granted`; `ask`, the visitor is asked
 * (`setConsent`), and their answer remembered; `session-only`, in memory until the page closes; `off`, nothing is recorded.
 */
export type ConsentMode = 'granted' | 'ask' | 'session-only' | 'off';
/** What a visitor may answer. */
export type ConsentAnswer = 'granted' | 'session-only' | 'off';
/** How it stands. Recorded is only what is `granted` or `session-only`. */
export type ConsentState = ConsentAnswer | 'unanswered';

/** Loading, in steps a visitor may be shown. `loaded` and `total` count bytes in `bundle`, else they are 0. */
export interface Progress {
  phase: 'start' | 'bundle' | 'device' | 'history' | 'rank';
  /** Monotone within a phase, and ends at `total`. */
  loaded: number;
  total: number;
}

/** Milliseconds of a click, in the worker. */
export interface ClickParts {
  /** Until the event was durable. */
  storeMs: number;
  /** Learning before the list; 0 where the list came first. */
  learnMs: number;
  /** Ranking, and the texts of what was ranked. */
  rankMs: number;
}

/** The machine the engine runs on, and why that one. */
export interface EngineInfo {
  backend: Backend;
  /** One plain sentence: why this backend and not the other. */
  why: string;
  /** What scores the catalogue. */
  scorer: ScorerKind;
  /** Candidates of the first of two stages; 0 where the whole head scores all items. */
  candidates: number;
  /** What the scorers took when they were compared, where they were. */
  trials?: ScorerTrial[];
  /** What the GPU calls itself, where one is used. */
  adapter?: string;
  /** A GPU done in software: correct, slow. */
  softwareAdapter: boolean;
}

/** Events of a rebuild that are learned, and all of them. Monotone, and ends at `total`, which grows with clicks on the way. */
export interface Rebuild {
  done: number;
  total: number;
}

/** The history was made on another version of the bundle, and is learned anew on this one. */
export interface CatalogueChangeInfo {
  /** Events of the history, and how many of them count here. */
  events: number;
  used: number;
  /** Events on items that the bundle no longer has: kept in history, without effect. */
  gone: number;
}

/** How well what was learned from the visitor foretold what they then did, beside the bundle's own model: before each event, both try. */
export interface GuardInfo {
  /** How far lists follow what was learned, in [0, 1]. */
  weight: number;
  /** Nats (log-loss) by which the list's model foretold better than the bundle's, in all. */
  gainedNats: number;
  /** Nats by which it was behind the better of the two in hindsight. */
  regretNats: number;
  /** Events foretold, and how many of them what was learned foretold no worse. */
  judged: number;
  better: number;
}

/** The learner's condition. `loading`: its code is still arriving; the list already works. */
export interface LearningInfo {
  status: 'loading' | 'ready' | 'rebuilding' | 'off' | 'failed';
  /** Why it is off or failed, in one sentence. */
  reason?: string;
  /** Events the personal part has learned from. */
  learnedEvents: number;
  /** A rebuild under way: after a "forget", with a new bundle, when the learning window moves on. Lists meanwhile use the last whole part. */
  rebuild: Rebuild | null;
  /** Milliseconds the last learning step took on the device; null before the first. */
  lastLearnMs: number | null;
  guard: GuardInfo;
  /** Tensors TF.js holds; flat when nothing leaks. 0 before it is loaded. */
  tensors: number;
}

/** What is kept on the device. */
export interface StorageInfo {
  /** `memory`: the browser refused storage; everything works until the page closes. */
  kind: 'indexeddb' | 'memory';
  reason?: string;
  events: number;
  /** Events that are so far in memory only, and go with the page: the browser has not taken them yet. */
  unsaved: number;
  /** Items met in events that were thinned: of those beyond the last ones kept, only which items they were. */
  earlier: number;
  /** Bytes of events and snapshots, as stored. */
  bytes: number;
}

/**
 * What a notice is about: `storage-memory`, the browser keeps nothing; `storage-unsaved`, something is not kept yet;
 * `storage-unreadable`, records that could not be read; `storage-removed`, the browser or another tab removed what was
 * kept; `engine-restarted`, the engine stopped and was started again; `bundle-changed`, the site has published another
 * bundle since this page was loaded; `bundle-differs`, another tab has the history with another bundle; `clock-back`, the
 * device's clock was set back.
 */
export type NoticeCode = 'storage-memory' | 'storage-unsaved' | 'storage-unreadable' | 'storage-removed' | 'engine-restarted' | 'bundle-changed' | 'bundle-differs' | 'clock-back';

/** Something that went wrong and was dealt with, for the visitor to know. */
export interface Notice {
  code: NoticeCode;
  /** One plain sentence, in English. */
  message: string;
}

/** What the bundle says of itself, for the page to show. */
export interface BundleInfo {
  name: string;
  digest: string;
  items: number;
  bytes: number;
  dim: number;
  /** Whether every item's text came with the bundle; otherwise texts are requested as they are shown. */
  textLoaded: boolean;
  data: {
    name: string;
    licence: string;
    /** URL of the licence text beside the bundle, or null. */
    licenceUrl: string | null;
    attribution: string;
    source: string;
  };
}

/** Everything a page needs to draw, whole at every change. */
export type RecommenderState =
  | {
      status: 'loading';
      progress: Progress;
      /** The list of the last visit, if nothing it was made from has changed: it will be the first list, too. */
      ranking: Ranking | null;
    }
  | {
      status: 'ready';
      /** The list of surface `for-you`. */
      ranking: Ranking;
      engine: EngineInfo;
      learning: LearningInfo;
      storage: StorageInfo;
      bundle: BundleInfo;
      /** Items of the catalogue, and how many of them are ranked: fewer while a large one arrives. `missing`: why the rest will not come. `textless`: why texts could not be fetched, so that the list is of items whose texts are there. */
      catalogue: { items: number; ranked: number; missing?: string; textless?: string };
      /** Whether what the visitor does is kept. */
      consent: ConsentState;
      /** False: the visitor paused, and nothing they do is noted. */
      recording: boolean;
      /** What the visitor should know of, each code once; empty where all is well. */
      notices: readonly Notice[];
      /** How often another tab changed the history in this visit. */
      changedElsewhere: number;
      /** How the visitor steers their lists. */
      steering: Steering;
      /** Where the milliseconds of the last click went; null before the first. */
      lastClick: ClickParts | null;
      /** True once the engine and everything learning needs has arrived: from here on nothing is requested. */
      settled: boolean;
      /** Requests the worker made since `settled`. */
      workerRequests: number;
      /** Ids the visitor acted on that this bundle does not know. Kept in history, without effect. */
      unknownItems: string[];
      /** Said in the visit in which it is found, until everything is erased; null otherwise. */
      catalogueChange: CatalogueChangeInfo | null;
    }
  | { status: 'error'; error: Error }
  | { status: 'closed' };

/** One record of what is kept on the device, as it is. Arrays of numbers are told by their length, as `{ float32: n }`. */
export interface StoredRecord {
  store: 'events' | 'earlier' | 'snapshots' | 'current' | 'settings';
  key: string;
  /** As JSON in UTF-8, arrays of numbers by their own length. */
  bytes: number;
  value: unknown;
}

/** What a visitor takes along: what they did, and how they steer. JSON. */
export interface HistoryFile {
  format: 'tastekit-history';
  version: 1;
  /** The bundle it was exported beside; the events belong to its items' ids. */
  bundle: { name: string; digest: string };
  /** Oldest first. */
  events: StoredEvent[];
  /** What is left of events that were thinned, oldest first. */
  earlier: EarlierItem[];
  steering: Steering;
  /** `sha256-<hex>` of the file without this field, as JSON with sorted keys and no spaces, in UTF-8. */
  digest: string;
}

/** How a saved copy is taken up: `merge`, beside what is here; `replace`, in its place. */
export type ImportMode = 'merge' | 'replace';

/** What came of taking up a saved copy. */
export interface ImportResult {
  /** Events that were not here before. */
  added: number;
  /** Events of the copy that were here already; they are not kept twice. */
  present: number;
}

/** One event of the history, with its item's text where that is at hand. */
export interface HistoryEntry {
  id: number;
  type: EventType;
  time: number;
  itemId: string;
  /** Whether the bundle knows the item; if not, the event is without effect. */
  known: boolean;
  /** Null where the item is not known, or its text is not there. */
  item: Item | null;
  surface?: string;
  position?: number;
}
