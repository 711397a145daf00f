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
  /** Called after each round with the cases that are over. */
  onRound?: (over: number) => void;
}

const VISITORS = 64;

/**
 * Round by round each visitor under way has their next event observed, after a prediction where there is to be one; who is
 * through makes room for the next case (`servingOrder`). Rows of the log are in the order of the cases, each one's by event,
 * however many visitors walk side by side. @throws AbortedError between two rounds, and whatever the recommender throws
 */
export async function walk(recommender: Recommender, cases: readonly Case[], options: WalkOptions): Promise<PredictionLog> {
  const { items, firstUser = 0, visitors = VISITORS, signal, onRound } = options;
  const log = emptyLog(predictionsOf(cases));
  const order = servingOrder(cases);
  const rows = firstRows(cases);
  let begun = 0;
  let walkers: Walker[] = [];
  while (begun < cases.length || walkers.length > 0) {
    while (begun < cases.length && walkers.length < visitors) {
      const at = order[begun++];
      walkers.push(new Walker(cases[at], firstUser + at, recommender.start(), items, rows[at]));
    }
    await setImmediate(); // So that a Ctrl-C is heard.
    if (signal?.aborted) throw new AbortedError('the evaluation was interrupted');
    await predict(walkers.filter((walker) => walker.predicts), log);
    await observe(walkers.filter((walker) => walker.goesOn), log);
    walkers = walkers.filter((walker) => walker.goesOn || walker.predicts);
    onRound?.(begun - walkers.length);
  }
  return log;
}

/**
 * Places of the cases in the order in which `walk` starts them: the longest first, equals in their order. So no long one is
 * left to walk alone at the end, where a learner's step for one takes almost as long as for many.
 */
export function servingOrder(cases: readonly Case[]): number[] {
  return [...cases.keys()].sort((a, b) => servedEvents(cases[b]) - servedEvents(cases[a]));
}

/** The row of the log at which each case's predictions begin. */
function firstRows(cases: readonly Case[]): number[] {
  let row = 0;
  return cases.map(({ predicted }) => (row += predicted.length) - predicted.length);
}

function emptyLog(rows: number): PredictionLog {
  const column = () => new Int32Array(rows);
  return { user: column(), events: column(), target: column(), rank: column(), candidates: column(), top: new Int32Array(LIST_LENGTH * rows).fill(-1), ms: 0, observed: 0 };
}

/** One visitor on their way through a case. */
class Walker {
  readonly visitor: Visitor;
  private readonly each: Case;
  private readonly user: number;
  private readonly met: Uint8Array;
  private row: number;
  private next = 0;
  /** Events observed. */
  private at = 0;

  /** @param row of the log where its predictions begin */
  constructor(each: Case, user: number, visitor: Visitor, items: number, row: number) {
    this.each = each;
    this.user = user;
    this.visitor = visitor;
    this.met = new Uint8Array(items);
    this.row = row;
  }

  get predicts(): boolean {
    return this.each.predicted[this.next] === this.at;
  }

  /** What comes after the last prediction need not be observed. */
  get goesOn(): boolean {
    return this.at < servedEvents(this.each);
  }

  observe(): void | Promise<void> {
    this.met[this.each.items[this.at]] = 1;
    return this.visitor.observe(eventAt(this.each, this.at++));
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

async function observe(walkers: readonly Walker[], log: PredictionLog): Promise<void> {
  const started = performance.now();
  const awaited: Promise<void>[] = [];
  for (const walker of walkers) {
    const observed = walker.observe();
    if (observed instanceof Promise) awaited.push(observed);
  }
  await Promise.all(awaited);
  log.ms += performance.now() - started;
  log.observed += walkers.length;
}
