/**
 * What ranks: the fastest scorer of this device that is right, and the next one down where it fails. From the top:
 * WGSL, WebAssembly SIMD, plain TypeScript.
 */
import { DeviceError, hasCode, messageOf } from '../errors.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { type Scorer } from '../kernels/scorer.ts';
import { createSimdScorer } from '../kernels/simd/simd-scorer.ts';
import { type SessionModel } from '../session/session-model.ts';
import { type Backend } from '../types.ts';
import { type Contender, faultOf, whyOf } from './calibrate.ts';
import { findAdapter, type FoundAdapter, type Gpu } from './gpu.ts';
import { type Choice, type Running } from './running-scorer.ts';
import { type EngineInfo } from './state.ts';

export interface ChooseOptions {
  /** Milliseconds. */
  clock: () => number;
  /** Runs the change of scorers when nobody ranks; until then the scorer before is in use. */
  swap: (change: () => Promise<void>) => Promise<void>;
  /** How long this visit waits for the choice. Default 150 ms. */
  patienceMs?: number;
}

export interface Chosen {
  /** What is worth keeping; null where nothing new was found. */
  found: Choice | null;
  /** Whether the backend is another one now. */
  changed: boolean;
  /** The same, of a comparison that this visit does not wait for. */
  later?: Promise<Choice>;
}

const PATIENCE_MS = 150;

/** The GPU's programs: after the first list, and only where there is a GPU. */
const loadGpuScoring = () => import('./gpu-scoring.ts');

