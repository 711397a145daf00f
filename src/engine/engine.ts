/**
 * The engine: loads a bundle, owns the device and the store, and drives the session. Runs in the worker, knows no
 * messages: the worker's entry translates them into these calls, and `onState` back.
 */
import { type Bundle, openBundle } from '../bundle/decode-bundle.ts';
import { AbortedError, DeviceError, OptionError } from '../errors.ts';
import { type HistoryStore } from '../history/history-store.ts';
import { type LearnedState, Session } from '../session/session.ts';
import { sessionModel } from '../session/session-model.ts';
import { type Item, type Ranking, type StoredEvent, type VisitorEvent } from '../types.ts';
import { bundleInfo } from './bundle-info.ts';
import { fetchFile } from './fetch-file.ts';
import { deviceLoss } from './gpu.ts';
import { KeptState, type ListKey } from './kept-state.ts';
import { LearningLoop } from './learning-loop.ts';
import { openStore } from './open-store.ts';
import { type EngineOptions } from './protocol.ts';
import { listRanking, newRankingId } from './rankings.ts';
import { RequestCounter } from './request-counter.ts';
import { onWasm, type Scoring, startScoring } from './scoring.ts';
import { type BundleInfo, type HistoryEntry, type Progress, type RecommenderState } from './state.ts';
import { TaskQueue } from './task-queue.ts';

type State = Exclude<RecommenderState, { status: 'error' }>;

/** The list that is shown without being asked for. */
const MAIN_SURFACE = 'for-you';

export class Engine {
  private readonly options: EngineOptions;
  private readonly onState: (state: State) => void;
  private readonly onSettled: () => void;
  private readonly requests = new RequestCounter(() => this.publish());
  private readonly aborter = new AbortController();
  private readonly tasks = new TaskQueue();
  private bundle!: Bundle;
  private about!: BundleInfo;
  private scoring!: Scoring;
  private store!: HistoryStore;
  private kept!: KeptState;
  private session!: Session;
  private learning!: LearningLoop;
  private tensors: () => number = () => 0;
  /** All kept events, those on unknown items included. */
  private events: StoredEvent[] = [];
  private ranking: Ranking | null = null;

  constructor(options: EngineOptions, onState: (state: State) => void, onSettled: () => void) {
    this.options = options;
    this.onState = onState;
    this.onSettled = onSettled;
  }

  /** Everything up to the first list; learning arrives later. @throws BundleError, DeviceError, OptionError, AbortedError */
  async load(): Promise<void> {
    const { signal } = this.aborter;
    this.progress('start');
    const read = fetchFile(this.options.bundle);
    const onProgress = ({ loaded, total }: { loaded: number; total: number }) => this.progress('bundle', loaded, total);
    this.bundle = await openBundle({ read, integrity: this.options.integrity, signal, onProgress });
    this.about = bundleInfo(this.bundle, this.options.bundle);
    this.progress('device');
    this.scoring = await startScoring(this.options.backend, sessionModel(this.bundle));
    this.progress('history');
    const { store, reason } = await openStore(this.options.namespace ?? this.bundle.manifest.name);
    this.store = store;
    this.kept = new KeptState(store, this.bundle.digest, reason);
    await this.kept.prune();
    this.events = await this.store.events();
    const on = this.options.learning ?? (await this.store.getSetting('learning')) ?? true;
    this.learning = new LearningLoop(on, () => this.tensors(), () => performance.now());
    await this.openSession();
    this.progress('rank');
    this.ranking = await this.keptList();
    if (!this.ranking) {
      await this.rankMain();
      await this.keepList();
    }
    await this.kept.measure();
    this.stopIfAborted();
    this.publish();
    this.watchDevice();
    void this.loadLearning();
  }

