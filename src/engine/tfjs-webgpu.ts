/** TF.js's WebGPU backend with the kernels of a learning step. For devices that learn on a GPU. */
// First: it sets up what every other file of TF.js finds ready.
import '@tensorflow/tfjs-core/dist/base_side_effects';
import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu';
import { DeviceError } from '../errors.ts';
import { type Learner } from '../learner/learner.ts';
import { type Gpu } from './gpu.ts';
import { type LearnerModel, startOn } from './tfjs.ts';
import { WEBGPU_KERNELS } from './webgpu-kernels.ts';

export { tensorsHeld } from './tfjs.ts';

/** A learner on the engine's device. @throws DeviceError where TF.js does not start. */
export async function startLearner(gpu: Gpu | null, model: LearnerModel): Promise<Learner> {
  if (!gpu) throw new DeviceError('there is no GPU device to learn on');
  registerWebgpu(gpu);
  return startOn('webgpu', model);
}

/** Registers the backend `webgpu` on the engine's device, in place of an earlier one. */
function registerWebgpu({ device, info }: Gpu): void {
  WEBGPU_KERNELS.filter(({ kernelName }) => !tf.getKernel(kernelName, 'webgpu')).forEach(tf.registerKernel);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info));
}
