/** The work of an evaluation: split, tune, train, test. */
import { type Bundle } from '../bundle/bundle.ts';
import { OptionError } from '../errors.ts';
import { Budget } from './budget.ts';
import { heldOutFor, type JudgedBy } from './check-held-out.ts';
import { type EvaluateOptions } from './evaluate-options.ts';
import { type EvaluateProgress } from './evaluate-progress.ts';
import { type Evaluation } from './evaluation.ts';
import { bundleFactors } from './fold-in/bundle-factors.ts';
import { foldInRecommender } from './fold-in/fold-in-recommender.ts';
import { tuneFoldIn } from './fold-in/tune-fold-in.ts';
import { judgedSplit } from './judged-split.ts';
import { meanNdcg } from './mean-ndcg.ts';
import { type Case, type ProtocolSplit, predictionsOf } from './protocol-split.ts';
import { type Recommender } from './recommender.ts';
import { firstCases, shuffledCases } from './sample-cases.ts';
import { type Arm, type TestedArm, testArms } from './test-arms.ts';
import { bundleRows } from './session-recommender.ts';
import { FOLD_IN, type TowerArm, towerArmNames, towerArms } from './tower-arms.ts';
import { trainTower } from './train-tower.ts';
import { tune, type TunedBaseline } from './tune.ts';
import { walkWithin } from './walk-within.ts';

/** With the methods to beat. */
export type TestedArmsOptions = EvaluateOptions & Required<Pick<EvaluateOptions, 'baselines'>>;

export interface TestedArms {
  split: ProtocolSplit;
  tested: TestedArm[];
  /** What was left out or shortened, and what else a reader has to know, one sentence each. */
  cuts: string[];
  training: Evaluation['training'];
}

const BUDGET_MS = 12 * 60_000;
/** By when, as a share of the budget, each part has to be over. What one does not take is the next one's. */
const OVER = { tuned: 0.2, trained: 0.6, validated: 0.65, foldedIn: 0.7, tested: 0.82, learned: 1 };
/** The same where a bundle is given. */
const OVER_WITH_BUNDLE = { tuned: 0.3, trained: 0.3, validated: 0.4, foldedIn: 0.5, tested: 0.7, learned: 1 };
/** Predictions that the fold-in is tuned by. */
const FOLD_IN_PREDICTIONS = 4_000;
/** Predictions that settings are chosen by; fewer where the catalogue is large, so that at most so many items are scored. */
const VALIDATION_PREDICTIONS = 10_000;
const VALIDATION_SCORES = 5e7;

/** What all parts of one evaluation share. */
interface Run {
  options: TestedArmsOptions;
  split: ProtocolSplit;
  judgedBy: JudgedBy;
  /** Milliseconds left until a part has to be over. */
  left: (part: keyof typeof OVER, share?: number) => number;
  cuts: string[];
  signal?: AbortSignal;
  onProgress: (progress: EvaluateProgress) => void;
  /** Takes in what has to be freed at the end. */
  free: <T extends { dispose?(): void }>(held: T) => T;
}

/**
 * Splits the data, tunes the baselines, trains the tower or takes the one given, and tests all arms, once. TF.js must have
 * started. @throws OptionError, DataError where data and options do not fit the protocol; AbortedError
 */
export async function testedArms(options: TestedArmsOptions, signal?: AbortSignal, onProgress: (progress: EvaluateProgress) => void = () => {}): Promise<TestedArms> {
  const budget = new Budget(options.budgetMs ?? BUDGET_MS, options.now);
  const over = options.bundle ? OVER_WITH_BUNDLE : OVER;
  checkNames(options);
  const { split, judgedBy } = await judgedSplit(options);
  const cuts = [...split.notes];
  const held: { dispose?(): void }[] = [];
  const free = <T extends { dispose?(): void }>(each: T) => {
    held.push(each);
    return each;
  };
  const left: Run['left'] = (part, share = 1) => budget.leftOf(over[part] * share);
  try {
    return await inParts({ options, split, judgedBy, left, cuts, signal, onProgress, free });
  } finally {
    for (const each of held) each.dispose?.();
  }
}

async function inParts(run: Run): Promise<TestedArms> {
  const { options, split, left, cuts, signal, onProgress } = run;
  const items = options.dataset.items.length;
  const validation = validationSample(split, items, options.seed, cuts);
  const baselines = await tuneAll(run, validation);
  const { bundle, training } = await towerBundle(run);
  const ours: TowerArm[] = [];
  const { ablations = {}, withoutParts = false, learners = false } = options;
  const notes = await towerArms(bundle, { items: options.dataset.items, ablations, withoutParts, learners }, (arm) => {
    run.free(arm.recommender);
    ours.push(arm);
  });
  cuts.push(...notes);
  const [tower, ...others] = ours;
  const validationNdcg10 = await validatedNdcg(run, tower.recommender, validation);
  const foldedIn = learners ? [await foldInArm(run, bundle, tower.recommender, validation)] : [];
  const arms: Arm[] = [
    ...baselines.map((tuned): Arm => ({ ...tuned, kind: 'baseline' })),
    { ...tower, validationNdcg10 },
    ...foldedIn,
    // Nothing of them was chosen on validation.
    ...others.map((arm): Arm => ({ ...arm, validationNdcg10: null })),
  ];
  const { tested, cuts: testCuts } = await testArms(arms, {
    cases: shuffledCases(split.test, options.seed),
    items,
    left: { frozen: () => left('tested'), learning: () => left('learned') },
    signal,
    onProgress,
  });
  cuts.push(...testCuts);
  return { split, tested, cuts, training };
}

