/** Learning with the kernels and gradients that a page registers, against all of TF.js. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { packPersonal, personalPartFrom } from '../kernels/personal-part.ts';
import { randomModel } from '../kernels/testing/random-model.ts';
import { type Learner, stateSize } from '../learner/learner.ts';
import { randomBatch } from '../learner/random-batch.fixture.ts';
import { walkFeatures } from '../neumf.ts';
import { type Backend, BACKENDS } from '../types.ts';
import { findGpu } from './gpu.ts';
import { loadTfjs } from './load-tfjs.ts';
import { LEARNER_GRADIENTS } from './learner-gradients.ts';
import { WASM_KERNELS } from './wasm-kernels.ts';
import { WEBGPU_KERNELS } from './webgpu-kernels.ts';

// Small: done in software, every shape a GPU sees costs a compilation.
const walk = { orders: ['id'], spans: [3, 30] };
const { config, network } = randomModel(30, { walk });
const settings = { rates: { vector: 0.2, adapter: 0.1, mix: 0.05, walk: 0.5 }, steps: 2, proximal: 0.1, ramp: 20, guard: true };
const eventWeights = { view: 1, click: 1, like: 1.5, dislike: -1, purchase: 2, dwell: 1, skip: -0.2, dismiss: -4 };
const model = { config, network, learning: { ...settings, negatives: 128, replay: 15, eventWeights } };
const start = new Float32Array(stateSize(config));
start.set(packPersonal(personalPartFrom(network)));

const asRegistered = new Map<Backend, Float32Array>();
const kernelsRegistered = new Map<Backend, number>();
let gradientsRegistered = 0;

async function learn(learner: Learner): Promise<Float32Array> {
  const once = await learner.learn(start, randomBatch(config.dim, 1, 3, 6, walkFeatures(walk)));
  const twice = await learner.learn(once, randomBatch(config.dim, 2, 3, 6, walkFeatures(walk)));
  learner.dispose();
  return twice;
}

async function startLearner(backend: Backend): Promise<Learner> {
  const tfjs = await loadTfjs(backend);
  const gpu = backend === 'webgpu' ? await findGpu() : null;
  if (typeof gpu === 'string') throw new Error(gpu);
  return tfjs.startLearner(gpu, model);
}

// In one place: once all of TF.js is registered, nothing can be missing any more.
beforeAll(async () => {
  for (const backend of BACKENDS) {
    asRegistered.set(backend, await learn(await startLearner(backend)));
    kernelsRegistered.set(backend, tf.getKernelsForBackend(backend).length);
  }
  gradientsRegistered = Object.values(tf).filter((name) => typeof name === 'string' && tf.getGradient(name)).length;
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  await import('@tensorflow/tfjs-backend-wasm');
  await import('@tensorflow/tfjs-backend-webgpu');
});

it('nothing but what is listed was registered', () => {
  expect(Object.fromEntries(kernelsRegistered)).toEqual({ wasm: WASM_KERNELS.length, webgpu: WEBGPU_KERNELS.length });
  expect(gradientsRegistered).toBe(LEARNER_GRADIENTS.length);
});

it.each(BACKENDS)('%s: learns what all of TF.js would have learned', async (backend) => {
  const learned = asRegistered.get(backend) ?? new Float32Array();
  const all = await learn(await startLearner(backend));
  expect(tf.getKernelsForBackend(backend).length).toBeGreaterThan(100);
  expect(Math.max(...all.map((x, i) => Math.abs(x - start[i])))).toBeGreaterThan(0.01);
  expect(Math.max(...all.map((x, i) => Math.abs(x - learned[i])))).toBeLessThanOrEqual(1e-5);
});

it('both backends learn the same', () => {
  const [one, other] = BACKENDS.map((backend) => asRegistered.get(backend) ?? new Float32Array());
  expect(one).toHaveLength(start.length);
  expect(Math.max(...one.map((x, i) => Math.abs(x - other[i])))).toBeLessThanOrEqual(1e-3);
});
