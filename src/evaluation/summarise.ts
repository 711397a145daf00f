import { parseSince } from '../catalog/split-since.ts';
import { TasteKitError } from '../errors.ts';
import { type EvaluateOptions } from './evaluate-options.ts';
import { type ArmResult, type Evaluation } from './evaluation.ts';
import { firstUsers } from './first-users.ts';
import { type ProtocolSplit } from './protocol-split.ts';
import { byNdcg10 } from './report/focus-arms.ts';
import { shuffledCases } from './sample-cases.ts';
import { summariseArm } from './summarise-arm.ts';
import { summarisePair } from './summarise-pair.ts';
import { summaryContext } from './summary-context.ts';
import { learns, type TestedArm } from './test-arms.ts';

/**
 * All figures of an evaluation. Users and predictions are counted as the tower served them.
 * @param tested all arms, tried on the split's test users in the seeded order of `shuffledCases`
 * @throws TasteKitError (`INTERNAL`) without a tower, or for logs that do not belong to the split or to each other.
 */
export function summarise(options: EvaluateOptions, split: ProtocolSplit, tested: TestedArm[], cuts: string[], training: Evaluation['training']): Evaluation {
  const { dataset, protocol, seed, command } = options;
  const tower = tested.find(({ kind }) => kind === 'tower');
  if (tower === undefined) throw new TasteKitError('INTERNAL', `summarise: expected a tower among the arms, came ${tested.map(({ name }) => name).join(', ') || 'none'}`);
  const served = Math.max(...tested.map(({ users }) => users));
  const context = summaryContext(split.train, shuffledCases(split.test, seed).slice(0, served), seed);
  const summaries = tested.map((arm) => summariseArm(arm, context));
  const arms = summaries.map(({ result }) => result);
  return {
    protocol,
    dataset: { users: dataset.users.length, items: dataset.items.length, interactions: dataset.itemOf.length, testUsers: tower.users, predictions: tower.log.rank.length },
    since: options.since === undefined ? null : parseSince(options.since, dataset),
    seed,
    command,
    cuts,
    arms,
    paired: pairsOf(tower, tested, arms).map(([a, b]) => {
      const users = Math.min(a.users, b.users);
      return summarisePair({ name: a.name, log: firstUsers(a.log, users) }, { name: b.name, log: firstUsers(b.log, users) }, context, learns(a) || learns(b));
    }),
    training,
    plots: Object.fromEntries(summaries.map(({ result, plots }) => [result.name, plots])),
  };
}

/**
 * Which arms are compared: the tower with the baseline that validation chose, and with the best one of the test where
 * that is another; the learner with the tower; every other arm that learns with the tower, and the learner with it; the
 * tower with each ablation of its own.
 */
function pairsOf(tower: TestedArm, tested: readonly TestedArm[], arms: readonly ArmResult[]): [TestedArm, TestedArm][] {
  const ofKind = (kind: TestedArm['kind']) => tested.filter((arm) => arm.kind === kind);
  const rivals = new Set([bestOnValidation(ofKind('baseline')), bestOnTest(ofKind('baseline'), arms)].filter((arm) => arm !== undefined));
  const learners = ofKind('learner');
  const ablations = ofKind('ablation');
  return [
    ...[...rivals].map((rival): [TestedArm, TestedArm] => [tower, rival]),
    ...learners.map((learner): [TestedArm, TestedArm] => [learner, tower]),
    ...ablations.filter(learns).flatMap((arm): [TestedArm, TestedArm][] => [[arm, tower], ...learners.map((learner): [TestedArm, TestedArm] => [learner, arm])]),
    ...ablations.filter((arm) => !learns(arm)).map((ablation): [TestedArm, TestedArm] => [tower, ablation]),
  ];
}

/** Of equals the first, as in the report. */
function bestOnValidation(baselines: readonly TestedArm[]): TestedArm | undefined {
  const value = ({ validationNdcg10 }: TestedArm) => validationNdcg10 ?? -Infinity;
  return baselines.toSorted((a, b) => (value(a) === value(b) ? 0 : value(b) - value(a)))[0];
}

function bestOnTest(baselines: readonly TestedArm[], arms: readonly ArmResult[]): TestedArm | undefined {
  const best = byNdcg10(arms).find(({ kind }) => kind === 'baseline');
  return baselines.find(({ name }) => name === best?.name);
}
