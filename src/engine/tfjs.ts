/** TF.js for learning, on the engine's backend. A chunk of its own: the first list is there before it arrives. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { DeviceError } from '../errors.ts';
import { Learner } from '../learner/learner.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type Backend } from '../types.ts';
import { type Gpu } from './gpu.ts';

/** Starts TF.js and makes the learner. @throws DeviceError where the backend does not start. */
export async function startLearner(backend: Backend, gpu: Gpu | null, model: SessionModel): Promise<Learner> {
  if (backend === 'webgpu' && gpu) {
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info));
  } else {
    // The threaded build makes workers from blob URLs, which a strict content-security policy forbids.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setPathsOnce();
  }
  // No `tf.ready()` after a failure: it would go on to other backends, and to a GPU device of its own.
  if (!(await tf.setBackend(backend))) throw new DeviceError(`TF.js could not start its ${backend} backend`);
  return new Learner(model.config, model.network, model.learning);
}

let pathsSet = false;

/** TF.js refuses to be told twice, once a start has failed. */
function setPathsOnce(): void {
  if (pathsSet) return;
  // Though it is never taken, `setWasmPaths` insists on a path for it.
  const unused = { 'tfjs-backend-wasm-threaded-simd.wasm': simdWasm };
  setWasmPaths({ 'tfjs-backend-wasm.wasm': plainWasm, 'tfjs-backend-wasm-simd.wasm': simdWasm, ...unused });
  pathsSet = true;
}

/** Tensors TF.js holds now. */
export function tensorsHeld(): number {
  return tf.memory().numTensors;
}
