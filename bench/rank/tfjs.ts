/** TF.js with the head of `tfjs-head.ts`; the best 50 are taken in the faster of two ways. */
import * as tf from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type Ranked } from '../../src/kernels/scorer.ts';
import { topK } from '../../src/kernels/top-k.ts';
import { browserGpu } from './browser-gpu.ts';
import { type Contest, type Contestant, type Spec, TOP } from './contestant.ts';
import { fastest } from './fastest.ts';
import { userTerms } from './plain-head.ts';
import { tfjsHead } from './tfjs-head.ts';

const NOTHING = new Uint32Array();

export async function openTfjs({ model, queries }: Contest, { scorer, threads }: Spec): Promise<Contestant> {
  const backend = scorer.includes('webgpu') ? await startWebgpu() : await startWasm(threads);
  const scoresOf = tfjsHead(model, scorer.endsWith('precomputed'));
  const terms = userTerms(model);

  const ways = { 'tf.topk': topkThere, 'scores read back, best 50 in JavaScript': topkHere };
  const trial = scoresOf(terms(queries[0]));
  const [way, topOf] = await fastest(Object.entries(ways), ([, top]) => top(trial));
  trial.dispose();
  return {
    note: `TF.js ${tf.version_core}, ${backend}; ${way}`,
    rank: async (query) => {
      const scores = scoresOf(terms(query));
      const ranked = await topOf(scores);
      scores.dispose();
      return ranked;
    },
  };
}

async function topkThere(scores: tf.Tensor1D): Promise<Ranked> {
  const { values, indices } = tf.topk(scores, Math.min(TOP, scores.size), true);
  const [best, items] = await Promise.all([values.data(), indices.data()]);
  tf.dispose([values, indices]);
  return { scores: best as Float32Array, items: items as Int32Array };
}

async function topkHere(scores: tf.Tensor1D): Promise<Ranked> {
  return topK((await scores.data()) as Float32Array, TOP, NOTHING);
}

async function startWebgpu(): Promise<string> {
  const gpu = await browserGpu();
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info));
  await use('webgpu');
  return gpu.name;
}

async function startWasm(threads: number): Promise<string> {
  setWasmPaths('/tfjs-wasm/');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  if (threads > 1) {
    setThreadsCount(threads);
    // It takes at most half the cores it is told of, which would be one thread of two; it is to have what it is asked to take.
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true });
  }
  await use('wasm');
  if (!tf.env().getBool('WASM_HAS_SIMD_SUPPORT')) throw new Error('TF.js found no WebAssembly SIMD');
  if (threads > 1 && getThreadsCount() !== threads) throw new Error(`TF.js runs on ${getThreadsCount()} threads instead of ${threads}`);
  return threads > 1 ? `SIMD, ${threads} threads` : 'SIMD';
}

async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend)) || tf.getBackend() !== backend) throw new Error(`TF.js could not start its ${backend} backend`);
}
