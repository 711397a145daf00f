/** TF.js's WebGPU backend with the kernels of a learning step. A chunk of its own, for devices that learn on a GPU. */
// First: it sets up what every other file of TF.js finds ready.
import '@tensorflow/tfjs-core/dist/base_side_effects';
import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu';
import { type Gpu } from './gpu.ts';
import { WEBGPU_KERNELS } from './webgpu-kernels.ts';

/** Registers the backend `webgpu` on the engine's device, in place of an earlier one. */
export function registerWebgpu({ device, info }: Gpu): void {
  WEBGPU_KERNELS.filter(({ kernelName }) => !tf.getKernel(kernelName, 'webgpu')).forEach(tf.registerKernel);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info));
}
