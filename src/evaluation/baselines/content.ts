import { type Baseline } from './baseline.ts';
import { type ContentVectors, contentVectors } from './content-vectors.ts';
import { meetingCounts } from './event-counts.ts';
import { popularAtFirst } from './popular-at-first.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { addRow } from './sparse-row.ts';

const DEFAULTS = { decay: 0.6, words: 0 };

/** Many items have the same genres and decade: the more popular of such stands first, by so much at most. */
const TIE = 1e-5;

/**
 * Items like those the visitor touched (Lops et al. 2011, "Content-based recommender systems"): the profile p = Σ_k decay^k · v of
 * the k-th last event's item, v the TF-IDF vectors of content-vectors.ts; score_i = cos(p, v_i). Without an order nothing decays.
 */
export const content: Baseline = {
  name: 'content',
  candidates: [
    DEFAULTS,
    { decay: 0.6, words: 0.5 },
    { decay: 0.8, words: 0 },
    { decay: 0.8, words: 1 },
    { decay: 1, words: 0 },
    { decay: 1, words: 1 },
  ],
  fit(train, settings) {
    const { decay, words } = readSettings(DEFAULTS, settings);
    const vectors = contentVectors(train, words);
    const counts = meetingCounts(train, 0);
    const most = counts.reduce((most, count) => Math.max(most, count), 1);
    const ties = counts.map((count) => (TIE * count) / most);
    return popularAtFirst(train, profiles(vectors, train.ordered ? decay : 1, ties), (item) => vectors.rows[item].items.length > 0);
  },
};

function profiles({ terms, rows }: ContentVectors, decay: number, ties: Float32Array): () => QuickVisitor {
  const scores = new Float32Array(rows.length);
  return () => {
    const profile = new Float64Array(terms);
    return {
      observe({ item }) {
        for (let term = 0; term < terms; term++) profile[term] *= decay;
        addRow(profile, rows[item], 1);
      },
      scores() {
        const length = Math.sqrt(profile.reduce((sum, value) => sum + value * value, 0));
        rows.forEach(({ items, weights }, item) => {
          let sum = 0;
          for (let j = 0; j < items.length; j++) sum += weights[j] * profile[items[j]];
          scores[item] = sum / length + ties[item];
        });
        return scores;
      },
    };
  };
}
