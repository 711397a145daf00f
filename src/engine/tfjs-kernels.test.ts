/** A kernel or gradient that is not registered would be missed by a visitor first: the lists must be what learning uses. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { packPersonal, personalPartFrom } from '../kernels/personal-part.ts';
import { randomModel } from '../kernels/testing/random-model.ts';
import { Learner, stateSize } from '../learner/learner.ts';
import { randomBatch } from '../learner/random-batch.fixture.ts';
import { walkFeatures } from '../neumf.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { LEARNER_GRADIENTS } from './learner-gradients.ts';
import { WASM_KERNELS } from './wasm-kernels.ts';
import { WEBGPU_KERNELS } from './webgpu-kernels.ts';

const usedKernels = new Set<string>();
const usedGradients = new Set<string>();

beforeAll(async () => {
  await startTfjs('wasm');
  for (const kernel of Object.values(tf).filter((value) => typeof value === 'string')) {
    const config = tf.getGradient(kernel);
    if (!config) continue;
    const { gradFunc } = config;
    config.gradFunc = (...given) => {
      usedGradients.add(kernel);
      return gradFunc(...given);
    };
  }
  for (const changes of [{ mlp: [12, 6], walk: { orders: ['id'], spans: [3, 30] } }, { mlp: [4] }]) {
    const { config, network } = randomModel(30, changes);
    const features = config.walk ? walkFeatures(config.walk) : 0;
    const start = new Float32Array(stateSize(config));
    start.set(packPersonal(personalPartFrom(network)));
    const { kernelNames } = await tf.profile(async () => {
      const settings = { rates: { vector: 0.2, adapter: 0.1, mix: 0.05, walk: 0.5 }, steps: 2, proximal: 0.1, ramp: 20, guard: true };
      const learner = new Learner(config, network, settings);
      await learner.learn(start, randomBatch(config.dim, 1, 3, 6, features));
      await learner.learn(start, randomBatch(config.dim, 2, 1, 1, features));
      learner.dispose();
      // As bundles are made: nothing but vector and walk is learned.
      const idle = new Map([...network].map(([name, { shape, data }]) => [name, { shape, data: /mlp\.out|adapterOut|mix/.test(name) ? data.map(() => 0) : data }]));
      const light = new Learner(config, idle, { ...settings, rates: { ...settings.rates, adapter: 0, mix: 0 } });
      await light.learn(start, randomBatch(config.dim, 1, 3, 6, features));
      light.dispose();
      return [];
    });
    kernelNames.forEach((name) => usedKernels.add(name));
  }
  // What `customGrad` runs is listed under the name `forward`, or that of no scope.
  usedKernels.delete('forward');
  usedKernels.delete('unnamed scope');
});

it.each([
  ['wasm', WASM_KERNELS],
  ['webgpu', WEBGPU_KERNELS],
])('%s: the kernels registered are those that a learning step runs', (backend, kernels) => {
  expect(kernels.map(({ kernelName }) => kernelName).toSorted()).toEqual([...usedKernels].toSorted());
  expect(new Set(kernels.map((kernel) => kernel.backendName))).toEqual(new Set([backend]));
});

it('the gradients registered are those that a learning step takes', () => {
  expect(LEARNER_GRADIENTS.map(({ kernelName }) => kernelName).toSorted()).toEqual([...usedGradients].toSorted());
});
