/** Our own arms: the bundle's tower, the same learning on each event, and ablations, all frozen. */
import { type Bundle } from '../bundle/bundle.ts';
import { sessionModel, type SessionModel } from '../session/session-model.ts';
import { isIdleMlp } from '../neumf.ts';
import { type Item, type Weights } from '../types.ts';
import { type ArmResult } from './evaluation.ts';
import { type Recommender } from './recommender.ts';
import { bundleRows } from './session-recommender.ts';
import { towerRecommender } from './tower-recommender.ts';

export interface TowerArm extends Pick<ArmResult, 'name' | 'kind' | 'settings'> {
  recommender: Required<Recommender>;
}

export interface TowerArmsOptions {
  /** The catalogue that is judged on. */
  items: readonly Item[];
  /** Other bundles, by the names of their arms. */
  ablations: Readonly<Record<string, Bundle>>;
  /** Whether the bundle is tried without parts of its head, too. */
  withoutParts: boolean;
}

/** What the head is tried without: name of the arm and of the part, and the weights that are set to 0 for it. */
const PARTS = [
  ['tower without memory', 'memory', 'head.memory'],
  ['tower without MLP', 'MLP', 'head.mlp.out'],
] as const;

/** Names of the arms that there may be, in their order. */
export function towerArmNames({ ablations, withoutParts }: Pick<TowerArmsOptions, 'ablations' | 'withoutParts'>): string[] {
  return ['tower', 'learner', ...(withoutParts ? PARTS.map(([name]) => name) : []), ...Object.keys(ablations)];
}

/**
 * TF.js must have started. Whoever takes an arm disposes its recommender; `take` is called with each as soon as it is made.
 * @returns what a reader has to know, one sentence each: items that a bundle and the data do not share, parts that it lacks
 */
export async function towerArms(bundle: Bundle, { items, ablations, withoutParts }: TowerArmsOptions, take: (arm: TowerArm) => void): Promise<string[]> {
  const rows = bundleRows(items, bundle.items);
  const model = sessionModel(bundle);
  const frozen = { rows, learning: false };
  take({ name: 'tower', kind: 'tower', settings: towerSettings(bundle), recommender: await towerRecommender(model, frozen) });
  take({ name: 'learner', kind: 'learner', settings: learnerSettings(bundle), recommender: await towerRecommender(model, { rows, learning: true }) });
  const notes = itemNotes('the bundle', rows, bundle.items.count);
  for (const [name, part, weight] of withoutParts ? PARTS : []) {
    if (lacks(model, weight)) {
      notes.push(`The tower has no ${part}: there is no arm without it.`);
      continue;
    }
    take({ name, kind: 'ablation', settings: { ...towerSettings(bundle), without: weight }, recommender: await towerRecommender(without(model, weight), frozen) });
  }
  for (const [name, other] of Object.entries(ablations)) {
    const own = bundleRows(items, other.items);
    take({ name, kind: 'ablation', settings: towerSettings(other), recommender: await towerRecommender(sessionModel(other), { rows: own, learning: false }) });
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

function learnerSettings({ manifest: { learning } }: Bundle): ArmResult['settings'] {
  const { rates, steps, negatives, replay, proximal } = learning;
  return { vectorRate: rates.vector, adapterRate: rates.adapter, mixRate: rates.mix, steps, negatives, replay, proximal };
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
