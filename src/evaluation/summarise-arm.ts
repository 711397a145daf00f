import { TasteKitError } from '../errors.ts';
import { armPlots } from './arm-plots.ts';
import { beyondAccuracy } from './beyond-accuracy.ts';
import { byEventBin } from './by-event-bin.ts';
import { checkLog } from './check-log.ts';
import { type ArmPlots, type ArmResult } from './evaluation.ts';
import { hitRateOfRank } from './metrics/hit-rate.ts';
import { ndcgOfRank } from './metrics/ndcg.ts';
import { reciprocalRankOfRank } from './metrics/reciprocal-rank.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';
import { bootstrapMean, type Estimate } from './statistics/bootstrap-mean.ts';
import { userSums } from './statistics/user-sums.ts';
import { type SummaryContext } from './summary-context.ts';

/** An arm, and what it predicted. */
export interface LoggedArm extends Pick<ArmResult, 'name' | 'kind' | 'settings' | 'validationNdcg10'> {
  log: PredictionLog;
}

/**
 * All figures of one arm. Accuracy is the mean over predictions, each with one relevant item, the one that came; MRR is
 * that of the whole ranking, without cut-off. Intervals: `bootstrapMean`; the rest: `beyondAccuracy`, `armPlots`.
 * @throws TasteKitError (`INTERNAL`) for a log without predictions, or one that does not fit the context.
 */
export function summariseArm({ name, kind, settings, validationNdcg10, log }: LoggedArm, context: SummaryContext): { result: ArmResult; plots: ArmPlots } {
  const { users, seed, popular } = context;
  checkLog(name, log, users);
  if (popular.length < log.top.length) throw new TasteKitError('INTERNAL', `log of ${name}: expected at most ${popular.length / LIST_LENGTH} predictions, as many as popularity lists, came ${log.rank.length}`);
  const ndcgs = Float64Array.from(log.rank, (rank) => ndcgOfRank(rank, LIST_LENGTH));
  const hits = Float64Array.from(log.rank, (rank) => hitRateOfRank(rank, LIST_LENGTH));
  const ndcgByUser = userSums(log.user, ndcgs, users);
  // The log was checked to have predictions.
  const ndcg10 = bootstrapMean(ndcgByUser, { seed }) as Estimate;
  const hr10 = bootstrapMean(userSums(log.user, hits, users), { seed }) as Estimate;
  const result: ArmResult = {
    name,
    kind,
    settings,
    validationNdcg10,
    hr10: hr10.mean,
    ndcg10: ndcg10.mean,
    mrr: log.rank.reduce((sum, rank) => sum + reciprocalRankOfRank(rank), 0) / log.rank.length,
    ci95: { ndcg10: ndcg10.ci95, hr10: hr10.ci95 },
    byEvents: byEventBin(log.events, (where) => meanWhere(ndcgs, where)),
    ...beyondAccuracy(log, context),
    msPerEvent: log.ms / Math.max(1, log.observed),
  };
  return { result, plots: armPlots(log, ndcgByUser, context) };
}

function meanWhere(values: Float64Array, where: (prediction: number) => boolean): number | null {
  let sum = 0;
  let count = 0;
  for (let p = 0; p < values.length; p++) {
    if (!where(p)) continue;
    sum += values[p];
    count++;
  }
  return count === 0 ? null : sum / count;
}
