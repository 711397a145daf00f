/** A small bundle for tests: random weights of the right shapes, made-up items. */
import { type NeumfConfig, itemShapes, networkShapes } from '../neumf.ts';
import { randomPlaces } from '../kernels/testing/random-places.ts';
import { Sfc32 } from '../random.ts';
import { type Item, type Tensor, type TransitionTables } from '../types.ts';
import { type BundleParts } from './encode-bundle.ts';

export const EXAMPLE_CONFIG: NeumfConfig = {
  dim: 8,
  blocks: 1,
  heads: 2,
  hidden: 4,
  window: 4,
  ordered: true,
  mlp: [6, 3],
  eventTypes: ['view', 'like', 'dislike'],
  adapterRank: 2,
  memory: { traces: [{ window: 4, decay: 0.8 }], epsilon: 0.001 },
  walk: { orders: ['id', 'title'], spans: [3, 9] },
};

/** Parts of a bundle of `count` items; the same seed gives the same. */
export function exampleParts(count = 20, config: NeumfConfig = EXAMPLE_CONFIG, seed = 1): BundleParts & { weights: Map<string, Tensor> } {
  const random = new Sfc32(seed);
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of Object.entries({ ...networkShapes(config), ...itemShapes(config, count) })) {
    const size = shape.reduce((product, n) => product * n, 1);
    weights.set(name, { shape, data: Float32Array.from({ length: size }, () => 4 * random.uniform() - 2) });
  }
  return {
    name: 'example',
    config,
    weights,
    memory: config.memory && exampleMemory(count, random),
    ...(config.walk && { orders: config.walk.orders.map(() => randomPlaces(count, random)) }),
    items: Array.from({ length: count }, (_, i) => exampleItem(i)),
    data: {
      name: 'Made-up ratings',
      licence: 'CC0-1.0',
      attribution: 'Nobody in particular',
      source: 'https://example.com/ratings',
      users: 100,
      items: count,
      interactions: 2_000,
      ordered: true,
      thresholds: { likeAt: 4, dislikeAt: 2 },
    },
    licence: { bytes: new TextEncoder().encode('No rights reserved.\n') },
    training: { seed: 7, epochs: 3, heldOut: { kind: 'users', seed: 7, validation: 0.05, test: 0.1 }, options: { batch: 64, decay: 0.01, quick: false, loss: 'softmax' } },
    evaluation: {
      validation: { users: 50, predictions: 400, ndcg10: 0.21, hr10: 0.37 },
      test: { protocol: 'stream', seed: 3, users: 100, predictions: 800, ndcg10: 0.2, hr10: 0.36, baseline: { name: 'hybrid', ndcg10: 0.18, hr10: 0.33 } },
    },
    learning: {
      rates: { vector: 0.1, adapter: 0.05, mix: 0.01, walk: 0.2 },
      steps: 2,
      negatives: 64,
      replay: 8,
      proximal: 0.1,
      ramp: 5,
      guard: true,
      eventWeights: { view: 0.2, click: 0.5, like: 1, dislike: -1, purchase: 2, dwell: 0.7, skip: -0.1, dismiss: -3 },
    },
    shardBytes: 1_024 + 10 * (config.dim + 12),
    shardItems: 8,
  };
}

/** Of each item the next three, as far as there are others. */
function exampleMemory(count: number, random: Sfc32): TransitionTables {
  const rows = Array.from({ length: count }, (_, row) => {
    const after = [1, 2, 3].map((step) => (row + step) % count);
    return [...new Set(after)].filter((item) => item !== row).sort((a, b) => a - b);
  });
  const offsets = new Int32Array(count + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i] + row.length));
  return {
    offsets,
    items: Int32Array.from(rows.flat()),
    codes: Uint8Array.from(rows.flat(), () => 1 + random.below(255)),
    scales: Float32Array.from(rows, () => random.uniform() / 1_000),
  };
}

function exampleItem(i: number): Item {
  return {
    id: `item-${i}`,
    title: `Title ${i} “é”`,
    genres: i % 3 === 0 ? [] : ['Drama', 'Noir'].slice(i % 2),
    year: i % 4 === 0 ? null : 1950 + i,
    extra: i % 5 === 0 ? { url: `/items/${i}`, price: `${i}.00` } : {},
  };
}
