/**
 * The engine: loads a bundle, owns the device and the store, and drives the session. Runs in the worker, knows no
 * messages: the worker's entry translates them into these calls, and `onState` back.
 */
import { type Bundle } from '../bundle/bundle.ts';
import { type Manifest } from '../bundle/manifest.ts';
import { AbortedError, messageOf, OptionError, StorageError } from '../errors.ts';
import { type HistoryStore } from '../history/history-store.ts';
import { ResilientHistory } from '../history/resilient-history.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { Session } from '../session/session.ts';
import { type SessionEvent, sessionEvent } from '../session/session-event.ts';
import { sessionModel } from '../session/session-model.ts';
import { type Item, type Ranking, type StoredEvent, type VisitorEvent } from '../types.ts';
import { ArrivingBundle } from './arriving-bundle.ts';
import { bundleInfo } from './bundle-info.ts';
import { CatalogueChange } from './catalogue-change.ts';
import { ClickTimes } from './click-times.ts';
import { type Explanation } from './explanation.ts';
import { historyEntries } from './history-entries.ts';
import { type ChangeElsewhere, KeptEvents } from './kept-events.ts';
import { KeptState } from './kept-state.ts';
import { LearningLoop } from './learning-loop.ts';
import { Lessons } from './lessons.ts';
import { idle } from './idle.ts';
import { Notices } from './notices.ts';
import { OtherTabs } from './other-tabs.ts';
import { type Answering, type EngineOptions, type RankArgs } from './protocol.ts';
import { listRanking } from './rankings.ts';
import { Recordings } from './recordings.ts';
import { RequestCounter } from './request-counter.ts';
import { type Choice } from './running-scorer.ts';
import { isScorerFault, Scoring } from './scoring.ts';
import { ShownList } from './shown-list.ts';
import { type BundleInfo, type ConsentAnswer, type HistoryEntry, type HistoryFile, type ImportMode, type ImportResult, type Progress, type RecommenderState, type StoredRecord } from './state.ts';
import { SteeredRankings } from './steered-rankings.ts';
import { TaskQueue } from './task-queue.ts';
import { type TimeSpan } from './time-span.ts';
import { UnknownItems } from './unknown-items.ts';
import { VisitorConsent } from './visitor-consent.ts';
import { type SteeringChange, VisitorSteering } from './visitor-steering.ts';

type State = Exclude<RecommenderState, { status: 'error' }>;

export class Engine implements Answering {
  private readonly options: EngineOptions;
  /** As the site begins a visit; what the visitor then says counts. */
  private siteLearning: boolean | undefined;
  private readonly onState: (state: State) => void;
  private readonly requests = new RequestCounter(() => this.publish());
  private readonly aborter = new AbortController();
  private readonly tasks = new TaskQueue();
  private readonly clicks = new ClickTimes(() => performance.now());
  private readonly recordings = new Recordings(this.tasks, (take) => this.writing(() => this.recordNow(take())));
  private readonly notices = new Notices();
  private loading: Promise<void> = Promise.resolve();
  private failed = false;
  /** Resolves when events can be stored; rejects where loading failed before. */
  private historyOpen!: Promise<void>;
  private arriving!: ArrivingBundle;
  private bundle!: Bundle;
  private about!: BundleInfo;
  private scoring!: Scoring;
  private store!: HistoryStore;
  private kept!: KeptState;
  private session!: Session;
  private learning!: LearningLoop;
  private steering!: VisitorSteering;
  private steered!: SteeredRankings;
  private readonly lessons: Lessons;
  private readonly unknown = new UnknownItems((item) => this.bundle.items.ids.indexOf(item) !== undefined);
  private change!: CatalogueChange;
  private known!: KeptEvents;
  private tabs!: OtherTabs;
  /** False: the visitor paused. */
  private recording = true;
  private readonly list: ShownList;
  private readonly consent: VisitorConsent;
  private namespace!: string;
  /** What is arriving; null once all is there. */
  private progressNow: Progress | null = null;
  /** Why a part of the catalogue did not arrive. */
  private missing: string | undefined;
  /** Whether it was asked for that the site has another bundle by now. */
  private askedForBundle = false;

