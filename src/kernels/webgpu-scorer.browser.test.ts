/** The WGSL head against its plain TypeScript twin, on a real WebGPU device. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DeviceError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { createBitset, setBit } from './bitset.ts';
import { compileProgram } from './compile-program.ts';
import { type ChunkLimits } from './head-on-gpu.ts';
import { PlainScorer } from './plain-scorer.ts';
import { type ScoreQuery } from './scorer.ts';
import { normals, type RandomModel, randomModel } from './testing/random-model.ts';
import { createWebgpuScorer } from './webgpu-scorer.ts';

const TOLERANCE = 1e-4;

let device: GPUDevice;
beforeAll(async () => {
  device = await newDevice();
});
afterAll(() => device?.destroy());

const CASES: [number, Partial<NeumfConfig>, ChunkLimits?][] = [
  [1, { dim: 8, mlp: [24, 7] }],
  [63, { dim: 64, mlp: [64, 32, 16] }],
  [64, { dim: 7, mlp: [5] }],
  [65, { dim: 30, mlp: [24, 7] }],
  [5000, { dim: 16, mlp: [9, 3, 2, 1] }],
  // 8 dimensions and 12 first outputs: 48 bytes an item, so 100 items a chunk, the last of 21.
  [321, { dim: 8, mlp: [12, 6] }, { maxBindingBytes: 4800 }],
  // 6 workgroups in rows of 4, so in two dimensions, and a chunk of 1024 items at most.
  [321, { dim: 8, mlp: [12, 6] }, { maxWorkgroups: 4 }],
  [1100, { dim: 8, mlp: [12, 6] }, { maxWorkgroups: 4 }],
];

describe('equals the plain scorer:', () => {
  it.each(CASES)('%i items, %o, %o', async (items, settings, limits) => {
    const model = randomModel(items, settings);
    const query = randomQuery(model.config.dim);
    device.pushErrorScope('validation');
    const scorer = await createWebgpuScorer(device, model.config, model.network, model.tables, limits);
    const actual = await scorer.scores(query);
    scorer.dispose();
    expect(await device.popErrorScope()).toBeNull();
    expect(largestDifference(actual, await plainScores(model, query))).toBeLessThan(TOLERANCE);
  });
});

it('gives overlapping calls each their own scores', async () => {
  const model = randomModel(200);
  const scorer = await createWebgpuScorer(device, model.config, model.network, model.tables);
  const queries = Array.from({ length: 5 }, (_, seed) => randomQuery(model.config.dim, seed));
  const results = await Promise.all(queries.map((query) => scorer.scores(query)));
  for (const [i, query] of queries.entries()) {
    expect(largestDifference(results[i], await plainScores(model, query))).toBeLessThan(TOLERANCE);
  }
  expect(results[0]).not.toEqual(results[1]);
  scorer.dispose();
});

it('ranks as the plain scorer does', async () => {
  const model = randomModel(300);
  const hidden = createBitset(300);
  for (let item = 0; item < 300; item += 3) setBit(hidden, item);
  const query = { ...randomQuery(model.config.dim), k: 10, hidden };
  const scorer = await createWebgpuScorer(device, model.config, model.network, model.tables);
  const plain = new PlainScorer(model.config, model.network, model.tables);
  expect((await scorer.rank(query)).items).toEqual((await plain.rank(query)).items);
  scorer.dispose();
});

it('frees every buffer it made, those of refused calls too', async () => {
  const made = new Set<GPUBuffer>();
  const create = vi.spyOn(device, 'createBuffer').mockImplementation((descriptor) => {
    const buffer = GPUDevice.prototype.createBuffer.call(device, descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      made.delete(buffer);
      return destroy();
    };
    made.add(buffer);
    return buffer;
  });
  const model = randomModel(300);
  const scorer = await createWebgpuScorer(device, model.config, model.network, model.tables, { maxBindingBytes: 4800 });
  const afterLoading = made.size;
  expect(afterLoading).toBe(2 + 3 * 4);
  const query = randomQuery(model.config.dim);
  await scorer.scores(query);
  expect(made.size).toBe(afterLoading);
  const underWay = scorer.scores(query);
  scorer.dispose();
  await expect(underWay).rejects.toThrowErrorMatchingInlineSnapshot(`[DeviceError: this scorer was disposed; make a new one]`);
  await expect(scorer.scores(query)).rejects.toBeInstanceOf(DeviceError);
  expect(made.size).toBe(0);
  create.mockRestore();
});

it('refuses calls when the device is lost', async () => {
  const lost = await newDevice();
  const model = randomModel(100);
  const scorer = await createWebgpuScorer(lost, model.config, model.network, model.tables);
  const query = randomQuery(model.config.dim);
  const underWay = scorer.scores(query);
  lost.destroy();
  await expect(underWay).rejects.toBeInstanceOf(DeviceError);
  await lost.lost;
  await expect(scorer.scores(query)).rejects.toThrow('the GPU device was lost (destroyed)');
});

it('says what the GPU has no room for', async () => {
  const { config, network, tables } = randomModel(10);
  const making = createWebgpuScorer(device, config, network, tables, { maxBindingBytes: 40 });
  await expect(making).rejects.toThrowErrorMatchingInlineSnapshot(`[DeviceError: the GPU binds 40 bytes at once, and one item takes 48]`);
});

it('hands on what the compiler says, and keeps no failure', async () => {
  const layout = device.createPipelineLayout({ bindGroupLayouts: [] });
  const wrong = '@compute @workgroup_size(1) fn main() { let x: f32 = nothing; }';
  for (let attempt = 0; attempt < 2; attempt++) {
    const compiling = compileProgram(device, 'wrong', wrong, layout);
    await expect(compiling).rejects.toBeInstanceOf(DeviceError);
    await expect(compiling).rejects.toThrow(/compiler refused the program wrong: line 1: .*nothing/);
  }
  await expect(compileProgram(device, 'other', '@compute @workgroup_size(1) fn other() {}', layout)).rejects.toBeInstanceOf(DeviceError);
});

it('compiles equal programs once for a device', async () => {
  const compile = vi.spyOn(device, 'createComputePipelineAsync');
  for (const settings of [{ mlp: [40, 20] }, { mlp: [40, 20] }, { mlp: [40, 30] }]) {
    const { config, network, tables } = randomModel(5, settings);
    (await createWebgpuScorer(device, config, network, tables)).dispose();
  }
  expect(compile).toHaveBeenCalledTimes(2);
  compile.mockRestore();
});

async function newDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('this Chromium gives no WebGPU adapter');
  return adapter.requestDevice();
}

function randomQuery(dim: number, seed = 9): ScoreQuery {
  const random = new Sfc32(seed);
  return { user: normals(dim, 0.5, random), mix: normals(4, 0.3, random), events: 12 };
}

function plainScores({ config, network, tables }: RandomModel, query: ScoreQuery): Promise<Float32Array> {
  return new PlainScorer(config, network, tables).scores(query);
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, score, i) => Math.max(largest, Math.abs(score - actual[i])), 0);
}