/** Whether an error is the scorer's own, so that the next one down may do better. */
export function isScorerFault(error: unknown): boolean {
  return hasCode(error, 'DEVICE') || error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

export class Scoring {
  private readonly model: SessionModel;
  private running: Running;

  private constructor(model: SessionModel, running: Running) {
    this.model = model;
    this.running = running;
  }

  get scorer(): Scorer {
    return this.running.scorer;
  }

  get gpu(): Gpu | null {
    return this.running.gpu;
  }

  get info(): EngineInfo {
    return this.running.info;
  }

  /**
   * Starts with what can rank at once: the GPU where it was asked for or was the faster one before, else the processor.
   * `ready`: rows of the tables that are there.
   * @throws DeviceError where `webgpu` was asked for, and cannot be had or is wrong.
   */
  static async start(model: SessionModel, ready: number, wanted: Backend | 'auto', kept: Choice | null): Promise<Scoring> {
    if (wanted === 'wasm') return new Scoring(model, await onProcessor(model, ready, 'It was asked for.'));
    if (wanted === 'auto' && kept?.chosen !== 'webgpu') return new Scoring(model, await onProcessor(model, ready, 'It starts at once.'));
    try {
      const found = await findAdapter();
      if (typeof found === 'string') throw new DeviceError(found);
      // Of another GPU than at the last visit nothing is known: `choose` will find out.
      if (wanted === 'auto' && found.name !== kept?.adapter) return new Scoring(model, await onProcessor(model, ready, 'It starts at once.'));
      const { onGpu, openGpu } = await loadGpuScoring();
      const gpu = await openGpu(found);
      return new Scoring(model, await onGpu(model, ready, gpu, wanted === 'auto' && kept ? kept.trials : null));
    } catch (error) {
      const reason = messageOf(error);
      if (wanted === 'webgpu') throw new DeviceError(`backend webgpu: ${reason}. Use backend "auto" or "wasm".`, { cause: error });
      return new Scoring(model, await onProcessor(model, ready, `The GPU failed: ${reason}`));
    }
  }

  /**
   * On the processor with `auto`: finds out, or knows from `kept`, whether the GPU is faster here, and goes over to it
   * if so. A GPU that has not shown it after `patienceMs` is not waited for: the comparison goes on by itself, for the
   * next visit.
   */
  async choose(kept: Choice | null, { clock, swap, patienceMs = PATIENCE_MS }: ChooseOptions): Promise<Chosen> {
    const nothing: Chosen = { found: null, changed: false };
    if (this.gpu) return nothing;
    const adapter = await findAdapter();
    if (typeof adapter === 'string') {
      this.say({ why: `No GPU: ${adapter}.` });
      return nothing;
    }
    // It was the faster one here, and failed: `info` says how. The next visit tries again.
    if (kept?.chosen === 'webgpu' && kept.adapter === adapter.name) return nothing;
    this.say({ adapter: adapter.name, softwareAdapter: adapter.software });
    if (kept?.adapter === adapter.name) {
      this.say({ why: whyOf(kept.trials), trials: kept.trials });
      return nothing;
    }
    try {
      await loadGpuScoring();
    } catch (error) {
      // Nothing is known of the GPU by that: the next visit tries again.
      this.say({ why: `The GPU's programs did not arrive: ${messageOf(error)}` });
      return nothing;
    }
    const comparison = this.compare(adapter, clock);
    const inTime = await Promise.race([comparison, late(patienceMs)]);
    if (!inTime) {
      this.say({ why: `The GPU (${adapter.name}) is still being measured, for the next visit.` });
      const later = comparison.then(({ found, gpu }) => {
        gpu?.device.destroy();
        if (!this.gpu) this.say({ why: whyOf(found.trials), trials: found.trials });
        return found;
      });
      return { ...nothing, later };
    }
    const { found, gpu } = inTime;
    this.say({ why: whyOf(found.trials), trials: found.trials });
    if (!gpu) return { found, changed: false };
    try {
      await swap(async () => {
        const { onGpu } = await loadGpuScoring();
        const next = await onGpu(this.model, this.scorer.ready, gpu, found.trials);
        this.scorer.dispose();
        this.running = next;
      });
      return { found, changed: true };
    } catch (error) {
      this.say({ why: `The GPU failed: ${messageOf(error)}` });
      return nothing;
    }
  }

  /** To the next scorer down; `reason` says why. False: there is none below. */
  async stepDown(reason: string): Promise<boolean> {
    const { kind, ready } = this.scorer;
    if (kind === 'typescript') return false;
    this.dispose();
    if (kind === 'webgpu') this.running = await onProcessor(this.model, ready, `The GPU was lost: ${reason}`);
    else this.running = onTypescript(this.model, ready, `WebAssembly failed: ${reason}`);
    return true;
  }

  dispose(): void {
    this.scorer.dispose();
    this.gpu?.device.destroy();
  }

  /** Times what runs now against the GPU. The device stays open only where it won. */
  private async compare(adapter: FoundAdapter, clock: () => number): Promise<{ found: Choice; gpu: Gpu | null }> {
    const { config, network } = this.model;
    const processor: Contender = {
      kind: this.scorer.kind,
      make: async (tables, options) =>
        this.scorer.kind === 'simd' ? createSimdScorer(config, network, tables, options) : new PlainScorer(config, network, tables, options),
    };
    const { compareWithGpu } = await loadGpuScoring();
    return compareWithGpu(this.model, this.scorer.ready, processor, adapter, clock);
  }

  private say(more: Partial<EngineInfo>): void {
    this.running = { ...this.running, info: { ...this.info, ...more } };
  }
}

/** WebAssembly SIMD where there is such, and it is right; else plain TypeScript. Learning is on TF.js wasm either way. */
async function onProcessor(model: SessionModel, ready: number, why: string): Promise<Running> {
  const { config, network } = model;
  try {
    const contender: Contender = { kind: 'simd', make: (tables, options) => createSimdScorer(config, network, tables, options) };
    const fault = await faultOf(model, ready, contender);
    if (fault !== null) throw new DeviceError(fault);
    return processorInfo(await createSimdScorer(config, network, model, { ready }), why);
  } catch (error) {
    if (!isScorerFault(error)) throw error;
    return onTypescript(model, ready, `${why} In plain JavaScript: ${messageOf(error)}.`);
  }
}

function onTypescript(model: SessionModel, ready: number, why: string): Running {
  return processorInfo(new PlainScorer(model.config, model.network, model, { ready }), why);
}

function processorInfo(scorer: Scorer, why: string): Running {
  return { scorer, gpu: null, info: { backend: 'wasm', why, scorer: scorer.kind, candidates: scorer.candidates, softwareAdapter: false } };
}

function late(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null));
}
