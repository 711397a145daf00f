import { type Backend } from '../types.ts';

/** Fetches TF.js for a backend, all its pieces at once. Called early (when the page is idle), it makes a later start quick. */
export async function loadTfjs(backend: Backend): Promise<typeof import('./tfjs.ts')> {
  const [tfjs] = await Promise.all([import('./tfjs.ts'), backend === 'webgpu' ? import('./tfjs-webgpu.ts') : import('./tfjs-wasm.ts')]);
  return tfjs;
}
