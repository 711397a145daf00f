/** Chooses the settings of the fold-in on validation, as those of the baselines are chosen. */
import { setImmediate } from 'node:timers/promises';
import { AbortedError } from '../../errors.ts';
import { judge } from '../judge.ts';
import { ndcgOfRank } from '../metrics/ndcg.ts';
import { LIST_LENGTH } from '../prediction-log.ts';
import { type Case, eventAt, servedEvents } from '../protocol-split.ts';
import { type Recommender } from '../recommender.ts';
import { type BundleFactors } from './bundle-factors.ts';
import { foldedVisitors, type FoldInSettings, type FoldInSystem } from './fold-in-recommender.ts';

export interface TuneFoldInOptions {
  /** Items of the catalogue, n. */
  items: number;
  /** Milliseconds left; the first case is served in any case. */
  left: () => number;
  signal?: AbortSignal;
  /** Cases that are over. */
  onDone?: (done: number) => void;
}

export interface TunedFoldIn {
  settings: FoldInSettings;
  validationNdcg10: number;
  /** Cases that there was time for, the first of all. */
  cases: number;
}

const SYSTEMS: readonly FoldInSystem[] = [0.03, 0.3].flatMap((alpha0) => [0.003, 0.03].flatMap((lambda) => [0, 50].map((last) => ({ lambda, alpha0, last }))));
const WEIGHTS = [0.3, 1, 3, 10, 30] as const;
/** All settings that are tried. */
export const FOLD_IN_CANDIDATES: readonly FoldInSettings[] = SYSTEMS.flatMap((system) => WEIGHTS.map((weight) => ({ ...system, weight })));

/**
 * The candidate of the best NDCG@10 over the cases; of equals the first. All candidates are tried side by side, so that the
 * tower scores a moment, and a system is solved, once. @throws AbortedError
 */
export async function tuneFoldIn(tower: Recommender, factors: BundleFactors, cases: readonly Case[], options: TuneFoldInOptions): Promise<TunedFoldIn> {
  const { items, left, signal, onDone } = options;
  const begin = SYSTEMS.map((system) => foldedVisitors(factors, system));
  const gains = new Float64Array(FOLD_IN_CANDIDATES.length);
  const scores = new Float32Array(items);
  const top = new Int32Array(LIST_LENGTH);
  let predictions = 0;
  let done = 0;
  for (const each of cases) {
    await setImmediate(); // So that a Ctrl-C is heard.
    if (signal?.aborted) throw new AbortedError('tuning the fold-in was interrupted');
    if (done > 0 && left() <= 0) break;
    const visitor = tower.start();
    const folded = begin.map((start) => start());
    const met = new Uint8Array(items);
    const predicted = new Set(each.predicted);
    for (let at = 0; predicted.size > 0; at++) {
      if (predicted.has(at)) {
        const base = await visitor.scores();
        predictions++;
        folded.forEach((of, s) => {
          const added = of.scores();
          WEIGHTS.forEach((weight, w) => {
            for (let item = 0; item < items; item++) scores[item] = base[item] + weight * added[item];
            const { rank } = judge(scores, each.items[at], { met, negatives: each.negatives }, top);
            gains[s * WEIGHTS.length + w] += ndcgOfRank(rank, LIST_LENGTH);
          });
        });
      }
      if (at === servedEvents(each)) break;
      met[each.items[at]] = 1;
      const event = eventAt(each, at);
      await visitor.observe(event);
      for (const of of folded) of.observe(event);
    }
    done++;
    onDone?.(done);
  }
  const best = gains.indexOf(Math.max(...gains));
  return { settings: FOLD_IN_CANDIDATES[best], validationNdcg10: gains[best] / Math.max(1, predictions), cases: done };
}
