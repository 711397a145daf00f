/** Serves cases to one recommender, many visitors side by side, and notes what it predicted. */
import { setImmediate } from 'node:timers/promises';
import { AbortedError } from '../errors.ts';
import { judge } from './judge.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';
import { type Case, eventAt, predictionsOf, servedEvents } from './protocol-split.ts';
import { type Recommender, type Visitor } from './recommender.ts';

export interface WalkOptions {
  /** Items of the catalogue, n. */
  items: number;
  /** The log calls the first of the cases so. Default: 0. */
  firstUser?: number;
  /** Visitors side by side. Default: 64. */
  visitors?: number;
  signal?: AbortSignal;
  /** Called now and then with the events that were served so far. */
  onServed?: (events: number) => void;
}

const VISITORS = 64;

/**
 * Round by round each visitor has their next event observed, after a prediction where there is to be one. Rows of the log
 * are in the order of the cases, each one's by event, however many visitors walk side by side.
 * @throws AbortedError between two rounds, and whatever the recommender throws
 */
export async function walk(recommender: Recommender, cases: readonly Case[], options: WalkOptions): Promise<PredictionLog> {
  const { firstUser = 0, visitors = VISITORS } = options;
  const log = emptyLog(predictionsOf(cases));
  let row = 0;
  let served = 0;
  for (let from = 0; from < cases.length; from += visitors) {
    const walkers = cases.slice(from, from + visitors).map((each, i) => {
      const walker = new Walker(each, firstUser + from + i, recommender.start(), options.items, row);
      row += each.predicted.length;
      return walker;
    });
    for (let round = 0; walkers.some((walker) => walker.goesOn(round)); round++) {
      await setImmediate(); // So that a Ctrl-C is heard.
      if (options.signal?.aborted) throw new AbortedError('the evaluation was interrupted');
      await predict(walkers.filter((walker) => walker.predictsAt(round)), log);
      served += await observe(walkers.filter((walker) => walker.observesAt(round)), log, round);
      options.onServed?.(served);
    }
  }
  return log;
}

function emptyLog(rows: number): PredictionLog {
  const column = () => new Int32Array(rows);
  return { user: column(), events: column(), target: column(), rank: column(), candidates: column(), top: new Int32Array(LIST_LENGTH * rows).fill(-1), ms: 0, observed: 0 };
}

/** One visitor on their way through a case. */
class Walker {
  readonly visitor: Visitor;
  readonly each: Case;
  private readonly user: number;
  private readonly met: Uint8Array;
  private row: number;
  private next = 0;

  /** @param row of the log where its predictions begin */
  constructor(each: Case, user: number, visitor: Visitor, items: number, row: number) {
    this.each = each;
    this.user = user;
    this.visitor = visitor;
    this.met = new Uint8Array(items);
    this.row = row;
  }

  goesOn(round: number): boolean {
    return this.predictsAt(round) || this.observesAt(round);
  }

  predictsAt(round: number): boolean {
    return this.each.predicted[this.next] === round;
  }

  /** What comes after the last prediction need not be observed. */
  observesAt(round: number): boolean {
    return round < servedEvents(this.each);
  }

  meet(at: number): void {
    this.met[this.each.items[at]] = 1;
  }

  /** Writes the next prediction into the log. */
  note(scores: Float32Array, log: PredictionLog): void {
    const { items, predicted, negatives } = this.each;
    const at = predicted[this.next++];
    const row = this.row++;
    const { rank, candidates } = judge(scores, items[at], { met: this.met, negatives }, log.top.subarray(row * LIST_LENGTH, (row + 1) * LIST_LENGTH));
    log.user[row] = this.user;
    log.events[row] = at;
    log.target[row] = items[at];
    log.rank[row] = rank;
    log.candidates[row] = candidates;
  }
}

/** Scores given at once are judged at once, since the next call may overwrite them; those to come are waited for together. */
async function predict(walkers: readonly Walker[], log: PredictionLog): Promise<void> {
  const awaited: [Walker, Promise<Float32Array>][] = [];
  for (const walker of walkers) {
    const started = performance.now();
    const scores = walker.visitor.scores();
    log.ms += performance.now() - started;
    if (scores instanceof Float32Array) walker.note(scores, log);
    else awaited.push([walker, scores]);
  }
  const started = performance.now();
  const arrived = await Promise.all(awaited.map(([, scores]) => scores));
  log.ms += performance.now() - started;
  awaited.forEach(([walker], i) => walker.note(arrived[i], log));
}

/** Returns how many events were observed. */
async function observe(walkers: readonly Walker[], log: PredictionLog, round: number): Promise<number> {
  const started = performance.now();
  const awaited: Promise<void>[] = [];
  for (const walker of walkers) {
    const observed = walker.visitor.observe(eventAt(walker.each, round));
    if (observed instanceof Promise) awaited.push(observed);
  }
  await Promise.all(awaited);
  log.ms += performance.now() - started;
  log.observed += walkers.length;
  for (const walker of walkers) walker.meet(round);
  return walkers.length;
}
