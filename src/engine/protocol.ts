/** Every message between page and worker, typed. Requests are answered by number; states come by themselves. */
import { type Backend, type Item, type RankRules, type Ranking, type VisitorEvent } from '../types.ts';
import { type Explanation } from './explanation.ts';
import { type ConsentAnswer, type ConsentMode, type HistoryEntry, type HistoryFile, type ImportMode, type ImportResult, type RecommenderState, type StoredRecord } from './state.ts';
import { type TimeSpan } from './time-span.ts';
import { type SteeringChange } from './visitor-steering.ts';
import { type WireError } from './wire-error.ts';

/** What the engine is started with; URLs are absolute. */
export interface EngineOptions {
  bundle: string;
  integrity?: string;
  namespace?: string;
  backend: Backend | 'auto';
  /** Unset: as the visitor left it, at first on. */
  learning?: boolean;
  /** Default `granted`. */
  consent?: ConsentMode;
  /** The page's last state, where this worker takes the place of one that died. */
  resumed?: RecommenderState;
  limit: number;
  /** Of every ranking. */
  rules?: RankRules;
  /** The files that the worker fetches later, by name, where they are not beside it: a bundler gave them other names. */
  parts?: Record<string, string>;
}

export interface RankArgs {
  limit?: number;
  exclude: string[];
  surface: string;
  rules?: RankRules;
  /** Of this list, where the visitor has not steered. */
  explore?: number;
  /** As for a visitor without a history. */
  newcomer?: boolean;
}

/** What the page can ask for: arguments and answer of each call. */
export interface Calls {
  load: { args: EngineOptions; result: void };
  record: { args: VisitorEvent; result: void };
  rank: { args: RankArgs; result: Ranking };
  related: { args: { item: string; limit: number }; result: Ranking };
  explain: { args: { item: string; limit: number }; result: Explanation };
  catalogue: { args: null; result: Item[] };
  history: { args: null; result: HistoryEntry[] };
  remove: { args: { id: number }; result: boolean };
  removeBetween: { args: TimeSpan; result: number };
  undo: { args: null; result: HistoryEntry | null };
  clear: { args: null; result: void };
  setRecording: { args: { on: boolean }; result: void };
  setLearning: { args: { on: boolean }; result: void };
  steer: { args: SteeringChange; result: void };
  setConsent: { args: { answer: ConsentAnswer }; result: void };
  stored: { args: null; result: StoredRecord[] };
  export: { args: null; result: HistoryFile };
  /** `file`: its text, or what was parsed of it; the engine checks it. */
  import: { args: { file: unknown; mode: ImportMode }; result: ImportResult };
  close: { args: null; result: void };
}
export type CallName = keyof Calls;

/** What answers all calls but the first, which brings it about: a method for each, of its name. */
export type Answering = { [K in Exclude<CallName, 'load'>]: (args: Calls[K]['args'], signal: AbortSignal) => Promise<Calls[K]['result']> };

export type ToWorker =
  | { [K in CallName]: { kind: 'call'; id: number; name: K; args: Calls[K]['args'] } }[CallName]
  /** Whoever made that call waits for it no more. */
  | { kind: 'cancel'; id: number }
  | { kind: 'abort' }
  /** The page is seen again, or came back from the back/forward cache: other tabs may have done something meanwhile. */
  | { kind: 'look' }
  /** Whether the worker is still there. */
  | { kind: 'ping' };

/** An error state as it crosses. */
export type WireState = Exclude<RecommenderState, { status: 'error' }> | { status: 'error'; error: WireError };

export type FromWorker =
  | { kind: 'answer'; id: number; result: unknown }
  | { kind: 'failure'; id: number; error: WireError }
  | { kind: 'state'; state: WireState }
  /** Engine and everything learning needs has arrived. */
  | { kind: 'settled' }
  | { kind: 'pong' };