  /** Stores one event for good, learns it if there is time, and makes the new list; otherwise learns after the list. */
  record(event: VisitorEvent): Promise<void> {
    return this.exclusive(async () => {
      const stored = await this.store.append(event);
      this.events.push(stored);
      const item = this.bundle.items.ids.indexOf(event.item);
      if (item !== undefined) {
        this.session.observe([{ id: stored.id, item, type: stored.type }]);
        await this.renewList(this.learning.fitsClick(this.session));
      } else {
        this.publish();
        await this.keepList();
      }
      void this.catchUp();
    });
  }

  rank({ limit = this.options.limit, exclude, surface }: { limit?: number; exclude: string[]; surface: string }): Promise<Ranking> {
    return this.exclusive(() => this.makeRanking(surface, limit, exclude));
  }

  related({ item, limit }: { item: string; limit: number }): Promise<Ranking> {
    return this.exclusive(async () => {
      const index = this.bundle.items.ids.indexOf(item);
      if (index === undefined) throw new OptionError('item', `this bundle has no item ${JSON.stringify(item)}`);
      const before = performance.now();
      const ranked = this.session.related(index, limit);
      return listRanking(ranked, this.bundle, { surface: 'related', events: this.events.length, rankMs: performance.now() - before });
    });
  }

  async catalogue(): Promise<Item[]> {
    return Array.from({ length: this.bundle.items.count }, (_, index) => this.bundle.items.text(index));
  }

  /** Newest first. */
  async history(): Promise<HistoryEntry[]> {
    return this.events.toReversed().map(({ id, type, time, item, surface, position }) => {
      const index = this.bundle.items.ids.indexOf(item);
      return { id, type, time, itemId: item, item: index === undefined ? null : this.bundle.items.text(index), surface, position };
    });
  }

  /** Forgets one event. The list waits for the rebuild where that is short, else follows it. */
  remove({ id }: { id: number }): Promise<boolean> {
    return this.exclusive(async () => {
      const stored = await this.store.remove(id);
      // Another tab may have erased it; here it must go all the same.
      if (!stored && !this.events.some((event) => event.id === id)) return false;
      this.events = this.events.filter((event) => event.id !== id);
      if (this.session.forget(id)) {
        const soon = this.learning.fitsForget(this.session);
        await this.renewList(soon);
        void this.catchUp({ thenRank: !soon });
      } else {
        await this.kept.measure();
        this.publish();
        await this.keepList();
      }
      return true;
    });
  }

  /** Erases everything kept, and begins again. */
  clear(): Promise<void> {
    return this.exclusive(async () => {
      await this.store.clear();
      this.events = [];
      this.rankAfter = false;
      this.learning.turn(this.options.learning ?? true);
      await this.openSession();
      await this.rankMain();
      await this.kept.measure();
      this.publish();
      void this.loadLearning();
    });
  }

  /** Off: rankings are the frozen tower's, which still reads the history. On again: what was missed is learned. */
  setLearning({ on }: { on: boolean }): Promise<void> {
    return this.exclusive(async () => {
      if (this.learning.on === on) return;
      await this.store.putSetting('learning', on);
      this.learning.turn(on);
      const soon = this.learning.fitsForget(this.session);
      await this.renewList(soon);
      if (on) void this.loadLearning({ thenRank: !soon });
    });
  }

  abort(): void {
    this.aborter.abort();
  }

  async close(): Promise<void> {
    this.abort();
    await this.tasks.drained();
    this.requests.stop();
    this.learning?.dispose();
    this.scoring?.scorer.dispose();
    this.scoring?.gpu?.device.destroy();
    this.store?.close();
    this.onState({ status: 'closed' });
  }

  /** The session for the present events and backend, with what was learned from them before. */
  private async openSession(): Promise<void> {
    this.session = new Session(sessionModel(this.bundle), this.scoring.scorer);
    const known = this.events.flatMap(({ id, item: itemId, type }) => {
      const item = this.bundle.items.ids.indexOf(itemId);
      return item === undefined ? [] : [{ id, item, type }];
    });
    this.session.observe(known);
    this.session.restore(await this.kept.learned(this.scoring.info.backend));
  }

