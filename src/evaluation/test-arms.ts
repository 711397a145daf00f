/** Tries all arms on the test users, once. */
import { type EvaluateProgress } from './evaluate-progress.ts';
import { type ArmResult } from './evaluation.ts';
import { type PredictionLog } from './prediction-log.ts';
import { type Case } from './protocol-split.ts';
import { type Recommender } from './recommender.ts';
import { walkWithin } from './walk-within.ts';

/** Something to try: what it is, and the recommender that does it. */
export interface Arm extends Pick<ArmResult, 'name' | 'kind' | 'settings' | 'validationNdcg10'> {
  recommender: Recommender;
}

export interface TestedArm extends Arm {
  log: PredictionLog;
  /** Test users that it served, the first of all. */
  users: number;
}

export interface TestArmsOptions {
  /** In the order in which users are taken. */
  cases: readonly Case[];
  /** Items of the catalogue, n. */
  items: number;
  /** Milliseconds left for arms that do not learn, and for those that do. */
  left: { frozen: () => number; learning: () => number };
  signal?: AbortSignal;
  onProgress: (progress: EvaluateProgress) => void;
}

/**
 * All arms but the learner serve the same users, as many as there is time for. The learner takes many times as long: it
 * comes last, and serves the first of those users, as many as there is time for.
 * @returns the arms in their order, and what was cut, one sentence each
 */
export async function testArms(arms: readonly Arm[], options: TestArmsOptions): Promise<{ tested: TestedArm[]; cuts: string[] }> {
  const { cases, left } = options;
  const isLearner = ({ kind }: Arm) => kind === 'learner';
  const frozen = await testTogether(arms.filter((arm) => !isLearner(arm)), cases, left.frozen, 'all but the learner', options);
  const users = frozen[0]?.users ?? cases.length;
  const learning = await testTogether(arms.filter(isLearner), cases.slice(0, users), left.learning, 'learner', options);
  const cuts: string[] = [];
  if (users < cases.length) cuts.push(`For want of time ${users} of the ${cases.length} test users were served, a seeded sample.`);
  for (const arm of learning) {
    if (arm.users === users) continue;
    cuts.push(`For want of time ${arm.name} served ${arm.users} of these ${users} users, a seeded sample; where it is compared with another arm, both are judged on them alone.`);
  }
  const tested = [...frozen, ...learning];
  return { tested: arms.map((arm) => tested.find(({ name }) => name === arm.name) as TestedArm), cuts };
}

async function testTogether(arms: readonly Arm[], cases: readonly Case[], left: () => number, words: string, options: TestArmsOptions): Promise<TestedArm[]> {
  const { items, signal, onProgress } = options;
  const onDone = (done: number, total: number) => onProgress({ status: 'testing', arm: words, done, total });
  const logs = await walkWithin(arms.map(({ recommender }) => recommender), cases, { items, left, signal, onDone });
  return arms.map((arm, i) => ({ ...arm, log: logs[i], users: servedUsers(logs[i]) }));
}

/** Users who were served without a prediction at the end of the log are not counted: there is nothing to tell of them. */
function servedUsers({ user }: PredictionLog): number {
  return user.length === 0 ? 0 : user[user.length - 1] + 1;
}