  constructor(options: EngineOptions, onState: (state: State) => void, onSettled: () => void) {
    this.options = options;
    this.onState = onState;
    this.siteLearning = options.learning;
    if (options.resumed) this.notices.say('engine-restarted');
    this.consent = new VisitorConsent(options.consent);
    this.list = new ShownList({
      limit: options.limit,
      signal: this.aborter.signal,
      made: () => ({ bundle: this.bundle, events: this.events, learning: this.learning.on, steered: this.steering.text }),
      rank: (wanted) => this.whileScoring(() => this.steered.rank(wanted.newcomer ? this.newcomer() : this.session, this.steering, { ...wanted, personal: this.learning.on })),
    });
    this.lessons = new Lessons({
      exclusive: (task) => this.writing(task, { quietly: true }),
      alone: (task) => this.tabs.learning(task),
      tell: () => this.tabs.tell(),
      aborted: () => this.aborter.signal.aborted,
      awaited: () => this.tasks.waiting > 0 || this.aborter.signal.aborted,
      parts: () => ({ loop: this.learning, session: this.session, scoring: this.scoring, kept: this.kept, missing: this.missing }),
      publish: () => this.publish(),
      showLearned: async () => {
        await this.list.renew();
        await this.list.keep(this.kept);
      },
      caughtUp: async () => {
        await this.noteCatalogue();
        await this.thin();
      },
      onReady: () => {
        this.requests.settle();
        this.publish();
        onSettled();
      },
    });
  }

  /**
   * Everything up to the first list; what is left of the catalogue, the choice of a backend and learning follow.
   * @throws BundleError, DeviceError, OptionError, AbortedError
   */
  load(): Promise<void> {
    let opened = () => {};
    const open = new Promise<void>((resolve) => (opened = resolve));
    this.loading = this.start(opened);
    this.historyOpen = Promise.race([open, this.loading]);
    // Whoever records hears of it.
    this.historyOpen.catch(() => undefined);
    this.loading.catch(() => (this.failed = true));
    return this.loading;
  }

  private async start(historyIsOpen: () => void): Promise<void> {
    const { signal } = this.aborter;
    const { bundle, integrity } = this.options;
    this.progress('start');
    let history: Promise<void> | undefined;
    this.arriving = await ArrivingBundle.open({
      bundle,
      integrity,
      signal,
      onManifest: (manifest, digest) => {
        history = this.openHistory(manifest, digest).then(historyIsOpen);
        // Should the bundle fail first, nobody waits for it.
        history.catch(() => undefined);
      },
      onProgress: ({ loaded, total }) => this.arrived(loaded, total),
      onRows: () => this.takeRows(),
    });
    this.bundle = this.arriving.bundle;
    this.about = bundleInfo(this.bundle, bundle);
    this.steered = new SteeredRankings(this.bundle, this.options.rules ?? {}, signal);
    this.progress('history');
    await history;
    this.progress('device');
    const kept = this.kept.calibration;
    this.scoring = await Scoring.start(sessionModel(this.bundle), this.arriving.ready, this.options.backend, kept);
    this.change.find(this.events, this.unknown.of(this.events));
    // What the visitor does meanwhile is stored before this or after it, never between history and list.
    // Whether the catalogue was whole is told by the rows it was made of: more may arrive before anybody looks again.
    const partial = await this.exclusive(async () => {
      await this.openSession();
      this.progress('rank');
      await this.list.first();
      return this.scoring.scorer.ready < this.bundle.items.count;
    });
    this.stopIfAborted();
    this.publish();
    this.watchDevice();
    void this.finish(partial);
  }

  /** All kept events, those on unknown items included. */
  private get events(): StoredEvent[] {
    return this.known.all;
  }

