/** From a finished run to what a bundle is made of. */
import { type BundleParts } from '../bundle/encode-bundle.ts';
import { fromHalf, toHalf } from '../bundle/float16.ts';
import { type Manifest } from '../bundle/manifest.ts';
import { dequantiseRows, quantiseRows } from '../bundle/quantise.ts';
import { type Dataset } from '../catalog/dataset.ts';
import { itemShapes, networkShapes, type NeumfConfig, walkFeatures } from '../neumf.ts';
import { type Tensor } from '../types.ts';
import { AS_LEARNED } from './balance.ts';
import { itemOrders, WALK } from './item-orders.ts';
import { learningSettings, type RehearsedLearning } from './learning-settings.ts';
import { reorderedTransitions } from './reordered-transitions.ts';
import { type TrainOptions } from './train-options.ts';
import { type TrainedModel } from './trained-model.ts';
import { type Trainer } from './trainer.ts';
import { type ValidationResult } from './validate.ts';
import { withoutIdleMlp } from './without-idle-mlp.ts';

/** What a person says of the data; the counts are added. */
export interface DataCard {
  /** The bundle's name, and part of the name of a visitor's database. */
  name: string;
  dataName: string;
  licence: string;
  attribution: string;
  source: string;
  licenceText?: { bytes: Uint8Array; file?: string };
}

/** The best epoch's weights, validated once more as they will be shipped: quantised. @throws AbortedError */
export async function shippedQuality(trainer: Trainer, signal?: AbortSignal): Promise<ValidationResult | null> {
  const { config, factors, network } = trainer.trained();
  const shipped = dequantiseRows(quantiseRows(factors, factors.length / config.dim, config.dim), config.dim);
  const halves = new Map([...network].map(([name, data]) => [name, fromHalf(toHalf(data))]));
  return trainer.validateAsShipped(halves, shipped, signal);
}

/** What is said of a run of `tastekit train`: its options and balance, and that nobody was held out for a test. */
export function trainingFacts({ position }: Trainer, { seed, epochs: _epochs, mlp, ...rest }: TrainOptions): Manifest['training'] {
  const { product, memory } = position.results[position.bestEpoch]?.balance ?? AS_LEARNED;
  const heldOut = { kind: 'none' as const, seed, validation: rest.validationShare, test: 0 };
  return { seed, epochs: position.bestEpoch + 1, heldOut, options: { ...rest, mlp: mlp.join(','), productTimes: product, memoryTimes: memory } };
}

/** A trained model, without an MLP that says nothing, and everything beside it; the most popular items first, so that a part of a large catalogue makes a good first list. */
export function bundleParts(
  trained: TrainedModel,
  dataset: Dataset,
  training: Manifest['training'],
  card: DataCard,
  validation: ValidationResult | null,
  rehearsed: RehearsedLearning | null = null,
): BundleParts {
  const { config: learned, network, factors, bias, popularity, memory } = withoutIdleMlp(trained);
  // What comes next in a list says nothing where there is no order of events.
  const config = dataset.ordered ? { ...learned, walk: WALK } : learned;
  const { productTimes } = training.options;
  const count = dataset.items.length;
  const order = byPopularity(popularity);
  const items = Array.from(order, (item) => dataset.items[item]);
  const weights = new Map<string, Tensor>();
  const starts = startsOf(config, rehearsed);
  for (const [name, shape] of Object.entries(networkShapes(config))) weights.set(name, { shape, data: starts.get(name) ?? (network.get(name) as Float32Array) });
  const rows: Record<string, Float32Array> = { 'item.factor': factors, 'item.bias': bias, 'item.popularity': popularity };
  for (const [name, shape] of Object.entries(itemShapes(config, count))) weights.set(name, { shape, data: reordered(rows[name], order) });
  return {
    name: card.name,
    config,
    weights,
    memory: memory && reorderedTransitions(memory, order),
    ...(config.walk && { orders: itemOrders(items) }),
    items,
    data: {
      name: card.dataName,
      licence: card.licence,
      attribution: card.attribution,
      source: card.source,
      users: dataset.users.length,
      items: count,
      interactions: dataset.itemOf.length,
      ordered: dataset.ordered,
      thresholds: dataset.thresholds,
    },
    licence: card.licenceText,
    training,
    evaluation: { validation, test: null },
    learning: learningSettings(typeof productTimes === 'number' ? productTimes : AS_LEARNED.product, rehearsed),
  };
}

/** Where every visitor starts, as far as that was not trained: nothing walked, or what was rehearsed. */
function startsOf(config: NeumfConfig, rehearsed: RehearsedLearning | null): Map<string, Float32Array> {
  const starts = new Map<string, Float32Array>();
  if (config.walk) starts.set('personal.walk', Float32Array.from(rehearsed?.start?.walk ?? new Float32Array(walkFeatures(config.walk))));
  if (rehearsed?.start) starts.set('personal.vector', Float32Array.from(rehearsed.start.vector));
  return starts;
}

/** Items by descending popularity; equals keep the order of the items file. */
function byPopularity(popularity: Float32Array): Int32Array {
  return Int32Array.from(popularity.keys()).sort((a, b) => popularity[b] - popularity[a] || a - b);
}

/** The rows in another order: row r of the result is row order[r]. */
function reordered(rows: Float32Array, order: Int32Array): Float32Array {
  const width = rows.length / order.length;
  const result = new Float32Array(rows.length);
  order.forEach((item, r) => result.set(rows.subarray(item * width, (item + 1) * width), r * width));
  return result;
}
