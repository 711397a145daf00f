/**
 * The brain: one visitor's history, the tower over it, the personal part learned from it, and the ranking that follows.
 * Pure: no I/O, no clock, no randomness but what is seeded by position. The engine drives it in the page, the command
 * line and the evaluator elsewhere, on the same quantised weights.
 */
import { dequantiseRow } from '../bundle/quantise.ts';
import { OptionError, TasteKitError } from '../errors.ts';
import { clearBit, setBit } from '../kernels/bitset.ts';
import { isSoundPart, packPersonal, type PersonalPart, personalPartFrom, unpackPersonal } from '../kernels/personal-part.ts';
import { type Ranked, type ScoreQuery, type Scorer, type SparseScores } from '../kernels/scorer.ts';
import { type TowerState, UserTower } from '../kernels/tower.ts';
import { GUARD_SIZE, type GuardRecord, guardWeight, readGuard } from '../learner/guard.ts';
import { type Learner } from '../learner/learner.ts';
import { EVENT_TYPES, type EventType } from '../types.ts';
import { aversion } from './aversion.ts';
import { type Explaining } from './explain.ts';
import { isLearningStart, learningStart, oldestKeptStart } from './learning-window.ts';
import { related } from './related.ts';
import { type SessionEvent } from './session-event.ts';
import { type SessionModel } from './session-model.ts';
import { sparseTerms } from './sparse-terms.ts';
import { sumScores } from './steer/sum-scores.ts';
import { isSettled, isTaken, settledItems } from './taken.ts';

/** The personal part after learning events [from, count) of a history, the last of them with id `lastEventId`. */
export interface LearnedState {
  from: number;
  count: number;
  /** −1 where nothing is learned. */
  lastEventId: number;
  /** The personal part and, behind it, the guard's record (`stateSize`). */
  personal: Float32Array;
}

export interface RankOptions {
  limit: number;
  /** Item indices left out beside those the visitor has already met. */
  exclude?: Iterable<number>;
  /** Item indices that are ranked even so: met before, or excluded. */
  include?: Iterable<number>;
  /** Nats on top of items' scores, such as a visitor's wishes (`steer/`). */
  boost?: SparseScores;
  /** False: as the bundle's tower would rank, without the personal part. Default true. */
  personal?: boolean;
}

/** A snapshot is kept after every so many learned events. */
const SNAPSHOT_EVERY = 50;
/** So many of the latest events are undone at once: the states before them are at hand. */
const UNDONE_AT_ONCE = 8;

/** Only learning needs them: the first list is there before they are. */
const loadBatches = () => import('./learning-batch.ts');

export class Session {
  readonly model: SessionModel;
  private readonly scorer: Scorer;
  private readonly tower: UserTower;
  private readonly start: Float32Array;
  private towerState: TowerState;
  private history: SessionEvent[] = [];
  /** Met in events that are no longer kept. */
  private earlier: readonly SessionEvent[] = [];
  /** Those of them that tower and memory read. */
  private taken: SessionEvent[] = [];
  /** What rankings use: never a part in the middle of a rebuild. Differs from `learned` until all is learned. */
  private active: LearnedState;
  private learned: LearnedState;
  /** Of the present learning window and the one before it. */
  private snapshots: LearnedState[] = [];
  /** The latest states that rankings used, newest last. */
  private finished: LearnedState[] = [];

  /** Works on as many rows of `model` as `scorer` says are ready, and never reads one beyond. */
  constructor(model: SessionModel, scorer: Scorer) {
    this.model = model;
    this.scorer = scorer;
    this.tower = new UserTower(model.config, model.network);
    this.towerState = this.tower.start();
    this.start = Float32Array.of(...packPersonal(personalPartFrom(model.network)), ...new Float32Array(GUARD_SIZE));
    this.active = this.learned = this.untouched(0);
  }

  /** Events on items the bundle knows, oldest first. */
  get events(): readonly SessionEvent[] {
    return this.history;
  }

  /** Items [0, ready) can be observed, ranked and related: their rows are there. Grows with the scorer's. */
  get ready(): number {
    return this.scorer.ready;
  }

  /**
   * The tower reads the events at once; learning is a step of its own.
   * @throws OptionError at an event whose item is not `ready`: those before it are observed, it and those after are not.
   */
  observe(events: Iterable<SessionEvent>): void {
    for (const event of events) {
      this.stopUnlessReady(event.item);
      if (this.takes(event)) {
        this.read(event);
        this.taken.push(event);
      }
      this.history.push(event);
    }
  }

  /** What was met in older events that are no longer kept, oldest first: no list shows it again, and nothing else comes of it. */
  meet(earlier: readonly SessionEvent[]): void {
    this.earlier = earlier.filter(({ type }) => isSettled(type));
  }

  private takes({ type }: SessionEvent): boolean {
    return isTaken(type, this.model.config.eventTypes);
  }