  /** The visitor's events, and the list of the last visit where it is still the right one: shown while the bundle arrives. */
  private async openHistory({ name }: Manifest, digest: string): Promise<void> {
    this.namespace = this.options.namespace ?? name;
    this.learning = new LearningLoop(this.options.learning ?? true, () => performance.now());
    this.tabs = this.otherTabs(digest);
    const store = await this.consent.open(this.namespace);
    // Memory has forgotten a pause.
    if (this.options.resumed?.status === 'ready' && !this.options.resumed.recording && store.kind === 'memory') await store.putSetting('recording', false);
    await this.read(store, digest);
    const made = { bundle: digest, events: this.events, learning: this.learning.on, steered: this.steering.text };
    this.list.early = await this.kept.list(this.list.key(made));
    if (!this.aborter.signal.aborted && this.list.early && !this.list.ranking) this.publishLoading();
  }

  private otherTabs(digest: string): OtherTabs {
    return new OtherTabs(this.namespace, digest, {
      exclusive: (task) => this.exclusive(task),
      isShared: () => this.consent.now === 'granted',
      parts: () => ({ store: this.store, known: this.known }),
      readSettings: () => this.readSettings(),
      takeUpAnswer: () => this.takeUpAnswer(),
      erased: async (unasked) => {
        await this.forgetAll();
        if (unasked) this.notices.say('storage-removed');
      },
      takeUp: (found) => this.takeUp(found),
      takeUpLearned: () => this.takeUpLearned(),
      show: () => this.showTakenUp(),
      refused: ({ message }) => {
        this.kept.reason = message;
      },
      onOtherBundle: () => {
        this.notices.say('bundle-differs');
        this.publish();
      },
    });
  }

  /** What a store holds of the visitor is what counts from here on. */
  private async read(store: HistoryStore, digest: string): Promise<void> {
    this.store = store;
    this.kept = new KeptState(store, digest);
    this.known = new KeptEvents(store);
    await this.known.read();
    this.change = new CatalogueChange(digest, await this.kept.catalogue());
    await this.readSettings();
    await this.kept.readCalibration();
  }

  /** True: the visitor left them otherwise than they are here. */
  private async readSettings(): Promise<boolean> {
    const before = [this.steering?.text, this.learning.on, this.recording];
    // Whatever else storage may hold, only a plain "off" is one.
    const learning = (this.siteLearning ?? (await this.store.getSetting('learning'))) !== false;
    if (learning !== this.learning.on) {
      this.learning.turn(learning);
      // Off so far in this visit, there is nothing yet to learn with.
      if (learning) void this.lessons.bring({ thenRank: true });
    }
    this.recording = (await this.store.getSetting('recording')) !== false;
    this.steering = await VisitorSteering.read(this.store, this.options.rules ?? {});
    return [this.steering.text, this.learning.on, this.recording].some((now, i) => now !== before[i]);
  }

  /** What follows the first list. `partial`: it was made before all rows were there. */
  private async finish(partial: boolean): Promise<void> {
    try {
      await this.writing(async () => {
        await this.kept.prune();
        await this.list.keep(this.kept);
      }, { quietly: true });
      await this.restOfCatalogue(partial);
      await this.chooseScorer();
      await this.kept.measure();
      this.publish();
    } catch (error) {
      if (this.aborter.signal.aborted) return;
      this.learning.fail(error);
    }
    // Before loading is over, so that asking why, or for a copy, needs no request. Should one not come, whoever asks tries again.
    await Promise.allSettled([loadExplaining(), loadUpkeep()]);
    await this.lessons.begin();
  }

  /** Waits for the rows that come after the first list. Where they stay away, the list goes on over those that came. */
  private async restOfCatalogue(partial: boolean): Promise<void> {
    try {
      await this.arriving.complete;
    } catch (error) {
      this.stopIfAborted();
      this.missing = messageOf(error);
    }
    if (!partial) return;
    await this.writing(async () => {
      await this.acceptRows();
      // With the events whose rows were not there yet.
      await this.openSession();
      if (!this.list.isEarly) await this.list.renew();
      this.progressNow = null;
      this.publish();
      await this.list.keep(this.kept);
    }, { quietly: true });
  }

  /** Rows that arrive after the first list are ranked from the next list on. */
  private takeRows(): void {
    if (this.list.ranking) void this.exclusive(() => this.acceptRows()).catch(() => undefined);
  }

