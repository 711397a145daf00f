/** The programs that a scorer does not show by themselves, each against its plain TypeScript twin. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeviceError } from '../../errors.ts';
import { MIX_TERMS, type NeumfConfig } from '../../neumf.ts';
import { Sfc32 } from '../../random.ts';
import { itemHalves } from '../item-half.ts';
import { headPreparer } from '../prepared-head.ts';
import { type RetrievalQuery, retrievalQuery, retrievalScores } from '../retrieval.ts';
import { type SparseScores } from '../scorer.ts';
import { addSparse, NO_SCORES } from '../sparse-scores.ts';
import { bytesOf, filled, newDevice, submit } from '../testing/gpu.ts';
import { randomMemory } from '../testing/random-memory.ts';
import { normals, type RandomModel, randomModel, withHalfWeights } from '../testing/random-model.ts';
import { BLOCK, itemBlocks, quads, WORKGROUP_SIZE } from './blocks.ts';
import { compileProgram } from './compile-program.ts';
import { HALVES_TILE, halvesProgram } from './halves-program.ts';
import { type MatrixType, networkMatrices } from './network-matrices.ts';
import { PACKED_DOT, RETRIEVAL_ITEMS, retrievalArray, retrievalProgram } from './retrieval-program.ts';
import { SPARSE_PROGRAM, sparseArray } from './sparse-program.ts';

let device: GPUDevice;
beforeAll(async () => {
  device = await newDevice(navigator.gpu, ['shader-f16']);
});
afterAll(() => device?.destroy());

const CASES: [number, Partial<NeumfConfig>][] = [
  [1, { dim: 8, mlp: [24, 7] }],
  [63, { dim: 64, mlp: [64, 32] }],
  [64, { dim: 7, mlp: [5] }],
  [65, { dim: 30, mlp: [17, 7] }],
  [257, { dim: 1, mlp: [1] }],
  [600, { dim: 512, mlp: [6] }],
  [5000, { dim: 16, mlp: [9] }],
];

describe.each(['f32', 'f16'] as const)('item halves, matrix of %s', (type) => {
  beforeEach((context) => {
    if (type === 'f16' && !device.features.has('shader-f16')) context.skip('this GPU has no shader-f16');
  });

  it.each(CASES)('equal the twin: %i items, %o', async (items, settings) => {
    const model = withHalfWeights(randomModel(items, settings));
    for (const perThread of [1, 2, 4]) {
      const halves = await halvesOf(model, perThread, type);
      const expected = itemHalves(model.config, model.network, model.tables)(0, items);
      expect(largestDifference(halves, expected)).toBeLessThan(1e-5);
    }
  });
});

describe.each([false, true])('the first stage of two, with 8-bit dot products: %s', (packed) => {
  beforeEach((context) => {
    if (packed && !navigator.gpu.wgslLanguageFeatures.has(PACKED_DOT)) context.skip(`this browser's WGSL has no ${PACKED_DOT}`);
  });

  it.each(CASES)('equals the twin: %i items, %o', async (items, settings) => {
    const model = randomModel(items, settings);
    const query = queryOf(model);
    const expected = retrievalScores(query, model.tables, 0, items);
    // The integers are exact; GPUs may fuse the float32 operations after them, so the last bits may differ.
    const size = expected.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0);
    expect(largestDifference(await retrieved(model, query, packed), expected)).toBeLessThanOrEqual(size * 2 ** -23);
  });

  it('has the integers right up to the largest', async () => {
    const model = randomModel(3, { dim: 512 });
    model.tables.factors.values.fill(-127);
    model.tables.factors.scales.fill(1);
    const digits = new Int8Array(512).fill(127);
    const query = { high: digits, low: digits, bias: 0, popularity: 0, memory: NO_SCORES };
    expect(await retrieved(model, query, packed)).toEqual(new Float32Array(3).fill(-127 * 127 * 257 * 512));
  });
});

describe('the sparse term', () => {
  it.each([1, 63, 64, 65, 20_000])('equals the twin: %i numbers', async (numbers) => {
    const random = new Sfc32(numbers);
    const scores = Float32Array.from(normals(2 * numbers, 5, random));
    const sparse = randomMemory(2 * numbers, 1, random);
    const half = { items: sparse.items.slice(0, numbers), values: sparse.values.slice(0, numbers) };
    const expected = scores.slice();
    addSparse(expected, half);
    expect(await withSparse(scores, half, Math.ceil(numbers / WORKGROUP_SIZE), 1)).toEqual(expected);
  });

  it('takes workgroups in two dimensions, and more than it needs', async () => {
    const expected = Float32Array.from({ length: 300 }, (_, i) => (i === 299 ? 0 : 1));
    const sparse = { items: Int32Array.from({ length: 299 }, (_, i) => i), values: new Float32Array(299).fill(1) };
    expect(await withSparse(new Float32Array(300), sparse, 2, 4)).toEqual(expected);
  });

  it('is laid out with the rows of a chunk alone', () => {
    const sparse = { items: Int32Array.of(12, 9, 10, 20, 19), values: Float32Array.of(1, 2, 3, 4, 5) };
    const pairs = sparseArray(sparse, 10, 10);
    expect([pairs[0], pairs[2], pairs[4], pairs.length]).toEqual([2, 0, 9, 6]);
    expect([1, 3, 5].map((at) => new Float32Array(pairs.buffer)[at])).toEqual([1, 3, 5]);
    expect(sparseArray(sparse, 0, 9)).toEqual(new Uint32Array());
  });
});

describe('compiling', () => {
  it('hands on what the compiler says, and keeps no failure', async () => {
    const wrong = { label: 'wrong', code: '@compute @workgroup_size(1) fn main() { let x: f32 = nothing; }', bindings: [] };
    for (let attempt = 0; attempt < 2; attempt++) {
      const compiling = compileProgram(device, wrong);
      await expect(compiling).rejects.toBeInstanceOf(DeviceError);
      await expect(compiling).rejects.toThrow(/compiler refused the program wrong: line 1: .*nothing/);
    }
    const other = { label: 'other', code: '@compute @workgroup_size(1) fn other() {}', bindings: [] };
    await expect(compileProgram(device, other)).rejects.toBeInstanceOf(DeviceError);
  });
});

/** Computed in two pieces, [n, mlp₀]. */
async function halvesOf({ config, network, tables }: RandomModel, perThread: number, type: MatrixType): Promise<Float32Array> {
  const columns = quads(config.mlp[0]);
  const blocks = Math.ceil(tables.count / BLOCK);
  const { codes, terms } = itemBlocks(config.dim, tables, 0, tables.count);
  const halves = filled(device, new Float32Array(4 * columns * BLOCK * blocks));
  const matrices = networkMatrices(config, network, type === 'f16');
  expect(matrices.type).toBe(type);
  const inputs = [codes, terms, matrices.items].map((content) => filled(device, content));
  const program = await compileProgram(device, halvesProgram(config, perThread, 'uniform', type));
  const half = BLOCK * Math.floor(blocks / 2);
  for (const [from, to] of [[0, half], [half, tables.count]]) {
    const run = filled(device, Uint32Array.of(to, 0, from, 0));
    submit(device, (pass) => {
      pass.setPipeline(program.pipeline);
      pass.setBindGroup(0, program.bind(run, ...inputs, halves));
      pass.dispatchWorkgroups(Math.ceil((to - from) / (WORKGROUP_SIZE * perThread)), 1, Math.ceil(columns / HALVES_TILE));
    });
    run.destroy();
  }
  const lying = new Float32Array(await bytesOf(device, halves, halves.size));
  for (const buffer of [halves, ...inputs]) buffer.destroy();
  return Float32Array.from({ length: tables.count * config.mlp[0] }, (_, at) => {
    const [row, i] = [Math.floor(at / config.mlp[0]), at % config.mlp[0]];
    return lying[4 * ((Math.floor(row / BLOCK) * columns + (i >> 2)) * BLOCK + (row % BLOCK)) + (i & 3)];
  });
}

