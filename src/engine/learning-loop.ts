/** Drives the session's learning: when a step fits a click, when it waits, and how a rebuild goes on beside clicks. */
import { messageOf } from '../errors.ts';
import { type GuardRecord, regret } from '../learner/guard.ts';
import { type Learner } from '../learner/learner.ts';
import { type LearnedState, type Session } from '../session/session.ts';
import { RebuildProgress } from './rebuild-progress.ts';
import { type GuardInfo, type LearningInfo } from './state.ts';

/** A click's learning may delay its list by so many milliseconds; what takes longer is learned after the list. */
const CLICK_BUDGET_MS = 30;
/** A visitor who asked to forget waits at most so long for the final list, rather than seeing it change twice. */
const FORGET_BUDGET_MS = 1500;
/** Weight of the latest step in the running estimate of a step's time. */
const SMOOTHING = 0.3;

export class LearningLoop {
  private learner: Learner | null = null;
  private lost: Promise<never> = new Promise(() => undefined);
  private stepMs = Infinity;
  private lastMs: number | null = null;
  private failure: string | undefined;
  private readonly clock: () => number;
  on: boolean;
  /** Counts what TF.js holds, once it is there. */
  tensors: () => number = () => 0;

  readonly rebuild = new RebuildProgress();

  constructor(on: boolean, clock: () => number) {
    this.on = on;
    this.clock = clock;
  }

  /**
   * The learner has arrived: one step is timed, on nothing, so that the first click does not pay for the start. `lost`
   * rejects if the device goes away, since what was asked of it then may never be answered.
   */
  async start(learner: Learner, session: Session, lost: Promise<never>): Promise<void> {
    try {
      await Promise.race([session.warmUp(learner), lost]);
      const before = this.clock();
      await Promise.race([session.warmUp(learner), lost]);
      this.stepMs = this.clock() - before;
    } catch (error) {
      learner.dispose();
      throw error;
    }
    this.learner = learner;
    this.lost = lost;
    this.failure = undefined;
  }

  /** Stops learning and says why, until it is turned on again. */
  fail(error: unknown): void {
    this.failure = messageOf(error);
    this.dispose();
  }

  /** On or off. An earlier failure is forgotten: turned on again, learning is tried again. */
  turn(on: boolean): void {
    this.on = on;
    this.failure = undefined;
    this.rebuild.end();
  }

  /** Whether all that is unlearned can be learned within a click. */
  fitsClick(session: Session): boolean {
    return this.active && session.unlearned * this.stepMs <= CLICK_BUDGET_MS;
  }

  /** Whether all that is unlearned can be learned before the list that follows a "forget". */
  fitsForget(session: Session): boolean {
    return this.active && session.unlearned * this.stepMs <= FORGET_BUDGET_MS;
  }

  /** For who reports on learning as it goes on, in ms. */
  now(): number {
    return this.clock();
  }

  get active(): boolean {
    return this.on && this.learner !== null;
  }

  /** Learns one event. Resolves to what is learned by then, or null where nothing was left. */
  async step(session: Session): Promise<LearnedState | null> {
    if (!this.learner || !this.on) return null;
    const before = this.clock();
    const state = await Promise.race([session.learnNext(this.learner), this.lost]);
    if (!state) return null;
    this.lastMs = this.clock() - before;
    this.stepMs += SMOOTHING * (this.lastMs - this.stepMs);
    return state;
  }

  info(session: Session): LearningInfo {
    const { from, count } = session.state;
    const status = !this.on ? 'off' : this.failure ? 'failed' : !this.learner ? 'loading' : session.unlearned > 1 ? 'rebuilding' : 'ready';
    return {
      status,
      reason: this.failure,
      learnedEvents: count - from,
      rebuild: this.active ? this.rebuild.of(session) : null,
      lastLearnMs: this.lastMs,
      guard: guardInfo(session.guard),
      tensors: this.learner ? this.tensors() : 0,
    };
  }

  dispose(): void {
    this.learner?.dispose();
    this.learner = null;
  }
}

function guardInfo(record: GuardRecord & { weight: number }): GuardInfo {
  const { weight, gained, judged, better } = record;
  return { weight, gainedNats: gained, regretNats: regret(record), judged, better };
}