  private async acceptRows(): Promise<void> {
    const { ready } = this.arriving;
    if (ready > this.scoring.scorer.ready) await this.whileScoring(() => this.scoring.scorer.accept(ready));
  }

  /** With `auto`: finds out whether the GPU would be faster here, once, and goes over to it if so. */
  private async chooseScorer(): Promise<void> {
    if (this.options.backend !== 'auto') return;
    await idle();
    const swap = (change: () => Promise<void>) =>
      this.exclusive(async () => {
        await change();
        await this.openSession();
      });
    const { found, changed, later } = await this.scoring.choose(this.kept.calibration, { clock: () => performance.now(), swap });
    const remember = (choice: Choice) => {
      this.kept.found(choice);
      return this.writing(() => this.list.keep(this.kept), { quietly: true });
    };
    if (changed) this.watchDevice();
    if (found) await remember(found);
    // What it would take is known by then, though this visit did not wait for it.
    later
      ?.then(remember)
      .then(() => this.publish())
      .catch(() => undefined);
  }

  /**
   * Stores one event for good, learns it if there is time, and makes the new list; otherwise learns after the list.
   * While the first list is being made, it is stored all the same: that list will have it.
   */
  async record(event: VisitorEvent): Promise<void> {
    await this.historyOpen;
    if (!this.consent.records || !this.recording) return;
    await this.recordings.add(event);
    await this.loading;
  }

  private async recordNow(events: readonly VisitorEvent[]): Promise<void> {
    // They may have paused, or taken their consent back, while this waited.
    if (!this.consent.records || !this.recording) return;
    this.clicks.begin();
    this.notices.ofClock(this.events.at(-1), Date.now());
    const stored = await this.clicks.time('storeMs', () => this.store.appendAll(events));
    const fresh = this.known.add(stored);
    if (!this.list.ranking) {
      this.list.stale = true;
      return;
    }
    const read = this.observable(fresh);
    if (read.length > 0) {
      this.session.observe(read);
      await this.renewList(this.learning.fitsClick(this.session));
    } else {
      // A row that has not arrived has its effect when it is there: nobody waits for it.
      this.list.stale ||= fresh.some((event) => this.readable(event) !== null);
      this.publish();
      await this.keepList();
    }
    void this.lessons.catchUp();
  }

  /** Those that the session can read now: of items that are known, and whose rows are there. */
  private observable(events: readonly StoredEvent[]): SessionEvent[] {
    return events.map((event) => this.readable(event)).filter((event) => event !== null && event.item < this.session.ready) as SessionEvent[];
  }

  /** @throws OptionError where the rules speak of a column that items do not have */
  async rank({ limit = this.options.limit, exclude, surface, rules, explore, newcomer }: RankArgs): Promise<Ranking> {
    this.steered.check(rules);
    return this.exclusive(() => this.list.make(surface, limit, exclude, { rules, explore, newcomer }));
  }

  async related({ item, limit }: { item: string; limit: number }): Promise<Ranking> {
    const index = await this.indexOf(item);
    return this.exclusive(async () => {
      await this.acceptRows();
      const before = performance.now();
      const ranked = this.session.related(index, limit, this.steered.never(this.steering));
      const rankMs = performance.now() - before;
      await this.bundle.items.loadText(ranked.items, this.aborter.signal);
      return listRanking(ranked, this.bundle, { surface: 'related', events: this.events.length, rankMs });
    });
  }

  /**
   * Why an item has its score, as things are now. Clicks that come meanwhile wait for a slice of it at most.
   * @throws OptionError for an item the bundle does not have; AbortedError
   */
  async explain({ item, limit }: { item: string; limit: number }, signal: AbortSignal): Promise<Explanation> {
    const before = performance.now();
    const index = await this.indexOf(item);
    const explaining = await this.exclusive(async () => {
      await this.acceptRows();
      return this.session.explaining(index, this.learning.on);
    });
    const { explainItem } = await loadExplaining();
    const explanation = await explainItem(explaining, limit, {
      scores: (query) => this.exclusive(() => this.whileScoring(() => this.session.scoresOf(query))),
      rowScorer: ({ config, network }, row) => new PlainScorer(config, network, row, { candidates: 0 }),
      bundle: this.bundle,
      clock: () => performance.now(),
      signals: [signal, this.aborter.signal],
    });
    return { ...explanation, explainMs: performance.now() - before };
  }

