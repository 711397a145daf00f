/** Where training starts: every weight by name, seeded. */
import { itemShapes, networkShapes, type NeumfConfig, POPULARITY_BUCKETS } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { spectralEmbedding } from './spectral-embedding.ts';

/**
 * What training changes: the network (neumf.ts) and, per item, `item.embedding` [n, d] and `item.bias` [n], with the
 * content projection `item.content` [features, d]. An item's factor is its embedding plus the sum of its features'.
 */
export type Parameters = Map<string, Float32Array>;

/** Names of the parameters with a row per item. */
export const ITEM_TABLES = ['item.embedding', 'item.bias'] as const;

/** Above so many items the eigenvectors would take minutes, and embeddings start at random. */
const SPECTRAL_ITEMS = 50_000;

/** `memory`: of the training users; item embeddings start by it, where the model has one. */
export function initialParameters(config: NeumfConfig, items: number, features: number, seed: number, memory: TransitionTables | null = null): Parameters {
  const random = new Sfc32(seed, 0x1417);
  const parameters: Parameters = new Map();
  for (const [name, shape] of Object.entries(networkShapes(config))) parameters.set(name, initialise(name, shape, random));
  const [rows, dim] = itemShapes(config, items)['item.factor'];
  const std = 0.5 / Math.sqrt(dim);
  const spectral = config.memory && memory && items <= SPECTRAL_ITEMS && spectralEmbedding(memory, config.memory.epsilon, dim, std, random);
  parameters.set('item.embedding', spectral || normal(rows * dim, std, random));
  parameters.set('item.content', normal(features * dim, std, random));
  parameters.set('item.bias', new Float32Array(items));
  return parameters;
}

function initialise(name: string, shape: number[], random: Sfc32): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  if (name.endsWith('.gain')) return new Float32Array(length).fill(1);
  if (name === 'head.gmf') return new Float32Array(length).fill(1 / Math.sqrt(length));
  if (name === 'head.popularity') return new Float32Array(length).fill(0.3);
  if (name === 'head.memory') return new Float32Array(length).fill((0.3 * POPULARITY_BUCKETS) / length);
  if (name.startsWith('personal.') && name !== 'personal.adapterIn') return new Float32Array(length);
  if (/bias$|\.b\d$|distance$|attention\.prefix$/.test(name)) return new Float32Array(length);
  if (name.startsWith('tower.prefix') || name.startsWith('tower.type')) return normal(length, 0.1, random);
  if (name === 'head.mlp.out') return normal(length, 0.1, random);
  const fanIn = shape[0];
  const gain = /mlp|ffn\.w1/.test(name) ? Math.SQRT2 : 1;
  // Residual branches begin small, so that a block begins near the identity (Radford et al. 2019, GPT-2).
  const small = /\.(attention\.out|ffn\.w2)$/.test(name) ? 0.5 : 1;
  return normal(length, (small * gain) / Math.sqrt(fanIn), random);
}

function normal(length: number, std: number, random: Sfc32): Float32Array {
  return Float32Array.from({ length }, () => std * random.normal());
}