async function retrieved({ config, tables }: RandomModel, query: RetrievalQuery, packed: boolean): Promise<Float32Array> {
  const { codes, terms } = itemBlocks(config.dim, tables, 0, tables.count);
  const contents = [Uint32Array.of(tables.count, 0, 0, 0), retrievalArray(config, query), codes, terms, new Float32Array(tables.count)];
  const buffers = contents.map((content) => filled(device, content));
  const program = await compileProgram(device, retrievalProgram(config, packed));
  submit(device, (pass) => {
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(...buffers));
    pass.dispatchWorkgroups(Math.ceil(tables.count / (WORKGROUP_SIZE * RETRIEVAL_ITEMS)));
  });
  const scores = new Float32Array(await bytesOf(device, buffers[4], 4 * tables.count));
  for (const buffer of buffers) buffer.destroy();
  return scores;
}

async function withSparse(scores: Float32Array<ArrayBuffer>, sparse: SparseScores, x: number, y: number): Promise<Float32Array> {
  const pairs = device.createBuffer({ size: 8 * sparse.items.length, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(pairs, 0, sparseArray(sparse, 0, scores.length));
  const target = filled(device, scores);
  const program = await compileProgram(device, SPARSE_PROGRAM);
  submit(device, (pass) => {
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, program.bind(pairs, target));
    pass.dispatchWorkgroups(x, y);
  });
  const added = new Float32Array(await bytesOf(device, target, scores.byteLength));
  for (const buffer of [pairs, target]) buffer.destroy();
  return added;
}

function queryOf({ config, network, tables }: RandomModel): RetrievalQuery {
  const random = new Sfc32(9);
  const query = { user: normals(config.dim, 0.5, random), mix: normals(MIX_TERMS.length, 0.3, random), events: 12 };
  return retrievalQuery(headPreparer(config, network, tables.count)(query));
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, score, i) => Math.max(largest, Math.abs(score - actual[i])), 0);
}