  private learningLoads: Promise<void> = Promise.resolve();

  /** One call after another: two at once would start two learners. */
  private loadLearning({ thenRank = false } = {}): Promise<void> {
    this.learningLoads = this.learningLoads.then(() => this.bringLearning(thenRank));
    return this.learningLoads;
  }

  /** Brings TF.js, once; then learns what is due. A failure stops learning and says why; ranking goes on. */
  private async bringLearning(thenRank: boolean): Promise<void> {
    if (this.learning.on && !this.learning.active) {
      try {
        const { startLearner, tensorsHeld } = await import('./tfjs.ts');
        const { info, gpu } = this.scoring;
        const learner = await startLearner(info.backend, gpu, this.session.model);
        this.tensors = tensorsHeld;
        // Beside clicks, not between them: a GPU may compile for seconds, and the session is only read.
        await this.learning.start(learner, this.session, deviceLoss(gpu));
      } catch (error) {
        if (this.aborter.signal.aborted) return;
        this.learning.fail(error);
      }
    }
    if (this.aborter.signal.aborted) return;
    this.requests.settle();
    this.publish();
    this.onSettled();
    void this.catchUp({ thenRank });
  }

  private catchingUp = false;
  /** Asked for again while it was under way, perhaps after its last look at what is due. */
  private catchUpAgain = false;
  /** The list shown waits for something to be learned. */
  private rankAfter = false;

  /** Learns what is due, one event at a time, letting everything else in between. `thenRank`: and shows it. */
  private async catchUp({ thenRank = false } = {}): Promise<void> {
    this.rankAfter ||= thenRank;
    this.catchUpAgain = true;
    if (this.catchingUp) return;
    this.catchingUp = true;
    try {
      while (this.catchUpAgain) {
        this.catchUpAgain = false;
        let learned = false;
        for (; await this.exclusive(() => this.learnOne()); await nextTask()) learned = true;
        await this.exclusive(() => this.rankIfAwaited(learned));
        await this.kept.measure();
        this.publish();
      }
    } catch (error) {
      this.learning.fail(error);
      this.publish();
    } finally {
      this.catchingUp = false;
    }
  }

  private async rankIfAwaited(learned: boolean): Promise<void> {
    if (!this.rankAfter || this.session.unlearned > 0) return;
    this.rankAfter = false;
    if (!learned) return;
    await this.rankMain();
    await this.keepList();
  }

  /** Learns and keeps the next event. False: nothing was left. */
  private async learnOne(): Promise<boolean> {
    const state = await this.learning.step(this.session);
    if (state) await this.kept.keepLearned([state], this.scoring.info.backend);
    return state !== null;
  }

  /** The new list, shown and then kept; `learnFirst`: with all that is due learned before. */
  private async renewList(learnFirst: boolean): Promise<void> {
    // Should the GPU be lost on the way, what was learned before was still learned on it.
    const { backend } = this.scoring.info;
    const learned = learnFirst ? await this.learnDue() : [];
    await this.rankMain();
    this.publish();
    await this.kept.keepLearned(learned, backend);
    await this.keepList();
  }

  /** Learns all that is due, keeping nothing yet: a visitor waits for the list, and gets it where learning fails, too. */
  private async learnDue(): Promise<LearnedState[]> {
    const states: LearnedState[] = [];
    try {
      for (let state = await this.learning.step(this.session); state; state = await this.learning.step(this.session)) states.push(state);
    } catch (error) {
      this.learning.fail(error);
    }
    return states;
  }

  private async rankMain(): Promise<void> {
    this.ranking = await this.makeRanking(MAIN_SURFACE, this.options.limit, []);
  }

