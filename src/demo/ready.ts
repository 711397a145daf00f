import { type RecommenderState } from '../client/recommender.ts';

/** The state in which there is a list to show. */
export type Ready = Extract<RecommenderState, { status: 'ready' }>;