  /** Into the tower. */
  private read({ item, type }: SessionEvent): void {
    const { dim, eventTypes } = this.model.config;
    const factor = dequantiseRow(this.model.factors, item, new Float32Array(dim));
    this.tower.append(this.towerState, factor, eventTypes.indexOf(type));
  }

  /** Events that are still to be learned before the personal part is what the history says. */
  get unlearned(): number {
    return this.history.length - this.startingPoint().count;
  }

  /** Events that the personal part is learned from, once all are. */
  get learnable(): number {
    return this.history.length - learningStart(this.history.length);
  }

  /** The personal part as far as it is learned. */
  get state(): LearnedState {
    return this.learned;
  }

  /** The personal part that rankings use: the last one that was whole. Another than `state` while that is rebuilt. */
  get shown(): LearnedState {
    return this.active;
  }

  /**
   * Learns the next unlearned event. Resolves to the state after it, or null where nothing was left to learn.
   * @throws TasteKitError (`INTERNAL`) before all rows are ready: negatives are drawn from all items.
   */
  async learnNext(learner: Pick<Learner, 'learn'>): Promise<LearnedState | null> {
    if (this.ready < this.model.count) {
      throw new TasteKitError('INTERNAL', `learning needs the rows of all ${this.model.count} items, and ${this.ready} are there`);
    }
    this.learned = this.startingPoint();
    const { from, count: at } = this.learned;
    if (at >= this.history.length) return null;
    const before = this.learned;
    const { learningBatch } = await loadBatches();
    if (this.learned !== before) return null; // the history changed meanwhile
    const batch = learningBatch(this.history, at, from, this.tables(), this.model.learning);
    const learned = await learner.learn(before.personal, batch);
    if (this.learned !== before) return null; // or now
    // A step that runs off is not taken.
    const personal = this.isSound(learned) ? learned : before.personal;
    this.learned = { from, count: at + 1, lastEventId: this.history[at].id, personal };
    if (Session.isSnapshot(this.learned)) this.keepSnapshot(this.learned);
    if (this.learned.count === this.history.length) this.show(this.learned);
    return this.learned;
  }

  /** One learning step on an event that weighs nothing: compiles and allocates what a real one needs, and changes nothing. */
  async warmUp(learner: Pick<Learner, 'learn'>): Promise<void> {
    const { dim } = this.model.config;
    const nothing = Object.fromEntries(EVENT_TYPES.map((type) => [type, 0])) as Record<EventType, number>;
    const settings = { ...this.model.learning, eventWeights: nothing };
    const states = new Float32Array(dim);
    const { learningBatch } = await loadBatches();
    await learner.learn(this.start, learningBatch([{ id: 0, item: 0, type: 'view' }], 0, 0, { ...this.tables(), states }, settings));
  }

  /** Whether a state is one that storage should keep as a snapshot. */
  static isSnapshot(state: LearnedState): boolean {
    return state.count % SNAPSHOT_EVERY === 0;
  }

  /**
   * Takes up states saved earlier; those that do not fit the observed history are ignored. `shown`: the one of these objects that
   * rankings go on with until all is learned, null for the bundle's start; unset, the one that has learned the most.
   */
  restore(states: Iterable<LearnedState>, shown?: LearnedState | null): void {
    const fitting = [...states].filter((state) => this.fits(state)).sort((a, b) => a.count - b.count);
    const from = learningStart(this.history.length);
    this.snapshots = fitting.filter((state) => Session.isSnapshot(state));
    this.learned = fitting.findLast((state) => state.from === from) ?? this.untouched(from);
    const whole = this.learned.count === this.history.length ? this.learned : undefined;
    const given = shown === undefined ? fitting.findLast((state) => state.from <= from) : fitting.find((state) => state === shown);
    this.show(whole ?? given ?? this.untouched(from));
  }

  private fits(state: LearnedState): boolean {
    const sound = state.personal instanceof Float32Array && state.personal.length === this.start.length && this.isSound(state.personal);
    return sound && isLearningStart(state.from) && state.count > state.from && this.history[state.count - 1]?.id === state.lastEventId;
  }

  private isSound(personal: Float32Array): boolean {
    return personal.every(Number.isFinite) && isSoundPart(this.model.config, personal.subarray(0, -GUARD_SIZE));
  }

  /** The state that learning goes on from: when the window has moved on, none or one that was learned in it before. */
  private startingPoint(): LearnedState {
    const from = learningStart(this.history.length);
    if (this.learned.from === from) return this.learned;
    return this.snapshots.findLast((state) => state.from === from) ?? this.untouched(from);
  }

  private keepSnapshot(state: LearnedState): void {
    const others = this.snapshots.filter(({ from, count }) => from >= oldestKeptStart(state.from) && !(from === state.from && count === state.count));
    this.snapshots = [...others, state].sort((a, b) => a.count - b.count);
  }

