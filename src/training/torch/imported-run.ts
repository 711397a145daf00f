/** What src/training/torch/train.py wrote, checked: `weights.safetensors`, with the run as metadata. */
import * as v from 'valibot';
import { checkTensors } from '../../bundle/check-tensors.ts';
import { sha256Hex } from '../../bundle/integrity.ts';
import { type Manifest } from '../../bundle/manifest.ts';
import { checkedMemory } from '../../bundle/memory-tables.ts';
import { decodeSafetensors } from '../../bundle/safetensors.ts';
import { type Dataset } from '../../catalog/dataset.ts';
import { BundleError, DataError } from '../../errors.ts';
import { itemShapes, networkShapes } from '../../neumf.ts';
import { EVENT_TYPES } from '../../types.ts';
import { type RehearsedLearning } from '../learning-settings.ts';
import { type TrainedModel } from '../trained-model.ts';
import { type ValidationResult } from '../validate.ts';

export interface ImportedRun {
  model: TrainedModel;
  training: Manifest['training'];
  validation: ValidationResult | null;
  /** How visitors learn, where rehearse.py found it out. */
  rehearsed: RehearsedLearning | null;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(10));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Run = v.object({
  config: v.object({
    dim: count,
    blocks: count,
    heads: count,
    hidden: count,
    window: count,
    ordered: v.boolean(),
    mlp: v.array(count),
    eventTypes: v.array(v.picklist(EVENT_TYPES)),
    adapterRank: count,
    memory: v.nullable(v.object({ traces: v.array(v.object({ window: count, decay: v.number() })), epsilon: v.number() })),
  }),
  /** sha256 of the items' ids, a line each. */
  items: v.string(),
  events: count,
  heldOut: v.object({ kind: v.picklist(['none', 'users', 'last', 'after']), seed: count, validation: share, test: share, since: v.optional(v.number()), digest: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))) }),
  seed: count,
  epochs: count,
  options: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  validation: v.nullable(v.object({ users: count, predictions: count, ndcg10: share, hr10: share })),
  learning: v.optional(
    v.object({
      rates: v.object({ vector: rate, adapter: rate, mix: rate, walk: rate }),
      proximal: rate,
      ramp: count,
      start: v.nullable(v.object({ vector: v.array(v.number()), walk: v.array(v.number()) })),
    }),
  ),
});

/**
 * @param dataset read from the files that the run was trained on
 * @throws BundleError naming what is wrong with the file; DataError where it was trained on other data
 */
export async function importedRun(file: string, bytes: Uint8Array, dataset: Dataset): Promise<ImportedRun> {
  const { tensors, metadata } = decodeSafetensors(file, bytes);
  const run = readRun(file, metadata.run);
  const { config } = run;
  const ids = new TextEncoder().encode(dataset.items.map(({ id }) => id).join('\n'));
  if ((await sha256Hex(ids)) !== run.items || dataset.itemOf.length !== run.events) {
    throw new DataError({ file }, `was trained on other data: expected ${run.events} events and its own items, got ${dataset.itemOf.length} events on ${dataset.items.length} items; give the files and options that train.py was given`);
  }
  const n = dataset.items.length;
  const isMemory = (name: string) => name.startsWith('memory.');
  const weights = new Map([...tensors].filter(([name]) => !isMemory(name)));
  const shapes = { ...networkShapes(config), ...itemShapes(config, n) };
  checkTensors(file, weights, Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'F32' as const, shape }])));
  const floats = (name: string) => weights.get(name)?.data as Float32Array;
  const memory = new Map([...tensors].filter(([name]) => isMemory(name)));
  if (memory.size > 0 !== (config.memory !== null)) throw new BundleError(file, `expected tensors "memory.…" ${config.memory ? 'as the settings have a memory' : 'in no model without memory'}`);
  return {
    model: {
      config,
      network: new Map(Object.keys(networkShapes(config)).map((name) => [name, floats(name)])),
      factors: floats('item.factor'),
      bias: floats('item.bias'),
      popularity: floats('item.popularity'),
      memory: config.memory && checkedMemory(file, memory, n),
    },
    training: { seed: run.seed, epochs: run.epochs, heldOut: run.heldOut, options: run.options },
    validation: run.validation,
    rehearsed: run.learning ?? null,
  };
}

function readRun(file: string, text: string | undefined): v.InferOutput<typeof Run> {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch (cause) {
    throw new BundleError(file, 'has no account of a run in its metadata: was it written by train.py?', { cause });
  }
  const result = v.safeParse(Run, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new BundleError(file, `its account of the run, ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}
