/** Brings learning to the page, and keeps it going beside clicks. */
import { type LearnedState, type Session } from '../session/session.ts';
import { deviceLoss } from './gpu.ts';
import { idle } from './idle.ts';
import { type KeptState } from './kept-state.ts';
import { type LearningLoop } from './learning-loop.ts';
import { loadTfjs } from './load-tfjs.ts';
import { nextTask } from './next-task.ts';
import { RebuildProgress } from './rebuild-progress.ts';
import { type Scoring } from './scoring.ts';

/** A rebuild is reported on so often, in ms. */
const REPORT_EVERY = 100;

/** What the lessons need of the engine. */
export interface LessonsHost {
  /** Runs a task when no other one runs, in this tab or another of the history. @throws AbortedError once the engine is closed */
  exclusive: <T>(task: () => Promise<T>) => Promise<T>;
  /** Does `task` while no other tab learns. */
  alone: <T>(task: () => Promise<T>) => Promise<T>;
  /** Something was learned that other tabs need not learn again. */
  tell: () => void;
  aborted: () => boolean;
  /** Somebody waits for the task under way to end. */
  awaited: () => boolean;
  /** As they are now: session and scoring are replaced when the backend changes. `missing`: why a part of the catalogue stays away. */
  parts: () => { loop: LearningLoop; session: Session; scoring: Scoring; kept: KeptState; missing?: string };
  publish: () => void;
  /** What was waited for is learned: a new list. */
  showLearned: () => Promise<void>;
  /** There is nothing to learn just now. */
  caughtUp: () => Promise<void>;
  /** Everything learning needs has arrived, or will not. */
  onReady: () => void;
}

export class Lessons {
  private readonly host: LessonsHost;
  private bringing: Promise<void> = Promise.resolve();
  private begun = false;
  private catchingUp = false;
  /** Asked for again while it was under way, perhaps after its last look at what is due. */
  private again = false;
  /** The list shown waits for something to be learned. */
  private rankAfter = false;

  constructor(host: LessonsHost) {
    this.host = host;
  }

  /** The catalogue has arrived as far as it will, and the backend is chosen: what is brought now need not be brought again. */
  begin(): Promise<void> {
    this.begun = true;
    // A rebuild that a reload broke off, or that a new bundle asks for: the list waits for it.
    return this.bring({ thenRank: RebuildProgress.isDue(this.host.parts().session) });
  }

  /**
   * Brings TF.js, unless it is there; then learns what is due. One call after another: two at once would start two
   * learners. Before `begin()` it only notes what is asked.
   */
  bring({ thenRank = false } = {}): Promise<void> {
    if (!this.begun) {
      this.rankAfter ||= thenRank;
      return this.bringing;
    }
    this.bringing = this.bringing.then(() => this.bringOnce(thenRank));
    return this.bringing;
  }

  /** Learns what is due, one event at a time, letting everything else in between. `thenRank`: and shows it. */
  async catchUp({ thenRank = false } = {}): Promise<void> {
    const { exclusive, alone, tell, parts, publish, caughtUp } = this.host;
    this.rankAfter ||= thenRank;
    this.again = true;
    if (this.catchingUp) return;
    this.catchingUp = true;
    try {
      while (this.again) {
        this.again = false;
        const learned = parts().session.unlearned > 0 && (await alone(() => this.learnAll()));
        if (learned) tell();
        await exclusive(() => this.showIfAwaited(learned));
        await exclusive(caughtUp);
        await parts().kept.measure();
        publish();
        if (parts().session.unlearned === 0 && parts().loop.rebuild.end()) publish();
      }
    } catch (error) {
      parts().loop.fail(error);
      publish();
    } finally {
      this.catchingUp = false;
    }
  }

  /**
   * Learns what is due, keeping nothing yet: a visitor waits for the list, and gets it where learning fails, too. It
   * makes way for whoever else comes meanwhile; what is left then is for `catchUp()`.
   */
  async learnDue(): Promise<LearnedState[]> {
    const { loop, session } = this.host.parts();
    const states: LearnedState[] = [];
    try {
      for (let state = await loop.step(session); state; state = await loop.step(session)) {
        states.push(state);
        if (session.unlearned > 0) await nextTask();
        if (this.host.awaited()) break;
      }
    } catch (error) {
      loop.fail(error);
    }
    return states;
  }

  /** The list shown waits for nothing any more. */
  awaitNothing(): void {
    this.rankAfter = false;
  }

  /** A failure stops learning and says why; ranking goes on. */
  private async bringOnce(thenRank: boolean): Promise<void> {
    await idle();
    const { loop, session, scoring, missing } = this.host.parts();
    if (missing !== undefined) {
      loop.fail(new Error(`it needs the whole catalogue, and a part did not arrive: ${missing}`));
    } else if (loop.on && !loop.active) {
      try {
        const { startLearner, tensorsHeld } = await loadTfjs(scoring.info.backend);
        const learner = await startLearner(scoring.gpu, session.model);
        loop.tensors = tensorsHeld;
        // Beside clicks, not between them: a GPU may compile for seconds, and the session is only read.
        await loop.start(learner, session, deviceLoss(scoring.gpu));
        // Stepped down meanwhile: the backend of now brings its own, which was asked for behind this.
        if (this.host.parts().scoring.gpu !== scoring.gpu) loop.dispose();
      } catch (error) {
        if (this.host.aborted()) return;
        loop.fail(error);
      }
    }
    if (this.host.aborted()) return;
    this.host.onReady();
    void this.catchUp({ thenRank });
  }

  /** True: there was something to learn. */
  private async learnAll(): Promise<boolean> {
    const { exclusive, parts, publish } = this.host;
    let learned = false;
    let reported = parts().loop.now();
    for (; await exclusive(() => this.learnOne()); await nextTask()) {
      learned = true;
      if (parts().loop.now() - reported < REPORT_EVERY) continue;
      reported = parts().loop.now();
      publish();
    }
    return learned;
  }

  private async showIfAwaited(learned: boolean): Promise<void> {
    if (!this.rankAfter || this.host.parts().session.unlearned > 0) return;
    this.rankAfter = false;
    if (learned) await this.host.showLearned();
  }

  /** Learns and keeps the next event. False: nothing was left. */
  private async learnOne(): Promise<boolean> {
    const { loop, session, scoring, kept } = this.host.parts();
    const state = await loop.step(session);
    if (state) await kept.keepLearned([state], session.shown, scoring.info.backend);
    return state !== null;
  }
}
