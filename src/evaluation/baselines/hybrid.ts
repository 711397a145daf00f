import { type Baseline } from './baseline.ts';
import { firstCounts } from './first-popularity.ts';
import { type QuickVisitor } from './quick-visitor.ts';
import { readSettings } from './read-settings.ts';
import { fitTransitions } from './transitions.ts';
import { fitUserKnn } from './user-knn.ts';

const DEFAULTS = { first: 2, k: 5, votes: 0.25, last: 20 };

/** Below these, scores of transitions and votes of neighbours say no more than that there were none. */
const FEWEST_TRANSITIONS = 1e-3;
const FEWEST_VOTES = 1e-2;

/**
 * A weighted hybrid (Burke 2002) of what follows, what similar users touched, and where users begin, which fades as a
 * history grows: score_i = log(transitions_i + 0.001) + votes · log(user-knn_i + 0.01) + first · log1p(f_i) / (1 + events), f_i
 * the events of i among each training user's first k; before the first event f_i alone. Transitions have their default
 * settings, user-knn 50 neighbours by the `last` items.
 */
export const hybrid: Baseline = {
  name: 'hybrid',
  candidates: [
    DEFAULTS,
    { ...DEFAULTS, first: 4 },
    { ...DEFAULTS, first: 1, k: 10 },
    { ...DEFAULTS, votes: 0.5 },
    { ...DEFAULTS, votes: 0 },
  ],
  fit(train, settings) {
    const { first, k, votes, last } = readSettings(DEFAULTS, settings);
    const transitions = fitTransitions(train, {});
    const neighbours = fitUserKnn(train, { neighbours: 50, last });
    const beginnings = firstCounts(train, k).map(Math.log1p);
    const scores = new Float32Array(beginnings.length);
    const start = (): QuickVisitor => {
      const following = transitions.start();
      const similar = neighbours.start();
      let events = 0;
      return {
        observe(event) {
          events++;
          following.observe(event);
          similar.observe(event);
        },
        scores() {
          scores.set(beginnings);
          if (events === 0) return scores;
          const weight = first / (1 + events);
          const t = following.scores();
          for (let i = 0; i < scores.length; i++) scores[i] = Math.log(t[i] + FEWEST_TRANSITIONS) + weight * beginnings[i];
          if (votes === 0) return scores;
          const v = similar.scores();
          for (let i = 0; i < scores.length; i++) scores[i] += votes * Math.log(v[i] + FEWEST_VOTES);
          return scores;
        },
      };
    };
    return { start };
  },
};
