import { findGpu, type Gpu } from '../../src/engine/gpu.ts';

/** The browser's fastest GPU, opened as the engine opens it. @throws Error if there is none. */
export async function browserGpu(): Promise<Gpu> {
  const gpu = await findGpu();
  if (typeof gpu === 'string') throw new Error(gpu);
  return gpu;
}