  /** @throws OptionError where there is no such item, or it has not arrived */
  private async indexOf(item: string): Promise<number> {
    const index = this.bundle.items.ids.indexOf(item);
    if (index === undefined) throw new OptionError('item', `this bundle has no item ${JSON.stringify(item)}`);
    if (index >= this.arriving.ready) await this.untilThere(item);
    return index;
  }

  /** Waits for the rest of the catalogue, holding up nobody else. */
  private async untilThere(item: string): Promise<void> {
    try {
      await this.arriving.complete;
    } catch (cause) {
      this.stopIfAborted();
      throw new OptionError('item', `${JSON.stringify(item)} has not arrived: ${messageOf(cause)}`, { cause });
    }
  }

  /** Every item's text; loads what is not there. */
  async catalogue(): Promise<Item[]> {
    const { count } = this.bundle.items;
    const all = Array.from({ length: count }, (_, index) => index);
    await this.bundle.items.loadText(all, this.aborter.signal);
    return all.map((index) => this.bundle.items.text(index));
  }

  /** Newest first. Of a catalogue whose texts come on demand, those of the latest events are loaded; older ones have none. */
  history(): Promise<HistoryEntry[]> {
    return historyEntries(this.events, this.bundle, this.aborter.signal);
  }

  /** Forgets one event. The list waits for the rebuild where that is short and nobody else waits, else follows it. */
  remove({ id }: { id: number }): Promise<boolean> {
    return this.writing(() => this.forget(id));
  }

  /** Forgets what was done in a span of time. */
  async removeBetween(span: TimeSpan): Promise<number> {
    const { checkSpan } = await loadUpkeep();
    const { from, to } = checkSpan(span);
    return this.writing(async () => {
      const removed = await this.store.removeBetween(from, to);
      if (removed > 0) await this.beginAgain();
      return removed;
    });
  }

  /** Forgets the last event: what was learned and shown before it is at hand, and is there again at once. */
  undo(): Promise<HistoryEntry | null> {
    return this.writing(async () => {
      const last = this.events.at(-1);
      if (!last) return null;
      const [entry] = await historyEntries([last], this.bundle, this.aborter.signal);
      return (await this.forget(last.id)) ? entry : null;
    });
  }

  private async forget(id: number): Promise<boolean> {
    const stored = await this.store.remove(id);
    if (!this.known.has(id)) {
      // One that could not be read; or it has another id by now, having been saved since the page was told this one.
      if (stored) await this.beginAgain();
      return stored;
    }
    // Another tab may have erased it; here it must go all the same.
    if (this.events.at(-1)?.id !== id) this.list.forgetEarlier();
    this.known.remove(id);
    if (this.session.forget(id)) {
      await this.renewList(this.learning.fitsForget(this.session), { recall: true });
      void this.lessons.catchUp({ thenRank: this.session.unlearned > 0 });
    } else {
      await this.kept.measure();
      this.publish();
      await this.keepList();
    }
    return true;
  }

  /** Erases everything kept, and begins again. */
  clear(): Promise<void> {
    return this.writing(async () => {
      await this.store.clear();
      // At once: what others have in memory only must not come after it.
      if (this.consent.now === 'granted') this.tabs.tell('erased');
      await this.forgetAll();
      await this.beginAgain();
    });
  }

  /** Nothing is kept any more: nothing of it is to be remembered either. */
  private async forgetAll(): Promise<void> {
    this.kept.erased();
    this.change.forget();
    this.lessons.awaitNothing();
    this.siteLearning = this.options.learning;
    await this.readSettings();
    this.learning.turn(this.learning.on);
  }

