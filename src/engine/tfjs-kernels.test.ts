/** A kernel or gradient that is not registered would be missed by a visitor first: the lists must be what learning uses. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { packPersonal, personalPartFrom } from '../kernels/personal-part.ts';
import { randomModel } from '../kernels/testing/random-model.ts';
import { GUARD_SIZE } from '../learner/guard.ts';
import { Learner } from '../learner/learner.ts';
import { randomBatch } from '../learner/random-batch.fixture.ts';
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
  for (const [mlp, walk] of [[[12, 6], undefined], [[4], { orders: ['id', 'title'], spans: [3, 9] }]] as const) {
    const features = walk ? 8 : 0;
    const { config, network } = randomModel(30, { mlp: [...mlp], ...(walk && { walk: { orders: [...walk.orders], spans: [...walk.spans] } }) });
    const start = Float32Array.of(...packPersonal(personalPartFrom(network)), ...new Float32Array(GUARD_SIZE));
    const { kernelNames } = await tf.profile(async () => {
      const learner = new Learner(config, network, { rates: { vector: 0.2, adapter: 0.1, mix: 0.05, walk: 0.3 }, steps: 2, proximal: 0.1, ramp: 5, guard: true });
      await learner.learn(start, randomBatch(config.dim, 1, 3, 6, features));
      await learner.learn(start, randomBatch(config.dim, 2, 1, 1, features));
      learner.dispose();
      return [];
    });
    kernelNames.forEach((name) => usedKernels.add(name));
  }
  // What `customGrad` runs is listed under the name of its scope.
  for (const scope of ['forward', 'unnamed scope']) usedKernels.delete(scope);
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
