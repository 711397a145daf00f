import { type Backend } from '../types.ts';

/** Fetches TF.js for a backend, one file. Called early (when nothing else is to be done), it makes a later start quick. */
export function loadTfjs(backend: Backend) {
  return backend === 'webgpu' ? import('./tfjs-webgpu.ts') : import('./tfjs-wasm.ts');
}
