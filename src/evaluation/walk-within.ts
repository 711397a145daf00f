/** Serves as many cases as there is time for, the same ones to several recommenders. */
import { joinLogs } from './join-logs.ts';
import { type PredictionLog } from './prediction-log.ts';
import { type Case, servedEvents } from './protocol-split.ts';
import { type Recommender } from './recommender.ts';
import { walk, type WalkOptions } from './walk.ts';

export interface WalkWithinOptions extends Pick<WalkOptions, 'items' | 'visitors' | 'signal'> {
  /** Milliseconds left. */
  left: () => number;
  /** Cases that are over, of all; where there are several recommenders, shares of them. */
  onDone?: (done: number, total: number) => void;
}

/** Cases in the first piece, by which the time of the others is judged. */
const FIRST_PIECE = 8;
/** Long pieces keep many visitors under way; what a piece takes is known only when it is over. */
const PIECE = 192;

/**
 * Goes through the cases in order, piece by piece, until the next piece would not fit into what is left. The first piece
 * is always served. @returns a log per recommender, all over the same cases
 */
export async function walkWithin(recommenders: readonly Recommender[], cases: readonly Case[], options: WalkWithinOptions): Promise<PredictionLog[]> {
  const { items, visitors, signal, left, onDone } = options;
  const logs: PredictionLog[][] = recommenders.map(() => []);
  let done = 0;
  let piece = cases.slice(0, FIRST_PIECE);
  while (piece.length > 0) {
    const started = performance.now();
    for (const [i, recommender] of recommenders.entries()) {
      const onRound = (over: number) => onDone?.(done + Math.floor((i * piece.length + over) / recommenders.length), cases.length);
      logs[i].push(await walk(recommender, piece, { items, visitors, signal, firstUser: done, onRound }));
    }
    done += piece.length;
    const pace = (performance.now() - started) / work(piece);
    piece = fitting(cases.slice(done, done + PIECE), left() / pace);
  }
  return logs.map(joinLogs);
}

/** The first cases whose work is at most `bound`. */
function fitting(cases: readonly Case[], bound: number): Case[] {
  let count = 0;
  while (count < cases.length && work(cases.slice(0, count + 1)) <= bound) count++;
  return cases.slice(0, count);
}

/** What serving them takes: events and predictions, weighed alike. */
function work(cases: readonly Case[]): number {
  return cases.reduce((sum, each) => sum + servedEvents(each) + each.predicted.length, 0);
}
