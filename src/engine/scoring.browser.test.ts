/** Choosing what ranks, and falling from one scorer to the next, on a real device. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { randomModel } from '../kernels/testing/random-model.ts';
import { MIX_TERMS } from '../neumf.ts';
import { type SessionModel } from '../session/session-model.ts';
import { learningSettings } from '../training/learning-settings.ts';
import { type Choice } from './running-scorer.ts';
import { type ChooseOptions, isScorerFault, Scoring } from './scoring.ts';

const ITEMS = 3000;
const { config, network, tables } = randomModel(ITEMS, { dim: 16, mlp: [16, 8] });
const model: SessionModel = { config, network, learning: learningSettings(1, null), memory: null, walk: null, ...tables };
const query = { user: new Float32Array(16).fill(0.2), mix: new Float32Array(MIX_TERMS.length), events: 3, k: 10, hidden: new Uint32Array(Math.ceil(ITEMS / 32)) };
const options: ChooseOptions = { clock: () => performance.now(), swap: (change) => change(), patienceMs: 30_000 };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('with auto', () => {
  it('starts on the processor, measures the GPU once, and keeps the choice', async () => {
    const requested = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
    const first = await Scoring.start(model, ITEMS, 'auto', null);
    expect(first.info).toMatchObject({ backend: 'wasm', scorer: 'simd', candidates: 0 });
    expect(requested).not.toHaveBeenCalled();
    const { found, changed } = await first.choose(null, options);
    // The adapter of these tests is software: slower by far.
    expect(changed).toBe(false);
    expect(found).toMatchObject({ chosen: 'simd', trials: [{ kind: 'simd' }, { kind: 'webgpu' }] });
    const [simd, webgpu] = (found as Choice).trials.map(({ rankMs }) => rankMs ?? NaN);
    expect(simd).toBeLessThan(webgpu);
    expect(first.info.why).toMatch(/^Measured here, a ranking each: WebAssembly [\d.]+ ms, the GPU [\d.]+ ms\.$/);
    expect(requested).toHaveBeenCalledTimes(1);

    const second = await Scoring.start(model, ITEMS, 'auto', found);
    expect(await second.choose(found, options)).toEqual({ found: null, changed: false });
    expect(second.info.why).toBe(first.info.why);
    expect(requested).toHaveBeenCalledTimes(1);
    // Of another GPU, the choice says nothing.
    expect((await second.choose({ ...(found as Choice), adapter: 'another' }, options)).found).toMatchObject({ chosen: 'simd' });
    expect(requested).toHaveBeenCalledTimes(2);
    first.dispose();
    second.dispose();
  });

  it('goes over to a GPU that is faster, and starts with it the next time', async () => {
    const requested = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
    let time = 0;
    // The processor seems to take its time, the GPU none.
    const clock = () => (requested.mock.calls.length > 0 ? time : (time += 10));
    const scoring = await Scoring.start(model, ITEMS, 'auto', null);
    const before = await scoring.scorer.rank(query);
    const { found, changed } = await scoring.choose(null, { ...options, clock });
    expect([found?.chosen, changed]).toEqual(['webgpu', true]);
    expect(scoring.info).toMatchObject({ backend: 'webgpu', scorer: 'webgpu', softwareAdapter: true });
    expect((await scoring.scorer.rank(query)).items).toEqual(before.items);
    scoring.dispose();

    const next = await Scoring.start(model, ITEMS, 'auto', found);
    expect(next.info).toMatchObject({ backend: 'webgpu', why: scoring.info.why });
    next.dispose();
    const moved = await Scoring.start(model, ITEMS, 'auto', { ...(found as Choice), adapter: 'another' });
    expect(moved.info).toMatchObject({ backend: 'wasm', why: 'It starts at once.' });
    // It used to stay on the processor for ever, at every visit anew.
    expect((await moved.choose({ ...(found as Choice), adapter: 'another' }, options)).found).toMatchObject({ adapter: found?.adapter });
    moved.dispose();
  });

  it('does not wait for a GPU that takes long to start, and knows the next time', async () => {
    const scoring = await Scoring.start(model, ITEMS, 'auto', null);
    const { found, changed, later } = await scoring.choose(null, { ...options, patienceMs: 0 });
    expect([found, changed]).toEqual([null, false]);
    expect(scoring.info.why).toMatch(/is still being measured, for the next visit\.$/);
    expect((await scoring.scorer.rank(query)).items).toHaveLength(10);
    const choice = await later;
    expect(choice).toMatchObject({ chosen: 'simd', trials: [{ kind: 'simd' }, { kind: 'webgpu' }] });
    expect(scoring.info.why).toMatch(/^Measured here/);
    scoring.dispose();
  });

  it('passes over a GPU that comes to another list', async () => {
    // Every write is left out: what the GPU reads are zeros.
    vi.spyOn(GPUQueue.prototype, 'writeBuffer').mockImplementation(() => undefined);
    const scoring = await Scoring.start(model, ITEMS, 'auto', null);
    const { found } = await scoring.choose(null, options);
    expect(found?.chosen).toBe('simd');
    expect(found?.trials[1]).toEqual({ kind: 'webgpu', rankMs: null, fault: 'it came to another list than the plain TypeScript kernel' });
    expect(scoring.info.why).toContain('the GPU is out (it came to another list');
    scoring.dispose();
  });

  it('passes over a GPU whose compiler refuses a program', async () => {
    vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync').mockRejectedValue(new Error('internal compiler error'));
    const scoring = await Scoring.start(model, ITEMS, 'auto', null);
    const { found } = await scoring.choose(null, options);
    expect(found?.trials[1].fault).toContain('internal compiler error');
    scoring.dispose();
  });

  it('says that there is no GPU where the adapter is null', async () => {
    vi.spyOn(GPU.prototype, 'requestAdapter').mockResolvedValue(null);
    const scoring = await Scoring.start(model, ITEMS, 'auto', null);
    expect(await scoring.choose(null, options)).toEqual({ found: null, changed: false });
    expect(scoring.info.why).toBe('No GPU: this browser has WebGPU, but no GPU to offer.');
    scoring.dispose();
  });
});

it('falls from the GPU to WebAssembly to plain TypeScript, each time to the same list, and then no further', async () => {
  const scoring = await Scoring.start(model, 2500, 'webgpu', null);
  const list = await scoring.scorer.rank(query);
  await scoring.stepDown('it overheated');
  expect(scoring.info).toMatchObject({ backend: 'wasm', scorer: 'simd', why: 'The GPU was lost: it overheated' });
  expect(scoring.scorer.ready).toBe(2500);
  expect((await scoring.scorer.rank(query)).items).toEqual(list.items);
  await scoring.stepDown('a trap');
  expect(scoring.info).toMatchObject({ backend: 'wasm', scorer: 'typescript', why: 'WebAssembly failed: a trap' });
  expect((await scoring.scorer.rank(query)).items).toEqual(list.items);
  expect(await scoring.stepDown('anything')).toBe(false);
  scoring.dispose();
});

it('ranks in plain TypeScript where WebAssembly has no memory', async () => {
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function () {
    throw new RangeError('could not allocate memory');
  });
  const scoring = await Scoring.start(model, ITEMS, 'wasm', null);
  expect(scoring.info).toMatchObject({ backend: 'wasm', scorer: 'typescript' });
  expect(scoring.info.why).toMatch(/^It was asked for\. In plain JavaScript: .*could not allocate memory/);
  expect((await scoring.scorer.rank(query)).items).toHaveLength(10);
  scoring.dispose();
});

it('refuses a GPU that was asked for and is wrong', async () => {
  vi.spyOn(GPUQueue.prototype, 'writeBuffer').mockImplementation(() => undefined);
  const starting = Scoring.start(model, ITEMS, 'webgpu', null);
  await expect(starting).rejects.toThrow('backend webgpu: it came to another list than the plain TypeScript kernel. Use backend "auto" or "wasm".');
});

it('knows a scorer’s own faults', () => {
  expect(isScorerFault(new WebAssembly.RuntimeError('unreachable'))).toBe(true);
  expect(isScorerFault(new TypeError('a mistake of ours'))).toBe(false);
});
