import { networkShapes, type NeumfConfig } from '../../neumf.ts';
import { Sfc32 } from '../../random.ts';
import { type Tensor } from '../../types.ts';
import { type ItemTables } from '../scorer.ts';

/** A model with random weights of realistic size, for tests: scores come out between about 1 and 10. */
export interface RandomModel {
  config: NeumfConfig;
  network: Map<string, Tensor>;
  tables: ItemTables;
}

export const SMALL_CONFIG: NeumfConfig = {
  dim: 8,
  blocks: 2,
  heads: 2,
  hidden: 16,
  window: 5,
  ordered: true,
  mlp: [12, 6],
  eventTypes: ['view', 'like', 'dislike'],
  adapterRank: 2,
  memory: null,
};

/** `settings` change `SMALL_CONFIG`; equal arguments give equal models. */
export function randomModel(items: number, settings: Partial<NeumfConfig> = {}, seed = 1): RandomModel {
  const config = { ...SMALL_CONFIG, ...settings };
  const random = new Sfc32(seed, items);
  const network = new Map<string, Tensor>();
  for (const [name, shape] of Object.entries(networkShapes(config))) {
    const length = shape.reduce((product, size) => product * size, 1);
    const std = shape.length === 2 && !/prefix|type|distance/.test(name) ? 1 / Math.sqrt(shape[0]) : 0.3;
    const mean = name.endsWith('gain') || name === 'head.gmf' ? 1 : 0;
    network.set(name, { shape, data: normals(length, std, random, mean) });
  }
  return { config, network, tables: randomTables(items, config.dim, random) };
}

/** The model with its network's weights, below 8, rounded to numbers that are halves. */
export function withHalfWeights({ config, network, tables }: RandomModel): RandomModel {
  const rounded = new Map([...network].map(([name, { shape, data }]) => [name, { shape, data: data.map((weight) => Math.round(256 * weight) / 256) }]));
  return { config, network: rounded, tables };
}

/** Normal numbers, seeded. */
export function normals(length: number, std: number, random: Sfc32, mean = 0): Float32Array {
  return Float32Array.from({ length }, () => mean + std * random.normal());
}

/** An item's factor as float32, [d]. */
export function factorOf({ config, tables }: RandomModel, item: number): Float32Array {
  const row = tables.factors.values.subarray(item * config.dim, (item + 1) * config.dim);
  return Float32Array.from(row, (value) => value * tables.factors.scales[item]);
}

function randomTables(count: number, dim: number, random: Sfc32): ItemTables {
  const values = Int8Array.from({ length: count * dim }, () => Math.max(-127, Math.min(127, Math.round(40 * random.normal()))));
  const scales = Float32Array.from({ length: count }, () => (0.3 / 40) * (0.5 + random.uniform()));
  return { count, factors: { values, scales }, bias: normals(count, 0.3, random), popularity: normals(count, 1, random) };
}
