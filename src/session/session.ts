/**
 * The brain: one visitor's history, the tower over it, the personal part learned from it, and the ranking that follows.
 * Pure: no I/O, no clock, no randomness but what is seeded by position. The engine drives it in the page, the command
 * line and the evaluator elsewhere, on the same quantised weights.
 */
import { dequantiseRows } from '../bundle/quantise.ts';
import { createBitset, setBit } from '../kernels/bitset.ts';
import { packPersonal, personalPartFrom, unpackPersonal } from '../kernels/personal-part.ts';
import { type Ranked, type Scorer } from '../kernels/scorer.ts';
import { topK } from '../kernels/top-k.ts';
import { type TowerState, UserTower } from '../kernels/tower.ts';
import { type Learner } from '../learner/learner.ts';

import { learningBatch, type SessionEvent } from './learning-batch.ts';
import { learningStart } from './learning-window.ts';
import { type SessionModel } from './session-model.ts';

/** The personal part after learning events [from, count) of a history, the last of them with id `lastEventId`. */
export interface LearnedState {
  from: number;
  count: number;
  /** −1 where nothing is learned. */
  lastEventId: number;
  personal: Float32Array;
}

export interface RankOptions {
  limit: number;
  /** Item indices left out beside those the visitor has already met. */
  exclude?: Iterable<number>;
  /** False: as the bundle's tower would rank, without the personal part. Default true. */
  personal?: boolean;
}

/** A snapshot is kept after every so many learned events. */
const SNAPSHOT_EVERY = 50;

export class Session {
  readonly model: SessionModel;
  private readonly scorer: Scorer;
  private readonly factors: Float32Array;
  private readonly tower: UserTower;
  private readonly start: Float32Array;
  private towerState: TowerState;
  private history: SessionEvent[] = [];
  /** What rankings use. Differs from `learned` only while a rebuild is under way. */
  private active: LearnedState;
  private learned: LearnedState;
  private snapshots: LearnedState[] = [];

  constructor(model: SessionModel, scorer: Scorer) {
    this.model = model;
    this.scorer = scorer;
    this.factors = dequantiseRows(model.factors, model.config.dim);
    this.tower = new UserTower(model.config, model.network);
    this.towerState = this.tower.start();
    this.start = packPersonal(personalPartFrom(model.network));
    this.active = this.learned = this.untouched(0);
  }

  /** Events on items the bundle knows, oldest first. */
  get events(): readonly SessionEvent[] {
    return this.history;
  }

  /** The tower reads the events at once; learning is a step of its own. */
  observe(events: Iterable<SessionEvent>): void {
    const { dim, eventTypes } = this.model.config;
    for (const event of events) {
      const factor = this.factors.subarray(event.item * dim, (event.item + 1) * dim);
      this.tower.append(this.towerState, factor, eventTypes.indexOf(event.type));
      this.history.push(event);
    }
  }

  /** Events that are still to be learned before the personal part is what the history says. */
  get unlearned(): number {
    const due = learningStart(this.history.length);
    return this.history.length - (this.learned.from === due ? this.learned.count : due);
  }

  /** The personal part as far as it is learned. */
  get state(): LearnedState {
    return this.learned;
  }

  /** Learns the next unlearned event. Resolves to the state after it, or null where nothing was left to learn. */
  async learnNext(learner: Learner): Promise<LearnedState | null> {
    const from = learningStart(this.history.length);
    const rebuilding = this.learned.from !== from;
    if (rebuilding) {
      this.learned = this.untouched(from);
      this.snapshots = [];
    }
    const at = this.learned.count;
    if (at >= this.history.length) return null;
    const before = this.learned;
    const batch = learningBatch(this.history, at, from, this.tables(), this.model.learning);
    const learned = await learner.learn(before.personal, batch);
    if (this.learned !== before) return null; // the history changed meanwhile
    // A step that runs off is not taken.
    const personal = learned.every(Number.isFinite) ? learned : before.personal;
    this.learned = { from, count: at + 1, lastEventId: this.history[at].id, personal };
    if (this.learned.count % SNAPSHOT_EVERY === 0) this.snapshots.push(this.learned);
    if (this.learned.count === this.history.length || this.active.from === from) this.active = this.learned;
    return this.learned;
  }

