/** Which backend ranks, why, and the scorer on it. */
import { DeviceError, messageOf } from '../errors.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { type Scorer } from '../kernels/scorer.ts';
import { createWebgpuScorer } from '../kernels/webgpu-scorer.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type Backend } from '../types.ts';
import { findGpu, type Gpu } from './gpu.ts';
import { type EngineInfo } from './state.ts';

export interface Scoring {
  scorer: Scorer;
  /** The device, where it is used. */
  gpu: Gpu | null;
  info: EngineInfo;
}

/** Takes the wanted backend, or with `auto` the better of those the device has. @throws DeviceError if it has none. */
export async function startScoring(wanted: Backend | 'auto', model: SessionModel): Promise<Scoring> {
  if (wanted === 'wasm') return onWasm(model, 'It was asked for.');
  const gpu = await findGpu();
  if (typeof gpu === 'string') {
    if (wanted === 'webgpu') throw new DeviceError(`backend webgpu: ${gpu}. Use backend "auto" or "wasm".`);
    return onWasm(model, `No GPU: ${gpu}.`);
  }
  if (wanted === 'auto' && gpu.software) {
    gpu.device.destroy();
    return onWasm(model, `The only GPU (${gpu.name}) is software, and the processor is faster than that.`, gpu);
  }
  try {
    const scorer = await createWebgpuScorer(gpu.device, model.config, model.network, model);
    const why = wanted === 'webgpu' ? 'It was asked for.' : 'This device has a GPU.';
    return { scorer, gpu, info: { backend: 'webgpu', why, scorer: 'webgpu', adapter: gpu.name, softwareAdapter: gpu.software } };
  } catch (error) {
    gpu.device.destroy();
    if (wanted === 'webgpu') throw error;
    return onWasm(model, `The GPU failed: ${messageOf(error)}`, gpu);
  }
}

/** Ranking on the processor, learning on TF.js wasm. */
export function onWasm(model: SessionModel, why: string, passedOver?: Gpu): Scoring {
  const scorer = new PlainScorer(model.config, model.network, model);
  const info: EngineInfo = {
    backend: 'wasm',
    why,
    scorer: 'typescript',
    adapter: passedOver?.name,
    softwareAdapter: passedOver?.software ?? false,
  };
  return { scorer, gpu: null, info };
}
