/**
 * ONNX Runtime Web with the model of `onnx-model.ts`, tables as initializers. Whether the model ends in TopK is chosen by
 * trial on the first items of the model.
 */
import type * as Ort from 'onnxruntime-web';
import { type Ranked, type ScoreQuery } from '../../src/kernels/scorer.ts';
import { itemHalves } from '../../src/kernels/item-half.ts';
import { type RandomModel } from '../../src/kernels/testing/random-model.ts';
import { topK } from '../../src/kernels/top-k.ts';
import { type Contest, type Contestant, type Spec, TOP } from './contestant.ts';
import { fastest } from './fastest.ts';
import { onnxModel } from './onnx-model.ts';
import { plainHead, userTerms } from './plain-head.ts';

/** Items of the trial. */
const TRIAL = 100_000;

export async function openOrt({ model, queries }: Contest, { scorer, threads }: Spec): Promise<Contestant> {
  const provider = scorer.startsWith('ort-webgpu') ? 'webgpu' : 'wasm';
  const precomputed = scorer.endsWith('precomputed');
  // Its files as they are published, beside each other: a bundler would tear them apart.
  const address = `/ort/ort.${provider}.min.mjs`;
  const ort = (await import(/* @vite-ignore */ address)) as typeof Ort;
  ort.env.wasm.wasmPaths = '/ort/';
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';

  const small = firstItems(model, TRIAL);
  const trials: (Choice & { session: Awaited<ReturnType<typeof open>> })[] = [];
  // One after the other: its WebGPU provider refuses to open two sessions at once.
  for (const endsInTopK of [true, false]) {
    const choice = { precomputed, endsInTopK };
    trials.push({ ...choice, session: await open(ort, provider, small, choice) });
  }
  const { endsInTopK } = await fastest(trials, ({ session }) => session.rank(queries[0]));
  for (const { session } of trials) await session.release();

  const { rank } = await open(ort, provider, model, { precomputed, endsInTopK });
  const how = precomputed ? 'item half precomputed' : 'layer by layer';
  const top = endsInTopK ? 'TopK in the model' : 'best 50 in JavaScript';
  return { rank, note: `ONNX Runtime Web ${ort.env.versions.web}, ${provider}; ${how}, ${top}` };
}

interface Choice {
  /** The item half of the first layer is an initializer. */
  precomputed: boolean;
  /** The model ends in TopK; else it gives all scores. */
  endsInTopK: boolean;
}

async function open(ort: typeof Ort, provider: string, model: RandomModel, { precomputed, endsInTopK }: Choice) {
  const terms = userTerms(model);
  const half = precomputed ? itemHalves(model.config, model.network, model.tables)(0, model.tables.count) : null;
  const bytes = onnxModel(plainHead(model), half, endsInTopK);
  const session = await ort.InferenceSession.create(bytes, { executionProviders: [provider], graphOptimizationLevel: 'all' });
  return {
    release: () => session.release(),
    rank: async (query: ScoreQuery): Promise<Ranked> => {
      const { user, terms: light, out } = terms(query);
      const results = await session.run({
        user: new ort.Tensor('float32', user, [1, user.length]),
        terms: new ort.Tensor('float32', light, [light.length, 1]),
        out: new ort.Tensor('float32', out, [out.length, 1]),
      });
      if (!endsInTopK) return topK((await results.scores.getData()) as Float32Array, TOP, new Uint32Array());
      const [scores, items] = [await results.values.getData(), await results.indices.getData()];
      return { scores: scores as Float32Array, items: Int32Array.from(items as BigInt64Array, Number) };
    },
  };
}

/** The same model with fewer items. */
function firstItems(model: RandomModel, items: number): RandomModel {
  const { tables, config } = model;
  const count = Math.min(items, tables.count);
  const { values, scales } = tables.factors;
  return {
    ...model,
    tables: {
      count,
      factors: { values: values.subarray(0, count * config.dim), scales: scales.subarray(0, count) },
      bias: tables.bias.subarray(0, count),
      popularity: tables.popularity.subarray(0, count),
    },
  };
}