  /** One learning step on an event that weighs nothing: compiles and allocates what a real one needs, and changes nothing. */
  async warmUp(learner: Learner): Promise<void> {
    const { dim } = this.model.config;
    const settings = { ...this.model.learning, eventWeights: { view: 0, click: 0, like: 0, dislike: 0, purchase: 0 } };
    const states = new Float32Array(dim);
    await learner.learn(this.start, learningBatch([{ id: 0, item: 0, type: 'view' }], 0, 0, { ...this.tables(), states }, settings));
  }

  /** Whether a state is one that storage should keep as a snapshot. */
  static isSnapshot(state: LearnedState): boolean {
    return state.count % SNAPSHOT_EVERY === 0;
  }

  /** Takes up states saved earlier; those that do not fit the observed history are ignored. */
  restore(states: Iterable<LearnedState>): void {
    const from = learningStart(this.history.length);
    const fitting = [...states].filter((state) => this.fits(state, from)).sort((a, b) => a.count - b.count);
    this.snapshots = fitting.filter((state) => Session.isSnapshot(state));
    this.active = this.learned = fitting.at(-1) ?? this.untouched(from);
  }

  private fits(state: LearnedState, from: number): boolean {
    const sound = state.personal.length === this.start.length && state.personal.every(Number.isFinite);
    return sound && state.from === from && state.count > from && this.history[state.count - 1]?.id === state.lastEventId;
  }

  /** Forgets one event, as if it had never been; what was learned after it has to be learned again. False: unknown id. */
  forget(id: number): boolean {
    const at = this.history.findIndex((event) => event.id === id);
    if (at < 0) return false;
    const kept = this.history.filter((event) => event.id !== id);
    const states = [...this.snapshots, this.learned].filter((state) => state.count <= at);
    this.history = [];
    this.towerState = this.tower.start();
    this.observe(kept);
    this.restore(states);
    return true;
  }

  /** The best items the visitor has not met, by the score of the whole head over the whole catalogue. */
  async rank({ limit, exclude = [], personal = true }: RankOptions): Promise<Ranked> {
    const hidden = createBitset(this.model.count);
    for (const { item } of this.history) setBit(hidden, item);
    for (const item of exclude) setBit(hidden, item);
    return this.scorer.rank({ ...this.query(personal), k: limit, hidden });
  }

  /** Every item's score, [n]. */
  scores(personal = true): Promise<Float32Array> {
    return this.scorer.scores(this.query(personal));
  }

  private query(personal: boolean) {
    const { config } = this.model;
    const part = unpackPersonal(config, personal ? this.active.personal : this.start);
    const z = this.tower.stateAfter(this.towerState, this.history.length);
    return { user: this.tower.userVector(z, part), mix: part.mix, events: this.history.length };
  }

  /** Items whose factors point most nearly the same way (cosine), itself left out. */
  related(item: number, limit: number): Ranked {
    const { count, config } = this.model;
    const own = this.factors.subarray(item * config.dim, (item + 1) * config.dim);
    const scores = Float32Array.from({ length: count }, (_, other) =>
      cosine(own, this.factors.subarray(other * config.dim, (other + 1) * config.dim)),
    );
    const hidden = createBitset(count);
    setBit(hidden, item);
    return topK(scores, limit, hidden);
  }

  private tables() {
    const { config, count, bias, popularity } = this.model;
    return { dim: config.dim, count, factors: this.factors, bias, popularity, states: this.towerState.z };
  }

  private untouched(from: number): LearnedState {
    return { from, count: from, lastEventId: -1, personal: this.start };
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    dot += a[k] * b[k];
    aa += a[k] * a[k];
    bb += b[k] * b[k];
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}