  private show(state: LearnedState): void {
    this.active = state;
    if (state.count === state.from) return;
    this.finished = [...this.finished.filter((each) => each !== state).slice(1 - UNDONE_AT_ONCE), state];
  }

  /** Forgets one event, as if it had never been; what was learned after it has to be learned again. False: unknown id. */
  forget(id: number): boolean {
    const at = this.history.findIndex((event) => event.id === id);
    if (at < 0) return false;
    const states = [...this.snapshots, ...this.finished, this.active, this.learned].filter((state) => state.count <= at);
    const shown = this.active.count <= at ? this.active : this.lastBefore(at);
    const later = this.history.slice(at + 1);
    this.history.length = at;
    this.taken = this.history.filter((event) => this.takes(event));
    this.tower.truncate(this.towerState, this.taken.length, (event) => this.read(this.taken[event]));
    this.observe(later);
    this.finished = this.finished.filter((state) => state.count <= at);
    this.restore(states, shown);
    // Another object, so that a step under way, which may be learning the very event, is not taken.
    this.learned = { ...this.learned };
    return true;
  }

  /** The last part that rankings used, or snapshot, before event `at`: what a list may show while the rest is learned again. */
  private lastBefore(at: number): LearnedState | null {
    const from = learningStart(this.history.length - 1);
    const states = [...this.snapshots, ...this.finished].filter((state) => state.count <= at && state.from <= from);
    return states.sort((a, b) => a.count - b.count).at(-1) ?? null;
  }

  /** The best items the visitor has not met, by the score of the whole head, over the catalogue as far as it is ready. */
  async rank({ limit, exclude = [], include = [], boost, personal = true }: RankOptions): Promise<Ranked> {
    const hidden = settledItems([...this.earlier, ...this.history], this.model.count);
    for (const item of exclude) setBit(hidden, item);
    for (const item of include) clearBit(hidden, item);
    const query = this.query(personal);
    return this.scorer.rank({ ...query, memory: sumScores(query.memory, boost), k: limit, hidden });
  }

  /** Every ready item's score, [ready]. */
  scores(personal = true): Promise<Float32Array> {
    return this.scorer.scores(this.query(personal));
  }

  /** Every ready item's score for another visitor than this one, [ready]. */
  scoresOf(query: ScoreQuery): Promise<Float32Array> {
    return this.scorer.scores(query);
  }

  /** What `explain` needs to say why an item has its score, as things are now. @throws OptionError unless `item` is ready. */
  explaining(item: number, personal = true): Explaining {
    this.stopUnlessReady(item);
    const { model, tower } = this;
    return { model, tower, events: [...this.history], earlier: this.earlier, item, part: this.personalPart(personal), refused: this.refused(personal), start: this.personalPart(false) };
  }

  private query(personal: boolean): ScoreQuery {
    const part = this.personalPart(personal);
    const { length } = this.taken;
    const z = this.tower.stateAfter(this.towerState, length);
    return { user: this.tower.userVector(z, part), mix: part.mix, events: length, memory: sumScores(sparseTerms(this.model, this.history, part, this.earlier), this.refused(personal)) };
  }

  /** What the visitor's noes take off: part of what is learned, though no weight. */
  private refused(personal: boolean): SparseScores | undefined {
    return personal ? aversion(this.model, [...this.earlier, ...this.history], this.ready) : undefined;
  }

  /** How well the personal part foretold what it has learned, and how far it is trusted, in [0, 1]. */
  get guard(): GuardRecord & { weight: number } {
    const record = readGuard(this.active.personal.subarray(-GUARD_SIZE));
    return { ...record, weight: this.model.learning.guard ? guardWeight(record.advantage) : 1 };
  }

  /** The personal part that rankings use: as far from the start as the guard trusts it. */
  private personalPart(personal: boolean): PersonalPart {
    const start = this.start.subarray(0, -GUARD_SIZE);
    const { weight } = this.guard;
    const learned = this.active.personal;
    return unpackPersonal(this.model.config, personal ? start.map((from, i) => from + weight * (learned[i] - from)) : start);
  }

  /** Ready items whose factors point most nearly the same way (cosine), itself and those of `exclude` left out. @throws OptionError unless `item` is ready. */
  related(item: number, limit: number, exclude: Iterable<number> = []): Ranked {
    this.stopUnlessReady(item);
    return related(this.model.factors, this.model.config.dim, this.ready, { item, limit, exclude });
  }

  private stopUnlessReady(item: number): void {
    if (!(item >= 0 && item < this.ready)) throw new OptionError('item', `expected one of the ${this.ready} items that are there, got ${item}`);
  }

  private tables() {
    const { config, count, factors, bias, popularity, memory, walk } = this.model;
    return { dim: config.dim, eventTypes: config.eventTypes, count, factors, bias, popularity, states: this.towerState.z, memory, walk, earlier: this.earlier };
  }

  private untouched(from: number): LearnedState {
    return { from, count: from, lastEventId: -1, personal: this.start };
  }
}
