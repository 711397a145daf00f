import { TasteKitError } from '../../errors.ts';
import { type ArmKind } from '../evaluation.ts';
import { joinLogs } from '../join-logs.ts';
import { hitRateOfRank } from '../metrics/hit-rate.ts';
import { ndcgOfRank } from '../metrics/ndcg.ts';
import { LIST_LENGTH } from '../prediction-log.ts';
import { pairedDifference } from '../statistics/paired-difference.ts';
import { type UserSums, userSums } from '../statistics/user-sums.ts';
import { type Change, type Changed, type DislikeArm } from './dislike-test.ts';
import { type ServedPlans } from './serve-plans.ts';

export interface ServedArm {
  name: string;
  kind: ArmKind;
  /** The same visitors in both, piece by piece. */
  with: readonly ServedPlans[];
  without: readonly ServedPlans[];
}

const METRICS = ['share', 'ndcg10', 'hr10'] as const;
type ByMetric<Value> = Record<(typeof METRICS)[number], Value>;

/** @param users visitors of all pieces @throws TasteKitError (`INTERNAL`) where arms were not asked the same */
export function summariseDislikes(arms: readonly ServedArm[], users: number, seed: number): DislikeArm[] {
  const sums = arms.map((arm) => ({ with: sumsOf(arm.with, users), without: sumsOf(arm.without, users) }));
  const changes = sums.map((each) => byMetric((metric) => minus(each.with[metric], each.without[metric])));
  const tower = arms.findIndex(({ kind }) => kind === 'tower');
  return arms.map(({ name, kind, ...served }, i) => {
    const changed = byMetric((metric): Changed => ({
      without: mean(sums[i].without[metric]),
      with: mean(sums[i].with[metric]),
      ...change(sums[i].with[metric], sums[i].without[metric], seed),
    }));
    const beyondTower = tower < 0 || tower === i ? null : byMetric((metric) => change(changes[i][metric], changes[tower][metric], seed));
    const logs = [...served.with, ...served.without].map(({ log }) => log);
    const observed = logs.reduce((sum, log) => sum + log.observed, 0);
    return { name, kind, ...changed, beyondTower, msPerEvent: logs.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, observed) };
  });
}

/** Whether visitors are shown less of what they disliked, at no cost in hits that an interval tells. */
export function passes({ share, ndcg10, hr10 }: Pick<DislikeArm, 'share' | 'ndcg10' | 'hr10'>): boolean {
  return share.ci95[1] < 0 && ndcg10.ci95[1] >= 0 && hr10.ci95[1] >= 0;
}

function sumsOf(pieces: readonly ServedPlans[], users: number): ByMetric<UserSums> {
  const { user, rank } = joinLogs(pieces.map(({ log }) => log));
  const values: ByMetric<Float64Array> = {
    share: Float64Array.from(pieces.flatMap(({ share }) => [...share])),
    ndcg10: Float64Array.from(rank, (each) => ndcgOfRank(each, LIST_LENGTH)),
    hr10: Float64Array.from(rank, (each) => hitRateOfRank(each, LIST_LENGTH)),
  };
  return byMetric((metric) => userSums(user, values[metric], users));
}

function change(one: UserSums, other: UserSums, seed: number): Change {
  const difference = pairedDifference(one, other, { seed });
  if (difference === null) throw new TasteKitError('INTERNAL', 'the dislike test: expected at least one prediction, came none');
  return difference;
}

function minus(one: UserSums, other: UserSums): UserSums {
  return { sums: one.sums.map((sum, user) => sum - other.sums[user]), counts: one.counts };
}

function mean({ sums, counts }: UserSums): number {
  return sums.reduce((a, b) => a + b, 0) / Math.max(1, counts.reduce((a, b) => a + b, 0));
}

function byMetric<Value>(value: (metric: (typeof METRICS)[number]) => Value): ByMetric<Value> {
  return Object.fromEntries(METRICS.map((metric) => [metric, value(metric)])) as ByMetric<Value>;
}
