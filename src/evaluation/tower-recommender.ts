/** A model made ready for evaluation: the scorer that Node has, and a learner where it is to learn. */
import { DeviceError } from '../errors.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { type Scorer } from '../kernels/scorer.ts';
import { createSimdScorer } from '../kernels/simd/simd-scorer.ts';
import { Learner } from '../learner/learner.ts';
import { type SessionModel } from '../session/session-model.ts';
import { BatchingLearner } from './batching-learner.ts';
import { type Recommender } from './recommender.ts';
import { sessionRecommender } from './session-recommender.ts';

export interface TowerRecommenderOptions {
  /** The bundle's row of each item of the data set, −1 where it has none, [n]. */
  rows: Int32Array;
  /** Whether it learns on each event; TF.js must have started then. */
  learning: boolean;
}

/** Holds scorer and learner until `dispose()`. */
export async function towerRecommender(model: SessionModel, { rows, learning }: TowerRecommenderOptions): Promise<Required<Recommender>> {
  const scorer = await bestScorer(model);
  const learner = learning ? new Learner(model.config, model.network, model.learning) : null;
  return {
    ...sessionRecommender({ model, scorer, rows, learner: learner && new BatchingLearner(learner) }),
    dispose: () => {
      learner?.dispose();
      scorer.dispose();
    },
  };
}

/** One stage whatever the size: every item's score is wanted. */
async function bestScorer(model: SessionModel): Promise<Scorer> {
  try {
    return await createSimdScorer(model.config, model.network, model, { candidates: 0 });
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return new PlainScorer(model.config, model.network, model, { candidates: 0 });
  }
}
