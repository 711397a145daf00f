/** Chooses a baseline's settings on validation, as our own model's are chosen. */
import { TasteKitError } from '../errors.ts';
import { type Baseline, type FittedBaseline, type Settings } from './baselines/baseline.ts';
import { meanNdcg } from './mean-ndcg.ts';
import { type Case } from './protocol-split.ts';
import { type TrainingSet } from './training-set.ts';
import { walk } from './walk.ts';

export interface TuneOptions {
  seed: number;
  /** Milliseconds left for trying settings; the first ones are tried in any case. */
  left: () => number;
  signal?: AbortSignal;
  /** Settings tried so far, of all. */
  onTried?: (tried: number, total: number) => void;
}

export interface TunedBaseline {
  name: string;
  settings: Settings;
  validationNdcg10: number;
  recommender: FittedBaseline;
  /** What was left out, one sentence each. */
  cuts: string[];
}

/**
 * Fits the baseline with each of its candidates, and keeps the one of the best NDCG@10 over the cases; of equals, the
 * first. Candidates that there is no time for are left out, and that is said. @throws AbortedError
 */
export async function tune(baseline: Baseline, train: TrainingSet, cases: readonly Case[], options: TuneOptions): Promise<TunedBaseline> {
  const { seed, left, signal, onTried } = options;
  const { name, candidates } = baseline;
  let best: TunedBaseline | null = null;
  let tried = 0;
  let longest = 0;
  for (const settings of candidates) {
    if (best !== null && longest > left()) break;
    const started = performance.now();
    const recommender = await baseline.fit(train, settings, { seed, signal });
    const validationNdcg10 = meanNdcg(await walk(recommender, cases, { items: train.items.length, signal }));
    onTried?.(++tried, candidates.length);
    longest = Math.max(longest, performance.now() - started);
    if (best !== null && validationNdcg10 <= best.validationNdcg10) {
      recommender.dispose?.();
      continue;
    }
    best?.recommender.dispose?.();
    best = { name, settings, validationNdcg10, recommender, cuts: [] };
  }
  if (best === null) throw new TasteKitError('INTERNAL', `baseline ${name} has no settings to try`);
  const cut = tried < candidates.length ? [`Of ${name}, ${tried} of ${candidates.length} settings were tried, for want of time.`] : [];
  return { ...best, cuts: [...cut, ...(best.recommender.cuts ?? [])] };
}
