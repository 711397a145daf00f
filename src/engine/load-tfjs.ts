import { type Backend } from '../types.ts';

/** Fetches TF.js for a backend, all its pieces at once. Called early (when nothing else is to be done), it makes a later start quick. */
export async function loadTfjs(backend: Backend) {
  const kernels = backend === 'webgpu' ? import('./tfjs-webgpu.ts') : import('./tfjs-wasm.ts');
  // Should both fail, the first says it.
  kernels.catch(() => undefined);
  const { startLearner, tensorsHeld } = await import('./tfjs.ts');
  await kernels;
  return { startLearner, tensorsHeld };
}
