/**
 * TF.js, as one who knows it well would write the head: tables and matrices stay on the device, matrix products are
 * fused with bias and relu, all light terms go into one product, and the best 50 are taken in the faster of two ways.
 */
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { findGpu } from '../../src/engine/gpu.ts';
import { type Ranked } from '../../src/kernels/scorer.ts';
import { type RandomModel } from '../../src/kernels/testing/random-model.ts';
import { topK } from '../../src/kernels/top-k.ts';
import { type Contest, type Contestant, type Spec, TOP } from './contestant.ts';
import { fastest } from './fastest.ts';
import { type Matrix, plainHead, userTerms } from './plain-head.ts';

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

/** Returns the function from a user's terms to the scores, [n]. */
export function tfjsHead(model: RandomModel, precomputed: boolean): (user: ReturnType<ReturnType<typeof userTerms>>) => tf.Tensor1D {
  const head = plainHead(model);
  const onDevice = ({ shape, data }: Matrix) => tf.tensor2d(data, shape);
  const rows = onDevice(head.rows);
  const [itemHalf, userHalf] = [onDevice(head.itemHalf), onDevice(head.userHalf)];
  const upper = head.upper.map(({ weight, bias }) => ({ b: onDevice(weight), bias: tf.tensor1d(bias) }));
  const firstBias = tf.tensor1d(head.firstBias);
  const factors = onDevice(head.factors);
  const half = precomputed ? tf.matMul(factors, itemHalf) : null;
  if (half) factors.dispose();
  const whole = half ? null : tf.concat([itemHalf, userHalf], 0);

  return ({ user, terms, out }) =>
    tf.tidy(() => {
      const u = tf.tensor2d(user, [1, head.dim]);
      let x = half
        ? tf.relu(tf.add(half, tf.fused.matMul({ a: u, b: userHalf, bias: firstBias })))
        : tf.fused.matMul({
            a: tf.concat([factors, tf.tile(u, [head.items, 1])], 1),
            b: whole as tf.Tensor2D,
            bias: firstBias,
            activation: 'relu',
          });
      for (const { b, bias } of upper) x = tf.fused.matMul({ a: x, b, bias, activation: 'relu' });
      const mlp = tf.matMul(x, tf.tensor2d(out, [out.length, 1]));
      const light = tf.matMul(rows, tf.tensor2d(terms, [terms.length, 1]));
      return tf.reshape(tf.add(mlp, light), [head.items]);
    });
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
  const gpu = await findGpu();
  if (typeof gpu === 'string') throw new Error(gpu);
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info));
  await use('webgpu');
  return gpu.name;
}

async function startWasm(threads: number): Promise<string> {
  setWasmPaths('/tfjs-wasm/');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  if (threads > 1) setThreadsCount(threads);
  await use('wasm');
  if (!tf.env().getBool('WASM_HAS_SIMD_SUPPORT')) throw new Error('TF.js found no WebAssembly SIMD');
  return threads > 1 ? 'threaded SIMD' : 'SIMD';
}

async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend)) || tf.getBackend() !== backend) throw new Error(`TF.js could not start its ${backend} backend`);
}
