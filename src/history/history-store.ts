/** What is kept on a visitor's device: events, what was learned from them, and settings. Two stores keep it, one contract. */
import { type Backend, type EarlierItem, type Ranking, type ScorerKind, type ScorerTrial, type Steering, type StoredEvent, type VisitorEvent } from '../types.ts';

/** The personal part as it stood after `count` kept events. */
export interface Snapshot {
  /** Digest of the bundle it belongs to. */
  bundle: string;
  /** The backend that computed it: results of two backends differ in the last digits, so they are not mixed. */
  backend: Backend;
  /** Index, among the kept events, of the first one learned from. */
  from: number;
  /** Kept events learned up to: the indices `from` to `count − 1`. */
  count: number;
  /** Id of the last event learned; 0 where none was. */
  lastEventId: number;
  /** All tensors of the personal part, one after another. */
  personal: Float32Array;
}

/** Which events are to be thinned, and what that does to what was learned. */
export interface Thinning {
  /** Ids of the events. */
  ids: readonly number[];
  /** Digest of the bundle whose parts stay. */
  bundle: string;
  /** So many of the events counted in that bundle's parts: `from` and `count` of the parts fall by as many. */
  dropped: number;
}

/** The list a visitor saw last, so that a reload shows the same one. */
export interface KeptList {
  /** Digest of the bundle it was made from. */
  bundle: string;
  /** Kept events when it was made, and the id of the last of them; 0 where there was none. */
  events: number;
  lastEventId: number;
  /** What it was made with. */
  learning: boolean;
  limit: number;
  /** How it was steered, and the site's rules, as text: the same again, and nothing has changed. */
  steered: string;
  /** As it was shown, texts and all, so that it can be shown again before anything else is there. */
  ranking: Ranking;
}

/** Which scorer was the fastest on this device, and for what. */
export interface KeptCalibration {
  /** Digest of the bundle: another catalogue, another choice. */
  bundle: string;
  /** What the GPU calls itself. */
  adapter: string;
  chosen: ScorerKind;
  trials: ScorerTrial[];
}

/** The catalogue on which a history was last learned whole. */
export interface KeptCatalogue {
  /** Digest of its bundle. */
  bundle: string;
  /** Ids of the history's items that it did not have. */
  unknown: readonly string[];
}

/** One record of a store. */
export interface KeptRecord {
  store: 'events' | 'earlier' | 'snapshots' | 'current' | 'settings';
  key: string;
  value: object;
}

/** Settings of the visitor, by name. */
export interface Settings {
  /** What the visitor answered when they were asked whether this may be kept. */
  consent: 'granted' | 'session-only' | 'off';
  /** Whether clicks are learned from. */
  learning: boolean;
  /** Whether what the visitor does is noted; false while they pause. */
  recording: boolean;
  lastList: KeptList;
  calibration: KeptCalibration;
  steering: Steering;
  catalogue: KeptCatalogue;
}

/** Every method rejects with a `StorageError` where the browser refuses, and after `close()`. */
export interface HistoryStore {
  /** `memory` forgets everything when the page closes. */
  readonly kind: 'indexeddb' | 'memory';
  /** As `appendAll`, of one event. */
  append(event: VisitorEvent): Promise<StoredEvent>;
  /**
   * Resolves once all are durable, in one transaction: all or none. An event without a uid gets one; one whose uid is kept
   * already is not kept again, and the kept one stands in its place. Ids ascend in the order given and of the calls, and
   * none is ever used again.
   */
  appendAll(events: readonly VisitorEvent[]): Promise<StoredEvent[]>;
  /** All kept events that can be read, ids ascending. Records that are no events are left out; `unreadable` names them. */
  events(): Promise<StoredEvent[]>;
  /** As `events()`, of those with an id beyond this one. */
  eventsAfter(id: number): Promise<StoredEvent[]>;
  /** Ids of all records of events, ascending, those that cannot be read too. Quick: it reads no event. */
  eventIds(): Promise<number[]>;
  /** Ids of the records that were no events when last read. They stay until they are removed or erased. */
  readonly unreadable: ReadonlySet<number>;
  /**
   * Deletes an event and, in the same transaction, every snapshot and current part made at or after it:
   * those have learned it, or count positions that have now moved. False: there is no such event.
   */
  remove(id: number): Promise<boolean>;
  /**
   * Deletes all events with `from <= time < to` (milliseconds since 1970) and the earlier items of that time, with every
   * snapshot and current part made at or after the first of them, in one transaction. Where an earlier item goes all
   * parts do: no one knows what it taught. Resolves to how many events and earlier items went.
   */
  removeBetween(from: number, to: number): Promise<number>;
  /**
   * Puts events and earlier items in place of those there, in one transaction; all parts go, and the settings `lastList`
   * and `catalogue`, which tell of the events before. Events get new ids in the order given and keep their uids; of two
   * with one uid the first stays. `instead`: ids of the events that are to be there; where others are, another tab was
   * quicker: nothing is done, and it resolves to false.
   */
  replaceAll(events: readonly VisitorEvent[], earlier: readonly EarlierItem[], instead?: readonly number[]): Promise<boolean>;
  /**
   * Deletes events, of each item leaving an entry among the earlier ones, in one transaction with the parts: those of
   * `bundle` go on counting from what is left, those that began among the thinned events go, and so do all of other
   * bundles. Where one of the events is gone already nothing is done: another tab, or a first try, was quicker.
   */
  thin(thinning: Thinning): Promise<void>;
  /** Items of events that were thinned, by time. At most `MOST_EARLIER_ITEMS`: the oldest go. */
  earlier(): Promise<EarlierItem[]>;
  /**
   * Keeps a snapshot, with a checksum of its own; one that was damaged is as if it were not there, and is deleted where
   * it is found. One of the same bundle, backend, `from` and `count` is replaced.
   */
  putSnapshot(snapshot: Snapshot): Promise<void>;
  /** All snapshots of a bundle on a backend, `count` ascending, then `from`. */
  snapshots(bundle: string, backend: Backend): Promise<Snapshot[]>;
  /**
   * The snapshot nearest to, and not beyond, `count` learned events; of two alike the one with the later `from`.
   * With `from`, only those whose learning began there: the only ones a replay of that window may go on from.
   */
  snapshotBefore(bundle: string, backend: Backend, count: number, from?: number): Promise<Snapshot | undefined>;
  /** Overwrites the one present personal part of a bundle on a backend. */
  putCurrent(snapshot: Snapshot): Promise<void>;
  current(bundle: string, backend: Backend): Promise<Snapshot | undefined>;
  /**
   * Deletes all snapshots and current parts of other bundles. With `keepFrom` it deletes this bundle's snapshots whose
   * learning began before that index instead, so that a long history does not gather parts nobody needs: two tabs with
   * two versions of a bundle would delete each other's at every click.
   */
  pruneSnapshots(bundle: string, keepFrom?: number): Promise<void>;
  getSetting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined>;
  putSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void>;
  /** Erases events, earlier items, snapshots, current parts and settings, and looks afterwards that nothing is left. */
  clear(): Promise<void>;
  /** Everything kept, as it is. */
  records(): Promise<KeptRecord[]>;
  /** Size of everything kept, in bytes, added up record by record (see `recordBytes`). */
  bytes(): Promise<number>;
  /** Everything durable stays. Harmless when closed already. */
  close(): void;
}
