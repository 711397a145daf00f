/** TF.js's wasm backend with the kernels of a learning step. For devices that learn on it. */
// First: it sets up what every other file of TF.js finds ready.
import '@tensorflow/tfjs-core/dist/base_side_effects';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/base';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { type Learner } from '../learner/learner.ts';
import { type Gpu } from './gpu.ts';
import { type LearnerModel, startOn } from './tfjs.ts';
import { WASM_KERNELS } from './wasm-kernels.ts';

export { tensorsHeld } from './tfjs.ts';

let registered = false;

/** A learner on the processor. @throws DeviceError where TF.js does not start. */
export function startLearner(_gpu: Gpu | null, model: LearnerModel): Promise<Learner> {
  registerWasm();
  return startOn('wasm', model);
}

function registerWasm(): void {
  if (registered) return;
  WASM_KERNELS.forEach(tf.registerKernel);
  // The threaded build makes workers from blob URLs, which a strict content-security policy forbids.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // Though it is never taken, `setWasmPaths` insists on a path for it.
  const unused = { 'tfjs-backend-wasm-threaded-simd.wasm': simdWasm };
  setWasmPaths({ 'tfjs-backend-wasm.wasm': plainWasm, 'tfjs-backend-wasm-simd.wasm': simdWasm, ...unused });
  registered = true;
}
