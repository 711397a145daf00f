/**
 * What storage keeps that can be made again: what was learned, the list shown last, its own size. Where the browser
 * refuses it, nothing fails: `reason` says why, and the visitor's events are still their own matter.
 */
import { StorageError } from '../errors.ts';
import { type HistoryStore, type KeptCalibration, type KeptCatalogue, type KeptList } from '../history/history-store.ts';
import { oldestKeptStart } from '../session/learning-window.ts';
import { type LearnedState, Session } from '../session/session.ts';
import { type Backend, type Ranking } from '../types.ts';
import { isCalibration, isCatalogue, isRanking } from './kept-shapes.ts';

/** What a list was made from: the same again, and it is still the right one. */
export type ListKey = Pick<KeptList, 'bundle' | 'events' | 'lastEventId' | 'learning' | 'limit' | 'steered'>;

export class KeptState {
  /** Why the browser last refused to keep something. */
  reason: string | undefined;
  /** What was found out about this device's scorers with this bundle; null if nothing. */
  calibration: KeptCalibration | null = null;
  /** Size of all that is kept, events included, at the last `measure()`. */
  bytes = 0;
  private calibrationIsKept = false;
  /** The part that is kept as the one lists use. */
  private keptShown: LearnedState | null = null;
  private readonly store: HistoryStore;
  private readonly bundle: string;

  /** `bundle` is its digest: learned states belong to one bundle. */
  constructor(store: HistoryStore, bundle: string) {
    this.store = store;
    this.bundle = bundle;
  }

  /** Drops what belongs to other bundles. */
  prune(): Promise<void> {
    return this.spare(() => this.store.pruneSnapshots(this.bundle));
  }

  /** What was learned on a backend before, in no particular order, and which of it lists used; null for none. */
  async learned(backend: Backend): Promise<{ states: LearnedState[]; shown: LearnedState | null }> {
    const states: LearnedState[] = [];
    let shown: LearnedState | null = null;
    await this.spare(async () => {
      shown = (await this.store.current(this.bundle, backend)) ?? null;
      states.push(...(await this.store.snapshots(this.bundle, backend)), ...(shown ? [shown] : []));
    });
    return { states, shown };
  }

  /**
   * Keeps those of the states that are snapshots, from which a rebuild goes on after a reload, and as the current one
   * the state that lists use.
   */
  keepLearned(states: readonly LearnedState[], shown: LearnedState, backend: Backend): Promise<void> {
    return this.spare(async () => {
      const origin = { bundle: this.bundle, backend };
      for (const state of states.filter((each) => Session.isSnapshot(each))) {
        await this.store.putSnapshot({ ...origin, ...state });
        await this.store.pruneSnapshots(this.bundle, oldestKeptStart(state.from));
      }
      if (shown === this.keptShown) return;
      // The bundle's start needs no keeping, and leaves nothing stored.
      if (shown.count > shown.from) await this.store.putCurrent({ ...origin, ...shown });
      this.keptShown = shown;
    });
  }

  /** The catalogue on which the history was last learned whole; null where none is kept. */
  async catalogue(): Promise<KeptCatalogue | null> {
    let found: unknown;
    await this.spare(async () => {
      found = await this.store.getSetting('catalogue');
    });
    return isCatalogue(found) ? found : null;
  }

  keepCatalogue(catalogue: KeptCatalogue): Promise<void> {
    return this.spare(() => this.store.putSetting('catalogue', catalogue));
  }

  keepList(list: KeptList): Promise<void> {
    return this.spare(async () => {
      await this.store.putSetting('lastList', list);
      if (!this.calibration || this.calibrationIsKept) return;
      await this.store.putSetting('calibration', this.calibration);
      this.calibrationIsKept = true;
    });
  }

  /** The list shown last, if nothing it was made from has changed. */
  async list(key: ListKey): Promise<Ranking | null> {
    let list: KeptList | undefined;
    await this.spare(async () => {
      list = await this.store.getSetting('lastList');
    });
    const same = list && (Object.keys(key) as (keyof ListKey)[]).every((name) => list?.[name] === key[name]);
    return same && list && isRanking(list.ranking) ? list.ranking : null;
  }

  async readCalibration(): Promise<void> {
    await this.spare(async () => {
      const kept = await this.store.getSetting('calibration');
      this.calibration = isCalibration(kept) && kept.bundle === this.bundle ? kept : null;
      this.calibrationIsKept = this.calibration !== null;
    });
  }

  /** Found out now; kept with the next list, so that a visitor who does nothing leaves nothing stored. */
  found(calibration: Omit<KeptCalibration, 'bundle'>): void {
    this.calibration = { ...calibration, bundle: this.bundle };
    this.calibrationIsKept = false;
  }

  /** Everything was erased. */
  erased(): void {
    this.calibrationIsKept = false;
    this.keptShown = null;
  }

  measure(): Promise<void> {
    return this.spare(async () => {
      this.bytes = await this.store.bytes();
    });
  }

  private async spare(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.reason = undefined;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.reason = error.message;
    }
  }
}