  /** With the history as storage has it now. */
  private async beginAgain(): Promise<void> {
    await this.known.read();
    this.lessons.awaitNothing();
    await this.openSession();
    await this.list.replace();
    await this.keepList();
    await this.kept.measure();
    this.publish();
    void this.lessons.bring({ thenRank: this.session.unlearned > 0 });
  }

  /** Off: rankings are the frozen tower's, which still reads the history. On again: what was missed is learned. */
  setLearning({ on }: { on: boolean }): Promise<void> {
    return this.writing(async () => {
      if (this.learning.on === on) return;
      await this.store.putSetting('learning', on);
      this.siteLearning = undefined;
      this.learning.turn(on);
      await this.renewList(this.learning.fitsForget(this.session));
      if (on) void this.lessons.bring({ thenRank: this.session.unlearned > 0 });
    });
  }

  /** A pause: what the visitor does is not noted. */
  setRecording({ on }: { on: boolean }): Promise<void> {
    return this.writing(async () => {
      if (this.recording === on) return;
      await this.store.putSetting('recording', on);
      this.recording = on;
      this.publish();
    });
  }

  /** What the visitor did in this visit goes into a lasting store; into one in memory, nothing goes. */
  setConsent({ answer }: { answer: ConsentAnswer }): Promise<void> {
    return this.exclusive(async () => {
      const next = await this.consent.answer(answer, this.namespace, this.store);
      if (!next) return;
      await this.goOnWith(next);
      this.tabs.tell();
    });
  }

  /** Another store than before. */
  private async goOnWith(store: HistoryStore): Promise<void> {
    await this.read(store, this.bundle.digest);
    this.change.find(this.events, this.unknown.of(this.events));
    await this.beginAgain();
  }

  /** Everything kept on the device, as it is; the state's `storage` says its size from then on. */
  stored(): Promise<StoredRecord[]> {
    return this.exclusive(async () => {
      const { storedRecords } = await loadUpkeep();
      const records = await this.store.records();
      await this.kept.measure();
      this.publish();
      return storedRecords(records);
    });
  }

  /** What the visitor may take along. */
  export(): Promise<HistoryFile> {
    return this.exclusive(async () => {
      const { historyFile } = await loadUpkeep();
      const { name, digest } = this.about;
      const { all, earlier } = this.known;
      return historyFile({ bundle: { name, digest }, events: all.map((event) => ({ ...event })), earlier, steering: this.steering.now });
    });
  }

  /** Takes it up again. @throws DataError, OptionError, StorageError, and all is as it was */
  async import({ file, mode }: { file: unknown; mode: ImportMode }): Promise<ImportResult> {
    const { readSaved, takeUpSaved } = await loadUpkeep();
    const saved = await readSaved(file, mode);
    return this.writing(async () => {
      if (!this.consent.records) throw new OptionError('consent', `is ${this.consent.now}: nothing may be kept, so nothing can be taken up`);
      if (mode === 'replace' && this.store instanceof ResilientHistory && this.store.trouble?.code === 'storage-memory') {
        throw new StorageError('what is kept here cannot be reached now, so nothing can take its place: add to it instead, or try again later.');
      }
      const { changed, ...result } = await takeUpSaved(saved, mode, this.store, this.known);
      if (changed) {
        await this.readSettings();
        await this.beginAgain();
      }
      return result;
    });
  }

  /** Keeps how the visitor wants their lists from now on, and makes the new one. */
  steer(change: SteeringChange): Promise<void> {
    return this.writing(async () => {
      if (!(await this.steering.change(this.store, change))) return;
      await this.list.renew();
      await this.kept.measure();
      this.publish();
      await this.list.keep(this.kept);
    });
  }

  abort(): void {
    this.aborter.abort();
  }

  async close(): Promise<void> {
    this.abort();
    await this.loading.catch(() => undefined);
    await this.tasks.drained();
    this.requests.stop();
    this.tabs?.close();
    this.learning?.dispose();
    this.scoring?.dispose();
    this.store?.close();
    this.onState({ status: 'closed' });
  }

  /** A session without events. */
  private newcomer(): Session {
    return new Session(sessionModel(this.bundle), this.scoring.scorer);
  }

