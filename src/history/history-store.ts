/** What is kept on a visitor's device: events, what was learned from them, and settings. Two stores keep it, one contract. */
import { type Backend, type Ranking, type ScorerKind, type ScorerTrial, type Steering, type StoredEvent, type VisitorEvent } from '../types.ts';

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
  store: 'events' | 'snapshots' | 'current' | 'settings';
  key: string;
  value: object;
}

/** Settings of the visitor, by name. */
export interface Settings {
  /** What the visitor answered when they were asked whether this may be kept. */
  consent: 'granted' | 'session-only' | 'off';
  /** Whether clicks are learned from. */
  learning: boolean;
  lastList: KeptList;
  calibration: KeptCalibration;
  steering: Steering;
  catalogue: KeptCatalogue;
}

/** Every method rejects with a `StorageError` where the browser refuses, and after `close()`. */
export interface HistoryStore {
  /** `memory` forgets everything when the page closes. */
  readonly kind: 'indexeddb' | 'memory';
  /** Resolves once the event is durable. Ids ascend in the order of the calls, and none is ever used again. */
  append(event: VisitorEvent): Promise<StoredEvent>;
  /** All kept events, ids ascending. */
  events(): Promise<StoredEvent[]>;
  /**
   * Deletes an event and, in the same transaction, every snapshot and current part made at or after it:
   * those have learned it, or count positions that have now moved. False: there is no such event.
   */
  remove(id: number): Promise<boolean>;
  /** Keeps a snapshot; one of the same bundle, backend, `from` and `count` is replaced. */
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
   * Deletes all snapshots and current parts of other bundles. With `keepFrom`, also this bundle's snapshots
   * whose learning began before that index, so that a long history does not gather parts nobody needs.
   */
  pruneSnapshots(bundle: string, keepFrom?: number): Promise<void>;
  getSetting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined>;
  putSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void>;
  /** Erases events, snapshots, current parts and settings, and looks afterwards that nothing is left. */
  clear(): Promise<void>;
  /** Everything kept, as it is. */
  records(): Promise<KeptRecord[]>;
  /** Size of everything kept, in bytes, added up record by record (see `recordBytes`). */
  bytes(): Promise<number>;
  /** Everything durable stays. Harmless when closed already. */
  close(): void;
}
