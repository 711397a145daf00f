import { TasteKitError } from '../errors.ts';
import { byEventBin } from './by-event-bin.ts';
import { checkLog } from './check-log.ts';
import { type PairedResult } from './evaluation.ts';
import { meanNdcg } from './mean-ndcg.ts';
import { ndcgOfRank } from './metrics/ndcg.ts';
import { LIST_LENGTH } from './prediction-log.ts';
import { type Difference, pairedDifference } from './statistics/paired-difference.ts';
import { userSums } from './statistics/user-sums.ts';
import { userDifferences } from './statistics/user-differences.ts';
import { usersWorse } from './statistics/users-worse.ts';
import { type LoggedArm } from './summarise-arm.ts';
import { type SummaryContext } from './summary-context.ts';

type NamedLog = Pick<LoggedArm, 'name' | 'log'>;

/**
 * Arm a against arm b over the same predictions: where one of them met fewer users, both logs have to be cut to those
 * (`firstUsers`). `relative` is by b's NDCG@10 over these predictions.
 * @param byUsers whether the spread over users is wanted, which takes long
 * @throws TasteKitError (`INTERNAL`) for the first row in which the two logs do not predict the same, or logs without rows.
 */
export function summarisePair(a: NamedLog, b: NamedLog, { users, seed }: Pick<SummaryContext, 'users' | 'seed'>, byUsers = false): PairedResult {
  checkLog(a.name, a.log, users);
  checkLog(b.name, b.log, users);
  checkSamePredictions(a, b);
  const { user, events } = a.log;
  const [ndcgsA, ndcgsB] = [a, b].map(({ log }) => Float64Array.from(log.rank, (rank) => ndcgOfRank(rank, LIST_LENGTH)));
  const differenceWhere = (where?: (prediction: number) => boolean) => pairedDifference(userSums(user, ndcgsA, users, where), userSums(user, ndcgsB, users, where), { seed });
  // The logs were checked to have predictions.
  const { difference, ci95 } = differenceWhere() as Difference;
  const base = meanNdcg(b.log);
  const differences = ndcgsA.map((value, p) => value - ndcgsB[p]);
  const spread = byUsers ? userDifferences(user, differences, users, { seed }) : null;
  return {
    a: a.name,
    b: b.name,
    metric: 'ndcg10',
    difference,
    relative: base === 0 ? null : difference / base,
    ci95,
    byEvents: byEventBin(events, differenceWhere),
    usersWorse: spread?.worse ?? usersWorse(user, differences, users, { seed }),
    byUsers: spread,
  };
}

function checkSamePredictions(a: NamedLog, b: NamedLog): void {
  const names = `${a.name} and ${b.name}`;
  if (a.log.user.length !== b.log.user.length) {
    throw new TasteKitError('INTERNAL', `${names}: expected as many predictions, came ${a.log.user.length} and ${b.log.user.length}; cut both to the users they share`);
  }
  const columns = (['user', 'events', 'target', 'candidates'] as const).map((column) => [column, a.log[column], b.log[column]] as const);
  for (let p = 0; p < a.log.user.length; p++) {
    for (const [column, ofA, ofB] of columns) {
      if (ofA[p] !== ofB[p]) throw new TasteKitError('INTERNAL', `${names}: expected the same predictions row by row, came ${column} ${ofA[p]} and ${ofB[p]} in row ${p}`);
    }
  }
}