/** Each baseline has its share of the time. */
async function tuneAll({ options, split, left, cuts, signal, onProgress, free }: Run, cases: readonly Case[]): Promise<TunedBaseline[]> {
  const { baselines, seed } = options;
  const all: TunedBaseline[] = [];
  for (const [i, baseline] of baselines.entries()) {
    const tuned = await tune(baseline, split.train, cases, {
      seed,
      left: () => left('tuned', (i + 1) / baselines.length),
      signal,
      onTried: (done, total) => onProgress({ status: 'tuning', arm: baseline.name, done, total }),
    });
    free(tuned.recommender);
    cuts.push(...tuned.cuts);
    all.push(tuned);
  }
  return all;
}

/** The bundle that was given, or one that is trained now. */
async function towerBundle({ options, split, judgedBy, left, cuts, signal, onProgress }: Run): Promise<{ bundle: Bundle; training: Evaluation['training'] }> {
  const { dataset, bundle, train, seed } = options;
  if (bundle) return { bundle, training: [] };
  const trained = await trainTower({
    dataset,
    split,
    heldOut: heldOutFor(judgedBy),
    ncf: judgedBy.ncf,
    train: { ...train, seed },
    limitMs: left('trained'),
    signal,
    onProgress: (training) => onProgress({ status: 'training', training }),
  });
  cuts.push(...trained.cuts);
  return { bundle: trained.bundle, training: trained.epochs };
}

/** The tower's NDCG@10 on the cases that the baselines were tuned on. */
async function validatedNdcg({ options, left, cuts, signal, onProgress }: Run, tower: Recommender, cases: readonly Case[]): Promise<number> {
  const [log] = await walkWithin([tower], cases, {
    items: options.dataset.items.length,
    left: () => left('validated'),
    signal,
    onDone: (done, total) => onProgress({ status: 'validating', arm: 'tower', done, total }),
  });
  const predictions = predictionsOf(cases);
  if (log.rank.length < predictions) cuts.push(`For want of time the tower's validation figure is of ${log.rank.length} of these ${predictions} predictions.`);
  return meanNdcg(log);
}

/** The tower with a closed form beside it, tuned on the first of the cases. */
async function foldInArm({ options, left, cuts, signal, onProgress }: Run, bundle: Bundle, tower: Recommender, validation: readonly Case[]): Promise<Arm> {
  const { items } = options.dataset;
  const cases = firstCases(validation, FOLD_IN_PREDICTIONS);
  const factors = bundleFactors(bundle.items.factors, bundle.manifest.model.dim, bundleRows(items, bundle.items));
  const tuned = await tuneFoldIn(tower, factors, cases, {
    items: items.length,
    left: () => left('foldedIn'),
    signal,
    onDone: (done) => onProgress({ status: 'validating', arm: FOLD_IN, done, total: cases.length }),
  });
  if (tuned.cases < cases.length) cuts.push(`For want of time the fold-in was tuned on ${tuned.cases} of ${cases.length} validation users.`);
  const { settings, validationNdcg10 } = tuned;
  return { name: FOLD_IN, kind: 'ablation', learns: true, settings: { ...settings }, validationNdcg10, recommender: foldInRecommender(tower, factors, settings) };
}

/** Arms are told apart by their names, in the tables and the files. */
function checkNames({ baselines, ablations = {}, withoutParts = false, learners = false }: TestedArmsOptions): void {
  const names = [...baselines.map(({ name }) => name), ...towerArmNames({ ablations, withoutParts, learners })];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new OptionError('ablation', `expected a name of its own for each, got ${JSON.stringify(twice)}, which another arm has; give another`);
}

function validationSample({ validation }: ProtocolSplit, items: number, seed: number, cuts: string[]): Case[] {
  const wanted = Math.max(100, Math.min(VALIDATION_PREDICTIONS, Math.floor(VALIDATION_SCORES / items)));
  const cases = firstCases(shuffledCases(validation, seed), wanted);
  if (cases.length < validation.length) {
    cuts.push(`Settings were chosen on ${predictionsOf(cases)} predictions for ${cases.length} of the ${validation.length} validation users, a seeded sample.`);
  }
  return cases;
}