  /** The session for the present events and backend, with what was learned from them before. */
  private async openSession(): Promise<void> {
    const session = this.newcomer();
    session.meet(this.known.earlier.map(({ item, type }) => this.readable({ id: 0, item, type })).filter((event) => event !== null));
    this.session = session;
    session.observe(this.observable(this.events));
    const { states, shown } = await this.kept.learned(this.scoring.info.backend);
    this.session.restore(states, shown);
    this.list.forgetEarlier();
  }

  /** As the session reads it; null where the bundle does not know its item. */
  private readable(event: Pick<StoredEvent, 'id' | 'item' | 'type' | 'shown'>): SessionEvent | null {
    return sessionEvent(event, (item) => this.bundle.items.ids.indexOf(item));
  }

  /** Where nothing is to be learned again, the history is one of this bundle now. */
  private async noteCatalogue(): Promise<void> {
    if (this.learning.on && this.session.unlearned > 0) return;
    const catalogue = this.change.toKeep(this.events, this.unknown.of(this.events));
    if (catalogue) await this.kept.keepCatalogue(catalogue);
  }

  /** Bounds the history: events that have no part in anything any more leave only which items they were on. */
  private async thin(): Promise<void> {
    if (this.events.length < SHORT || (this.learning.active && this.session.unlearned > 0)) return;
    try {
      const { thinningOf } = await loadUpkeep();
      const thinning = thinningOf(this.session, this.events, (event) => this.readable(event) !== null);
      if (!thinning) return;
      await this.store.thin({ ...thinning, bundle: this.bundle.digest });
      await this.known.read();
    } catch {
      // Without a network, or where storage refuses: after one of the next clicks, then. What is thinned already shows there.
      return;
    }
    await this.openSession();
    await this.keepList();
    await this.kept.measure();
    this.publish();
  }

  /** The new list, shown and then kept; `learnFirst`: with all that is due learned before; `recall`: or the one shown last when all was as it is now. */
  private async renewList(learnFirst: boolean, { recall = false } = {}): Promise<void> {
    // Should the GPU be lost on the way, what was learned before was still learned on it.
    const { session, scoring: { info: { backend } } } = this;
    const learned = learnFirst ? await this.clicks.time('learnMs', () => this.lessons.learnDue()) : [];
    if (!recall || !this.list.recall()) await this.clicks.time('rankMs', () => this.list.renew());
    this.publish();
    await this.kept.keepLearned(learned, session.shown, backend);
    await this.keepList();
  }

  private async keepList(): Promise<void> {
    await this.list.keep(this.kept);
    await this.noteCatalogue();
  }

