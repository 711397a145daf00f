/**
 * Lets many sessions learn at once. Each calls `learn` as it would call a `Learner` of its own; the calls that come
 * together, in one turn of the event loop, run as one step of V visitors. Visitors do not touch each other in it, so each
 * gets what it would have got alone (≤ 1e-5).
 */
import { setImmediate } from 'node:timers/promises';
import { type ItemRows, type Learner, type LearnerBatch, type LearnerMemory, type LearnerWalk } from '../learner/learner.ts';

/** At most so many visitors in a step: bounds its memory. */
const VISITORS = 64;

interface Call {
  personal: Float32Array;
  batch: LearnerBatch;
  resolve: (learned: Float32Array) => void;
  reject: (reason: unknown) => void;
}

export class BatchingLearner implements Pick<Learner, 'learn'> {
  private readonly learner: Pick<Learner, 'learn'>;
  private waiting: Call[] = [];

  /** Does not own the learner. */
  constructor(learner: Pick<Learner, 'learn'>) {
    this.learner = learner;
  }

  /** As `Learner.learn`, for one visitor or several. Calls with other numbers of events or negatives run apart. */
  learn(personal: Float32Array, batch: LearnerBatch): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ personal, batch, resolve, reject });
      if (this.waiting.length === 1) void this.flush();
    });
  }

  /** Waits until nobody can ask any more before the event loop turns, then learns for all who did. */
  private async flush(): Promise<void> {
    await setImmediate();
    const calls = this.waiting;
    this.waiting = [];
    for (const group of groups(calls)) await this.learnTogether(group);
  }

  private async learnTogether(calls: readonly Call[]): Promise<void> {
    try {
      const learned = await this.learner.learn(joined(calls.map(({ personal }) => personal)), joinBatches(calls.map(({ batch }) => batch)));
      let at = 0;
      for (const { personal, resolve } of calls) {
        resolve(learned.slice(at, at + personal.length));
        at += personal.length;
      }
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}

/** Calls of one shape, at most `VISITORS` together. */
function groups(calls: readonly Call[]): Call[][] {
  const byShape = new Map<string, Call[][]>();
  for (const call of calls) {
    const { events, negatives } = call.batch;
    const shape = `${events} ${negatives}`;
    const ofShape = byShape.get(shape) ?? [[]];
    byShape.set(shape, ofShape);
    if (ofShape[ofShape.length - 1].length === VISITORS) ofShape.push([]);
    ofShape[ofShape.length - 1].push(call);
  }
  return [...byShape.values()].flat();
}

function joinBatches(batches: readonly LearnerBatch[]): LearnerBatch {
  const { events, negatives } = batches[0];
  return {
    visitors: batches.reduce((sum, { visitors }) => sum + visitors, 0),
    events,
    negatives,
    states: joined(batches.map(({ states }) => states)),
    lengths: Int32Array.from(batches.flatMap(({ lengths }) => [...lengths])),
    targets: joinRows(batches.map(({ targets }) => targets)),
    weights: joined(batches.map(({ weights }) => weights)),
    sampled: joinRows(batches.map(({ sampled }) => sampled)),
    corrections: joined(batches.map(({ corrections }) => corrections)),
    memory: joinFeatures(batches.map(({ memory }) => memory)),
    walk: joinFeatures(batches.map(({ walk }) => walk)),
  };
}

/** All are of one model: every one has memory or walk, or none. */
function joinFeatures(features: readonly (LearnerMemory | LearnerWalk | null)[]): LearnerMemory | LearnerWalk | null {
  const there = features.filter((each) => each !== null);
  if (there.length === 0) return null;
  return { targets: joined(there.map(({ targets }) => targets)), sampled: joined(there.map(({ sampled }) => sampled)) };
}

function joinRows(rows: readonly ItemRows[]): ItemRows {
  return {
    factors: joined(rows.map(({ factors }) => factors)),
    bias: joined(rows.map(({ bias }) => bias)),
    popularity: joined(rows.map(({ popularity }) => popularity)),
  };
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
