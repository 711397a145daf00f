/** Recommenders whose every score can be told by hand, for tests. */
import { type EvaluatedEvent, type Recommender } from '../recommender.ts';

/**
 * Scores each item by a function of the visitor's events so far, in one array for all visitors, as fast baselines do.
 * With `late`, in arrays of their own that come with a promise, as our own model does.
 */
export function scoring(items: number, scoreOf: (item: number, events: readonly EvaluatedEvent[]) => number, late = false): Recommender {
  const shared = new Float32Array(items);
  return {
    start() {
      const events: EvaluatedEvent[] = [];
      const fill = (scores: Float32Array) => scores.map((_, item) => scoreOf(item, events));
      return {
        observe: (event) => void events.push(event),
        scores() {
          if (late) return Promise.resolve(fill(new Float32Array(items)));
          shared.set(fill(shared));
          return shared;
        },
      };
    },
  };
}
