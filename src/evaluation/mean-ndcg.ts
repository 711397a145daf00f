import { ndcgOfRank } from './metrics/ndcg.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';

/** NDCG@10, the mean over predictions; 0 without any. */
export function meanNdcg({ rank }: Pick<PredictionLog, 'rank'>): number {
  return rank.reduce((sum, each) => sum + ndcgOfRank(each, LIST_LENGTH), 0) / Math.max(1, rank.length);
}