  /** Keeps the list for the next visit. A first visit's list needs no keeping, and leaves nothing stored. */
  private async keepList(): Promise<void> {
    if (!this.ranking || this.events.length === 0) return;
    const { id, items, rankMs } = this.ranking;
    const shown = { items: items.map(({ item }) => item.id), scores: items.map(({ score }) => score) };
    await this.kept.keepList({ ...this.listKey(), rankingId: id, rankMs, ...shown });
  }

  /** The list shown last, if nothing it was made from has changed. */
  private async keptList(): Promise<Ranking | null> {
    const list = await this.kept.list(this.listKey());
    const indices = list?.items.map((id) => this.bundle.items.ids.indexOf(id) ?? -1);
    if (!list || !indices || indices.includes(-1)) return null;
    const ranked = { items: Int32Array.from(indices), scores: Float32Array.from(list.scores) };
    return listRanking(ranked, this.bundle, { id: list.rankingId, surface: MAIN_SURFACE, events: list.events, rankMs: list.rankMs });
  }

  private listKey(): ListKey {
    return {
      bundle: this.bundle.digest,
      events: this.events.length,
      lastEventId: this.events.at(-1)?.id ?? 0,
      learning: this.learning.on,
      limit: this.options.limit,
    };
  }

  private async makeRanking(surface: string, limit: number, exclude: string[]): Promise<Ranking> {
    const before = performance.now();
    const left = exclude.map((id) => this.bundle.items.ids.indexOf(id)).filter((index) => index !== undefined);
    const options = { limit, exclude: left, personal: this.learning.on };
    const ranked = await this.session.rank(options).catch(async (error: unknown) => {
      if (!(error instanceof DeviceError)) throw error;
      await this.stepDown(error.message);
      return this.session.rank(options);
    });
    const rankMs = performance.now() - before;
    return listRanking(ranked, this.bundle, { id: newRankingId(), surface, events: this.events.length, rankMs });
  }

  /** If the GPU goes away, ranking and learning go on without it; history and list stay. */
  private watchDevice(): void {
    const goOn = async (info: GPUDeviceLostInfo) => {
      if (this.aborter.signal.aborted) return;
      await this.exclusive(async () => {
        await this.stepDown(info.message || info.reason);
        await this.rankMain();
        this.publish();
      });
      await this.loadLearning();
    };
    // Closed meanwhile, there is nothing to go on with.
    this.scoring.gpu?.device.lost.then(goOn).catch(() => undefined);
  }

  /** From the GPU to the processor, with what was learned there before. */
  private async stepDown(reason: string): Promise<void> {
    if (this.scoring.info.backend === 'wasm') return;
    this.learning.dispose();
    this.scoring = onWasm(sessionModel(this.bundle), `The GPU was lost: ${reason}`);
    await this.openSession();
  }

  /** Runs one task after another, in the order they came, until the engine is closed. */
  private exclusive<T>(task: () => Promise<T>): Promise<T> {
    return this.tasks.run(() => {
      this.stopIfAborted();
      return task();
    });
  }

  private stopIfAborted(): void {
    if (this.aborter.signal.aborted) throw new AbortedError('the recommender was closed');
  }

  private progress(phase: Progress['phase'], loaded = 0, total = 0): void {
    this.stopIfAborted();
    this.onState({ status: 'loading', progress: { phase, loaded, total } });
  }

  private publish(): void {
    if (!this.ranking || this.aborter.signal.aborted) return;
    const unknown = this.events.filter(({ item }) => this.bundle.items.ids.indexOf(item) === undefined).map(({ item }) => item);
    this.onState({
      status: 'ready',
      ranking: this.ranking,
      engine: this.scoring.info,
      learning: this.learning.info(this.session),
      storage: { kind: this.store.kind, reason: this.kept.reason, events: this.events.length, bytes: this.kept.bytes },
      bundle: this.about,
      settled: this.requests.settled,
      workerRequests: this.requests.count,
      unknownItems: [...new Set(unknown)],
    });
  }
}

/** Lets messages in. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
