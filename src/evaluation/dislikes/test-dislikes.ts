/**
 * The dislike test: simulated visitors with explicit dislikes see fewer items like them, at no cost in hits. Held-out
 * visitors are replayed as in protocol `stream`; in the middle each dislikes a few recommended items of one kind
 * (`plan-dislikes.ts`). What the same visitors are shown next is compared, with the dislikes and without them.
 */
import { type Bundle } from '../../bundle/bundle.ts';
import { parseSince } from '../../catalog/split-since.ts';
import { OptionError } from '../../errors.ts';
import { Budget } from '../budget.ts';
import { type EvaluateOptions } from '../evaluate-options.ts';
import { type EvaluateProgress } from '../evaluate-progress.ts';
import { bundleFactors } from '../fold-in/bundle-factors.ts';
import { judgedSplit } from '../judged-split.ts';
import { predictionsOf } from '../protocol-split.ts';
import { shuffledCases } from '../sample-cases.ts';
import { bundleRows } from '../session-recommender.ts';
import { type TowerArm, towerArms } from '../tower-arms.ts';
import { type DislikeSettings, type DislikeTest } from './dislike-test.ts';
import { type DislikePlan, planDislikes } from './plan-dislikes.ts';
import { type ServedPlans, servePlans } from './serve-plans.ts';
import { summariseDislikes } from './summarise-dislikes.ts';

export type DislikeOptions = Pick<EvaluateOptions, 'dataset' | 'protocol' | 'seed' | 'since' | 'command' | 'ablations' | 'learners' | 'budgetMs' | 'now'> & {
  bundle: Bundle;
  settings?: Partial<DislikeSettings>;
};

const BUDGET_MS = 12 * 60_000;
/** Visitors served together: what a piece takes is known when it is over. */
const PIECE = 64;
/** Of the catalogue, the part that counts as like an item; at least so many items. */
const CLUSTER_SHARE = 0.02;
const SMALLEST_CLUSTER = 10;

/** TF.js must have started. @throws OptionError, DataError where data, bundle and options do not fit the protocol; AbortedError */
export async function testDislikes(options: DislikeOptions, signal?: AbortSignal, onProgress: (progress: EvaluateProgress) => void = () => {}): Promise<DislikeTest> {
  const { dataset, protocol, seed, bundle, command, ablations = {}, learners = false } = options;
  if (protocol !== 'stream' && protocol !== 'drift') throw new OptionError('dislikes', `needs visitors whom nobody learned from, so protocol stream or drift, got ${protocol}`);
  const budget = new Budget(options.budgetMs ?? BUDGET_MS, options.now);
  const { split } = await judgedSplit(options);
  const n = dataset.items.length;
  const settings: DislikeSettings = { dislikes: 3, list: 20, horizon: 20, cluster: Math.max(SMALLEST_CLUSTER, Math.round(CLUSTER_SHARE * n)), ...options.settings };
  const factors = bundleFactors(bundle.items.factors, bundle.manifest.model.dim, bundleRows(dataset.items, bundle.items));
  const cases = shuffledCases(split.test, seed);
  const arms: TowerArm[] = [];
  try {
    const notes = await towerArms(bundle, { items: dataset.items, ablations, withoutParts: false, learners }, (arm) => arms.push(arm));
    const plans: DislikePlan[] = [];
    const served: Record<'with' | 'without', ServedPlans[]>[] = arms.map(() => ({ with: [], without: [] }));
    let asked = 0;
    let longest = 0;
    while (asked < cases.length && (asked === 0 || longest <= budget.leftOf(1))) {
      const started = performance.now();
      const piece: DislikePlan[] = [];
      for (const each of cases.slice(asked, asked + PIECE)) {
        const plan = await planDislikes(arms[0].recommender, factors, each, settings, signal);
        if (plan !== null) piece.push(plan);
      }
      for (const [i, { recommender }] of arms.entries()) {
        for (const which of ['without', 'with'] as const) {
          served[i][which].push(await servePlans(recommender, piece, which, settings.list, { items: n, firstUser: plans.length, signal }));
        }
      }
      plans.push(...piece);
      asked = Math.min(cases.length, asked + PIECE);
      longest = Math.max(longest, performance.now() - started);
      onProgress({ status: 'testing', arm: 'dislikes', done: asked, total: cases.length });
    }
    if (plans.length === 0) throw new OptionError('dislikes', `of ${asked} test users none has events enough, and is shown ${settings.dislikes} items of one kind that they do not go on to take; bring more data`);
    const cuts = [...split.notes, ...notes];
    if (asked < cases.length) cuts.push(`For want of time ${asked} of ${cases.length} test users were asked, a seeded sample.`);
    if (plans.length < asked) cuts.push(`Of the ${asked} test users ${asked - plans.length} were left out: they have too few events, or were shown too little of a kind that they do not go on to take.`);
    return {
      test: 'dislikes',
      protocol,
      since: options.since === undefined ? null : parseSince(options.since, dataset),
      dataset: { users: dataset.users.length, items: n, testUsers: asked, visitors: plans.length, predictions: predictionsOf(plans.map((plan) => plan.without)) },
      settings,
      seed,
      command,
      cuts,
      arms: summariseDislikes(arms.map(({ name, kind }, i) => ({ name, kind, ...served[i] })), plans.length, seed),
    };
  } finally {
    for (const { recommender } of arms) recommender.dispose();
  }
}
