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
  /** Whether it does more with an event than read it, which takes long. Default: the learner does. */
  learns?: boolean;
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

export function learns({ kind, learns = kind === 'learner' }: Pick<Arm, 'kind' | 'learns'>): boolean {
  return learns;
}

/**
 * All arms that do not learn serve the same users, as many as there is time for. Those that learn take many times as long:
 * they come last, and serve the first of those users, all of them the same, as many as there is time for.
 * @returns the arms in their order, and what was cut, one sentence each
 */
export async function testArms(arms: readonly Arm[], options: TestArmsOptions): Promise<{ tested: TestedArm[]; cuts: string[] }> {
  const { cases, left } = options;
  const learners = arms.filter(learns);
  const [few, many] = learners.length > 1 ? ['those that learn', 'all but those that learn'] : ['learner', 'all but the learner'];
  const frozen = await testTogether(arms.filter((arm) => !learns(arm)), cases, left.frozen, many, options);
  const users = frozen[0]?.users ?? cases.length;
  const learning = await testTogether(learners, cases.slice(0, users), left.learning, few, options);
  const cuts: string[] = [];
  if (users < cases.length) cuts.push(`For want of time ${users} of the ${cases.length} test users were served, a seeded sample.`);
  if (learning.length > 0 && learning[0].users < users) {
    const [who, it] = learning.length > 1 ? ['the arms that learn', 'one'] : [learning[0].name, 'it'];
    cuts.push(`For want of time ${who} served ${learning[0].users} of these ${users} users, a seeded sample; where ${it} is compared with another arm, both are judged on them alone.`);
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
