/** Serves visitors to one arm, with their dislikes and without, and notes what its lists show. */
import { createBitset, setBit } from '../../kernels/bitset.ts';
import { topK } from '../../kernels/top-k.ts';
import { type PredictionLog } from '../prediction-log.ts';
import { type Recommender } from '../recommender.ts';
import { servingOrder, walk, type WalkOptions } from '../walk.ts';
import { type DislikePlan } from './plan-dislikes.ts';

export interface ServedPlans {
  log: PredictionLog;
  /** Share of each prediction's list that is like what was disliked, in the rows of the log, [P]. */
  share: Float64Array;
}

/** @param which of the plans' visitors: as they were, or with the dislikes. The disliked items are in no list of either. */
export async function servePlans(recommender: Recommender, plans: readonly DislikePlan[], which: 'with' | 'without', list: number, options: WalkOptions): Promise<ServedPlans> {
  const shares: number[][] = plans.map(() => []);
  const cases = plans.map((plan) => plan[which]);
  const order = servingOrder(cases);
  let begun = 0;
  // `walk` starts visitors in this order, and asks for scores where something is predicted, only.
  const watched: Recommender = {
    start() {
      const plan = plans[order[begun]];
      const own = shares[order[begun++]];
      const visitor = recommender.start();
      const hidden = createBitset(plan.like.length);
      for (const item of plan.disliked) setBit(hidden, item);
      const note = (scores: Float32Array) => {
        for (const item of plan.disliked) scores[item] = -Infinity;
        const { items } = topK(scores, list, hidden);
        own.push(items.filter((item) => plan.like[item] === 1).length / Math.max(1, items.length));
        return scores;
      };
      return {
        observe(event) {
          setBit(hidden, event.item);
          return visitor.observe(event);
        },
        scores() {
          const scores = visitor.scores();
          return scores instanceof Promise ? scores.then(note) : note(scores);
        },
      };
    },
  };
  const log = await walk(watched, cases, options);
  return { log, share: Float64Array.from(shares.flat()) };
}
