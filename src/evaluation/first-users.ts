import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';

/**
 * The rows of users 0 … users − 1. All arms of a run meet the test users in one order, and one that met fewer met the
 * first of them: so this is what a longer log has in common with a shorter one, row by row. Views; `ms` and `observed`
 * stay those of the whole log.
 */
export function firstUsers(log: PredictionLog, users: number): PredictionLog {
  const end = log.user.findIndex((user) => user >= users);
  const rows = end < 0 ? log.user.length : end;
  return {
    ...log,
    user: log.user.subarray(0, rows),
    events: log.events.subarray(0, rows),
    target: log.target.subarray(0, rows),
    rank: log.rank.subarray(0, rows),
    candidates: log.candidates.subarray(0, rows),
    top: log.top.subarray(0, LIST_LENGTH * rows),
  };
}
