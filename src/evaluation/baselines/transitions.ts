import { type TrainingSet } from '../training-set.ts';
import { type Baseline, type Settings } from './baseline.ts';
import { coOccurrences } from './co-occurrences.ts';
import { eventCounts, meetingCounts } from './event-counts.ts';
import { popularAtFirst } from './popular-at-first.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { addRow } from './sparse-row.ts';
import { transitionCounts } from './transition-counts.ts';

const DEFAULTS = { lookahead: 5, trainDecay: 0.8, alpha: 0.7, beta: 0.3, decay: 0.8 };

/**
 * What tends to follow (a Markov chain with decayed skips: Shani et al. 2005; the normalisation as in Aiolli 2013): with C
 * of transition-counts.ts and n_a training events of a, score_i = Σ_k decay^k · C[a_k, i] / (n_(a_k)^alpha · n_i^beta)
 * over the visitor's events a_0 (the last), a_1, … Without an order all pairs of a history count 1 and nothing decays.
 */
export const transitions: Baseline = {
  name: 'transitions',
  candidates: [
    DEFAULTS,
    { ...DEFAULTS, alpha: 0.5 },
    { ...DEFAULTS, beta: 0.1 },
    { ...DEFAULTS, beta: 0.5 },
    { ...DEFAULTS, lookahead: 1 },
    { ...DEFAULTS, lookahead: 10, decay: 0.9 },
  ],
  fit: fitTransitions,
};

/** A Markov chain's recommender. @throws OptionError */
export function fitTransitions(train: TrainingSet, settings: Settings): { start(): QuickVisitor } {
  const { lookahead, trainDecay, alpha, beta, decay } = readSettings(DEFAULTS, settings);
  const rows = train.ordered ? transitionCounts(train, lookahead, trainDecay) : coOccurrences(train);
  const counts = meetingCounts(train, 0);
  const from = Float64Array.from(train.ordered ? eventCounts(train) : counts, (count) => Math.max(1, count) ** -alpha);
  const to = Float64Array.from(counts, (count) => Math.max(1, count) ** -beta);
  const fading = train.ordered ? decay : 1;
  const scores = new Float32Array(counts.length);
  const start = (): QuickVisitor => {
    const sums = new Float64Array(counts.length);
    return {
      observe({ item }) {
        for (let i = 0; i < sums.length; i++) sums[i] *= fading;
        addRow(sums, rows[item], from[item]);
      },
      scores() {
        for (let i = 0; i < sums.length; i++) scores[i] = sums[i] * to[i];
        return scores;
      },
    };
  };
  return popularAtFirst(train, start, (item) => rows[item].items.length > 0);
}
