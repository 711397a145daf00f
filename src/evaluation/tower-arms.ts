/** Our own arms: the bundle's tower, the same learning on each event, and ablations of both. */
import { type Bundle } from '../bundle/bundle.ts';
import { type LearningSettings, sessionModel, type SessionModel } from '../session/session-model.ts';
import { isIdleMlp } from '../neumf.ts';
import { type Item, type Weights } from '../types.ts';
import { type ArmResult } from './evaluation.ts';
import { LEARNER_ABLATIONS } from './learner-ablations.ts';
import { type Recommender } from './recommender.ts';
import { bundleRows } from './session-recommender.ts';
import { towerRecommender } from './tower-recommender.ts';

export interface TowerArm extends Pick<ArmResult, 'name' | 'kind' | 'settings'> {
  recommender: Required<Recommender>;
  /** Whether it learns on each event. */
  learns: boolean;
}

export interface TowerArmsOptions {
  /** The catalogue that is judged on. */
  items: readonly Item[];
  /** Other bundles, by the names of their arms. */
  ablations: Readonly<Record<string, Bundle>>;
  /** Whether the bundle is tried without parts of its head, too. */
  withoutParts: boolean;
  /** Whether the learner is tried without its parts, too. */
  learners: boolean;
}

/** Name of the arm that `fold-in/` makes. */
export const FOLD_IN = 'fold-in';

/** What the head is tried without: name of the arm and of the part, and the weights that are set to 0 for it. */
const PARTS = [
  ['tower without memory', 'memory', 'head.memory'],
  ['tower without MLP', 'MLP', 'head.mlp.out'],
] as const;

/** Names of the arms that there may be, in their order. */
export function towerArmNames({ ablations, withoutParts, learners }: Pick<TowerArmsOptions, 'ablations' | 'withoutParts' | 'learners'>): string[] {
  const learning = learners ? [FOLD_IN, ...LEARNER_ABLATIONS.map(({ name }) => name)] : [];
  return ['tower', 'learner', ...learning, ...(withoutParts ? PARTS.map(([name]) => name) : []), ...Object.keys(ablations)];
}

/**
 * TF.js must have started. Whoever takes an arm disposes its recommender; `take` is called with each as soon as it is made.
 * @returns what a reader has to know, one sentence each: items that a bundle and the data do not share, parts that it lacks
 */
export async function towerArms(bundle: Bundle, { items, ablations, withoutParts, learners }: TowerArmsOptions, take: (arm: TowerArm) => void): Promise<string[]> {
  const rows = bundleRows(items, bundle.items);
  const model = sessionModel(bundle);
  const frozen = { rows, learning: false };
  const learning = { rows, learning: true };
  take({ name: 'tower', kind: 'tower', learns: false, settings: towerSettings(bundle), recommender: await towerRecommender(model, frozen) });
  take({ name: 'learner', kind: 'learner', learns: true, settings: learnerSettings(model.learning), recommender: await towerRecommender(model, learning) });
  const notes = itemNotes('the bundle', rows, bundle.items.count);
  for (const { name, part, change } of learners ? LEARNER_ABLATIONS : []) {
    const changed = change(model.learning);
    if (changed === null) {
      notes.push(`The learner has no ${part}, or nothing else to learn: there is no arm without it.`);
      continue;
    }
    take({ name, kind: 'ablation', learns: true, settings: learnerSettings(changed), recommender: await towerRecommender({ ...model, learning: changed }, learning) });
  }
  for (const [name, part, weight] of withoutParts ? PARTS : []) {
    if (lacks(model, weight)) {
      notes.push(`The tower has no ${part}: there is no arm without it.`);
      continue;
    }
    take({ name, kind: 'ablation', learns: false, settings: { ...towerSettings(bundle), without: weight }, recommender: await towerRecommender(without(model, weight), frozen) });
  }
  for (const [name, other] of Object.entries(ablations)) {
    const own = bundleRows(items, other.items);
    take({ name, kind: 'ablation', learns: false, settings: towerSettings(other), recommender: await towerRecommender(sessionModel(other), { rows: own, learning: false }) });
    notes.push(...itemNotes(`ablation ${name}`, own, other.items.count));
  }
  return notes;
}

function lacks({ network, memory }: SessionModel, weight: string): boolean {
  return (weight === 'head.memory' && memory === null) || network.get(weight)?.data.every((value) => value === 0) === true;
}

/** The model with one of its weights at 0. */
function without(model: SessionModel, name: string): SessionModel {
  const network: Weights = new Map([...model.network].map(([key, tensor]) => [key, key === name ? { ...tensor, data: new Float32Array(tensor.data.length) } : tensor]));
  return { ...model, network };
}

function towerSettings({ manifest: { model, training } }: Bundle): ArmResult['settings'] {
  const { dim, blocks, heads, hidden, window, mlp, memory } = model;
  return { dim, blocks, heads, hidden, window, mlp: isIdleMlp(mlp) ? 'none' : mlp.join(','), memory: memory !== null, epochs: training.epochs };
}

function learnerSettings({ rates, steps, negatives, replay, proximal, ramp, guard }: LearningSettings): ArmResult['settings'] {
  return { walkRate: rates.walk, vectorRate: rates.vector, adapterRate: rates.adapter, mixRate: rates.mix, steps, negatives, replay, proximal, ramp, guard };
}

function itemNotes(which: string, rows: Int32Array, bundleItems: number): string[] {
  const known = rows.filter((row) => row >= 0).length;
  const notes: string[] = [];
  if (known < rows.length) {
    notes.push(`Of the ${rows.length} items of the data ${which} does not know ${rows.length - known}: it never recommends them, and passes over events on them.`);
  }
  if (known < bundleItems) notes.push(`Of the ${bundleItems} items of ${which} the data do not have ${bundleItems - known}: they were left out of its lists.`);
  return notes;
}
