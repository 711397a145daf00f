/** Ranking on a GPU: a part of its own, which comes after the first list, and only where there is a GPU. */
import { DeviceError } from '../errors.ts';
import { createWebgpuScorer, type WebgpuScorerOptions } from '../kernels/webgpu-scorer.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type ScorerTrial } from '../types.ts';
import { calibrate, type Contender, faultOf, whyOf } from './calibrate.ts';
import { type FoundAdapter, type Gpu, openGpu } from './gpu.ts';
import { type Choice, type Running } from './running-scorer.ts';

export { openGpu };

/** `trials`: what it was chosen by; null: it was asked for, so it is not timed but has to be right. @throws DeviceError; then the device is destroyed. */
export async function onGpu(model: SessionModel, ready: number, gpu: Gpu, trials: ScorerTrial[] | null): Promise<Running> {
  try {
    if (!trials) {
      const fault = await faultOf(model, ready, contender(model, gpu.device));
      if (fault !== null) throw new DeviceError(fault);
    }
    const scorer = await createWebgpuScorer(gpu.device, model.config, model.network, model, { ready, ...languageOf() });
    const why = trials ? whyOf(trials) : 'It was asked for.';
    const info = { backend: 'webgpu' as const, why, adapter: gpu.name, softwareAdapter: gpu.software, trials: trials ?? undefined };
    return { scorer, gpu, info: { ...info, scorer: scorer.kind, candidates: scorer.candidates } };
  } catch (error) {
    gpu.device.destroy();
    throw error;
  }
}

/** Times the processor against the GPU. The device stays open only where it won. */
export async function compareWithGpu(
  model: SessionModel,
  ready: number,
  processor: Contender,
  adapter: FoundAdapter,
  clock: () => number,
): Promise<{ found: Choice; gpu: Gpu | null }> {
  let gpu: Gpu | null = null;
  const graphics: Contender = {
    kind: 'webgpu',
    make: async (tables, options) => {
      gpu ??= await openGpu(adapter);
      return contender(model, gpu.device).make(tables, options);
    },
  };
  const { chosen, trials } = await calibrate(model, ready, [processor, graphics], clock);
  const found = { adapter: adapter.name, chosen, trials };
  const opened = gpu as Gpu | null;
  if (chosen === 'webgpu') return { found, gpu: opened };
  opened?.device.destroy();
  return { found, gpu: null };
}

function contender({ config, network }: SessionModel, device: GPUDevice): Contender {
  return { kind: 'webgpu', make: (tables, options) => createWebgpuScorer(device, config, network, tables, { ...options, ...languageOf() }) };
}

/** What this browser's WGSL has beyond its first version. */
function languageOf(): WebgpuScorerOptions {
  return { languageFeatures: navigator.gpu.wgslLanguageFeatures };
}