  /** Does what needs the scorer, and does it again with the next one down where that fails. */
  private async whileScoring<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isScorerFault(error) || !(await this.stepDown(messageOf(error)))) throw error;
      return this.whileScoring(work);
    }
  }

  /** If the GPU goes away, ranking and learning go on without it; history and list stay. */
  private watchDevice(): void {
    const { gpu } = this.scoring;
    const goOn = async (info: GPUDeviceLostInfo) => {
      if (this.aborter.signal.aborted || this.scoring.gpu !== gpu) return;
      await this.exclusive(async () => {
        if (this.scoring.gpu !== gpu) return;
        await this.stepDown(info.message || info.reason);
        await this.list.renew();
        this.publish();
      });
    };
    // Closed meanwhile, there is nothing to go on with.
    gpu?.device.lost.then(goOn).catch(() => undefined);
  }

  /** To the next scorer down, with what was learned on its backend before. False: there is none. */
  private async stepDown(reason: string): Promise<boolean> {
    const { backend } = this.scoring.info;
    if (!(await this.scoring.stepDown(reason))) return false;
    const changed = backend !== this.scoring.info.backend;
    if (changed) this.learning.dispose();
    await this.openSession();
    if (changed) void this.lessons.bring();
    return true;
  }

  /** Changes the history, when no other task and no other tab does. `quietly`: other tabs need not hear of it. */
  private writing<T>(task: () => Promise<T>, { quietly = false } = {}): Promise<T> {
    return this.tabs.writing(task, quietly);
  }

  /** The page is seen again: what happened meanwhile counts, and storage that refused may be tried again. */
  look(): void {
    this.tabs?.look();
  }

  /** The events are others than before, by another tab or since storage took what it had refused. False: nobody has seen a list yet. */
  private async takeUp(found: ChangeElsewhere): Promise<boolean> {
    if (!this.list.ranking) return false;
    if (found.kind === 'more') {
      this.session.observe(this.observable(found.events));
      await this.takeUpLearned();
    } else {
      await this.openSession();
    }
    this.list.stale = true;
    return true;
  }

  /** What another tab has learned from the same events is what this one would learn. */
  private async takeUpLearned(): Promise<void> {
    if (!this.list.ranking) return;
    const { states, shown } = await this.kept.learned(this.scoring.info.backend);
    if (shown && shown.count > this.session.shown.count) this.session.restore([...states, this.session.state], shown);
  }

  /** What the visitor answered in another tab holds here, too. */
  private async takeUpAnswer(): Promise<void> {
    const next = this.list.ranking && (await this.consent.answeredElsewhere(this.namespace));
    if (!next) return;
    this.store.close();
    await this.goOnWith(next);
  }

  /** Unless the task that took it up has made a list already. */
  private async showTakenUp(): Promise<void> {
    if (this.list.stale) await this.list.renew();
    await this.kept.measure();
    this.publish();
    void this.lessons.catchUp();
  }

  /** Where a file is not the one that was published, the site may have published another bundle since. */
  private askForBundle(): void {
    if (this.askedForBundle) return;
    this.askedForBundle = true;
    const tell = (replaced: boolean) => {
      if (!replaced) return;
      this.notices.say('bundle-changed');
      this.publish();
    };
    this.arriving.isReplaced(this.aborter.signal).then(tell, () => undefined);
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
    this.progressNow = { phase, loaded, total };
    this.publishLoading();
  }

  /** Bytes of the bundle: the first part before the first list, the rest behind it. */
  private arrived(loaded: number, total: number): void {
    if (!this.list.ranking) return this.progress('bundle', loaded, total);
    this.progressNow = loaded < total ? { phase: 'bundle', loaded, total } : null;
    this.publish();
  }

  private publishLoading(): void {
    // A history that is read after the bundle has failed changes nothing about that.
    if (this.failed) return;
    const progress = this.progressNow ?? { phase: 'start', loaded: 0, total: 0 };
    this.onState({ status: 'loading', progress, ranking: this.list.early });
  }

  private publish(): void {
    if (!this.list.ranking || this.aborter.signal.aborted) return;
    if ((this.missing ?? this.list.textless) !== undefined) this.askForBundle();
    const lasting = this.store instanceof ResilientHistory ? this.store : null;
    this.notices.ofStorage(this.store, this.known.unreadable);
    this.onState({
      status: 'ready',
      ranking: this.list.ranking,
      engine: this.scoring.info,
      learning: this.learning.info(this.session),
      storage: {
        kind: this.store.kind,
        reason: lasting?.trouble?.message ?? this.kept.reason,
        events: this.events.length,
        unsaved: lasting?.unsaved ?? 0,
        earlier: this.known.earlier.length,
        bytes: this.kept.bytes,
      },
      bundle: this.about,
      catalogue: { items: this.bundle.items.count, ranked: this.scoring.scorer.ready, missing: this.missing, textless: this.list.textless },
      consent: this.consent.now,
      recording: this.recording,
      notices: this.notices.list,
      changedElsewhere: this.tabs.changes,
      steering: this.steering.now,
      lastClick: this.clicks.last,
      settled: this.requests.settled,
      workerRequests: this.requests.count,
      unknownItems: this.unknown.of(this.events),
      catalogueChange: this.change.info,
    });
  }
}

/** Events that no history is too long with. */
const SHORT = 1000;

function loadExplaining() {
  return import('./explain-item.ts');
}

function loadUpkeep() {
  return import('./history-upkeep.ts');
}
