/** The WGSL scorer against its plain TypeScript twin, on a real WebGPU device. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DeviceError, OptionError } from '../errors.ts';
import { MIX_TERMS, type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { createBitset, setBit } from './bitset.ts';
import { PlainScorer } from './plain-scorer.ts';
import { type Ranked, type ScoreQuery } from './scorer.ts';
import { sparseTermContract } from './sparse-term-contract.ts';
import { newDevice } from './testing/gpu.ts';
import { copyRows, emptyTables } from './testing/arriving-tables.ts';
import { normals, randomModel, withHalfWeights } from './testing/random-model.ts';
import { createWebgpuScorer, type WebgpuScorerOptions } from './webgpu-scorer.ts';

const TOLERANCE = 1e-5;

let device: GPUDevice;
beforeAll(async () => {
  device = await newDevice(navigator.gpu);
});
afterAll(() => device?.destroy());

const CASES: [number, Partial<NeumfConfig>, WebgpuScorerOptions?][] = [
  [1, { dim: 8, mlp: [24, 7] }],
  [63, { dim: 64, mlp: [64, 32, 16] }],
  [64, { dim: 7, mlp: [5] }],
  [65, { dim: 30, mlp: [24, 7] }],
  [5000, { dim: 16, mlp: [9, 3, 2, 1] }],
  // Uploaded in slices, and selected in several tiles.
  [20_000, { dim: 4, mlp: [4, 3] }],
  // Layers too wide to be written out, and matrices too large for a uniform buffer.
  [70, { dim: 50, mlp: [130, 140, 70] }],
  ...([1, 2, 4] as const).map((itemsPerThread): [number, Partial<NeumfConfig>, WebgpuScorerOptions] => [
    1025,
    { dim: 20, mlp: [40, 24, 12] },
    { itemsPerThread },
  ]),
  // 8 dimensions and 12 first outputs: 48 bytes an item, so 256 items a chunk with one stage.
  [700, { dim: 8, mlp: [12, 6] }, { maxBindingBytes: 256 * 48 }],
  // 6 workgroups in rows of 4, so in two dimensions, and a chunk of 1024 items at most.
  [321, { dim: 8, mlp: [12, 6] }, { maxWorkgroups: 4, itemsPerThread: 1 }],
  [1100, { dim: 8, mlp: [12, 6] }, { maxWorkgroups: 4, itemsPerThread: 1 }],
];

describe.each([0, 40])('with %i candidates, equals the plain scorer:', (candidates) => {
  it.each(CASES)('%i items, %o, %o', async (items, settings, options) => {
    const model = randomModel(items, settings);
    const query = randomQuery(model.config.dim);
    const hidden = createBitset(items);
    for (let item = 1; item < items; item += 3) setBit(hidden, item);
    const plain = new PlainScorer(model.config, model.network, model.tables, { candidates });
    const expected = await plain.scores(query);

    device.pushErrorScope('validation');
    const scorer = await createWebgpuScorer(device, model.config, model.network, model.tables, { ...options, candidates });
    expect(largestDifference(await scorer.scores(query), expected)).toBeLessThan(TOLERANCE);
    for (const k of [1, 10, 100, 1200]) {
      const wanted = { ...query, k, hidden };
      expectSameList(await scorer.rank(wanted), await plain.rank(wanted), expected);
    }
    scorer.dispose();
    expect(await device.popErrorScope()).toBeNull();
  });

  it('chooses the same candidates, however the language sums', async () => {
    const model = randomModel(3000, { dim: 30 });
    const query = { ...randomQuery(30), k: 20, hidden: createBitset(3000) };
    const languageFeatures = navigator.gpu.wgslLanguageFeatures;
    const { config, network, tables } = model;
    const scorers = await Promise.all([{}, { languageFeatures }].map((options) => createWebgpuScorer(device, config, network, tables, { ...options, candidates })));
    const lists = await Promise.all(scorers.map((scorer) => scorer.rank(query)));
    expect(lists[0]).toEqual(lists[1]);
    expect(lists[0].items).toEqual((await new PlainScorer(config, network, tables, { candidates }).rank(query)).items);
    for (const scorer of scorers) scorer.dispose();
  });

  it.for(['shader-f16', 'subgroups'] as const)('chooses the same with %s as without', async (feature, context) => {
    const featured = await newDevice(navigator.gpu, [feature]);
    if (!featured.features.has(feature)) {
      featured.destroy();
      context.skip(`this GPU has no ${feature}`);
    }
    const { config, network, tables } = withHalfWeights(randomModel(5000, { dim: 30, mlp: [40, 24, 12] }));
    const query = { ...randomQuery(30), k: 50, hidden: createBitset(5000) };
    const expected = await new PlainScorer(config, network, tables, { candidates }).scores(query);
    const compile = vi.spyOn(featured, 'createShaderModule');
    const lists: Ranked[] = [];
    for (const on of [false, true]) {
      const scorer = await createWebgpuScorer(featured, config, network, tables, { candidates, halfMatrices: on, subgroups: on });
      expect(largestDifference(await scorer.scores(query), expected)).toBeLessThan(TOLERANCE);
      lists.push(await scorer.rank(query));
      scorer.dispose();
      const enabled = compile.mock.calls.filter(([{ code }]) => code.includes(`enable ${feature === 'subgroups' ? 'subgroups' : 'f16'};`));
      expect(enabled.length > 0).toBe(on);
    }
    expect(lists[1].items).toEqual(lists[0].items);
    featured.destroy();
  });

  it('ranks the rows that have arrived, and after `accept` the others', async () => {
    const { config, network, tables } = randomModel(1500);
    const arriving = emptyTables(config, 1500);
    copyRows(tables, arriving, 0, 100);
    const scorer = await createWebgpuScorer(device, config, network, arriving, { ready: 100, candidates, maxBindingBytes: 512 * 48 });
    const query = { ...randomQuery(config.dim), k: 20, hidden: Uint32Array.of(0b1110) };
    for (const [from, to] of [[100, 100], [100, 101], [101, 257], [257, 700], [700, 1499], [1499, 1500]]) {
      copyRows(tables, arriving, from, to);
      await scorer.accept(to);
      expect(scorer.ready).toBe(to);
      const plain = new PlainScorer(config, network, tables, { ready: to, candidates });
      const expected = await plain.scores(query);
      expect(largestDifference(await scorer.scores(query), expected)).toBeLessThan(TOLERANCE);
      expectSameList(await scorer.rank(query), await plain.rank(query), expected);
    }
    await expect(scorer.accept(1499)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: to: expected a row from 1500 to 1500, got 1499]`);
    await expect(scorer.accept(1501)).rejects.toBeInstanceOf(OptionError);
    scorer.dispose();
  });

  it('gives an empty list where nothing is there, or wanted, or left', async () => {
    const { config, network, tables } = randomModel(300);
    const scorer = await createWebgpuScorer(device, config, network, tables, { ready: 0, candidates });
    const query = { ...randomQuery(config.dim), k: 5, hidden: createBitset(300) };
    expect(await scorer.scores(query)).toEqual(new Float32Array());
    expect((await scorer.rank(query)).items).toEqual(new Int32Array());
    await scorer.accept(300);
    expect((await scorer.rank({ ...query, k: 0 })).items).toEqual(new Int32Array());
    expect((await scorer.rank({ ...query, hidden: createBitset(300).fill(0xffffffff) })).items).toEqual(new Int32Array());
    expect((await scorer.rank({ ...query, user: new Float32Array(8).fill(NaN) })).items).toEqual(new Int32Array());
    await expect(scorer.rank({ ...query, k: -1 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: k: expected a whole number of at least 0, got -1]`);
    scorer.dispose();
  });

  it('ranks equal items by index', async () => {
    const { config, network, tables } = randomModel(900);
    const row = tables.factors.values.slice(0, config.dim);
    for (let item = 0; item < 900; item++) tables.factors.values.set(row, item * config.dim);
    for (const column of [tables.factors.scales, tables.bias, tables.popularity]) column.fill(column[0]);
    const scorer = await createWebgpuScorer(device, config, network, tables, { candidates, maxBindingBytes: 256 * 48 });
    const { items } = await scorer.rank({ ...randomQuery(config.dim), k: 5, hidden: Uint32Array.of(0b1010) });
    expect([...items]).toEqual([0, 2, 4, 5, 6]);
    scorer.dispose();
  });

  it('gives overlapping calls each their own, and reads what is hidden at once', async () => {
    const { config, network, tables } = randomModel(200);
    const scorer = await createWebgpuScorer(device, config, network, tables, { candidates });
    const plain = new PlainScorer(config, network, tables, { candidates });
    const hidden = createBitset(200);
    const queries = Array.from({ length: 5 }, (_, seed) => ({ ...randomQuery(config.dim, seed), k: 5 + seed, hidden }));
    const lists = queries.map((query) => scorer.rank(query));
    const scores = queries.map((query) => scorer.scores(query));
    hidden.fill(0xffffffff);
    for (const [i, query] of queries.entries()) {
      const expected = await plain.scores(query);
      expect(largestDifference(await scores[i], expected)).toBeLessThan(TOLERANCE);
      expectSameList(await lists[i], await plain.rank({ ...query, hidden: createBitset(200) }), expected);
    }
    expect(await scores[0]).not.toEqual(await scores[1]);
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
    const { config, network, tables } = randomModel(600);
    const scorer = await createWebgpuScorer(device, config, network, tables, { candidates, maxBindingBytes: 256 * 48 });
    const afterLoading = made.size;
    expect(afterLoading).toBeGreaterThan(10);
    const memory = { items: Int32Array.of(3, 599), values: Float32Array.of(1, 2) };
    const query = { ...randomQuery(config.dim), k: 10, hidden: createBitset(600), memory };
    await scorer.scores(query);
    await scorer.rank(query);
    expect(made.size).toBe(afterLoading);
    const underWay = [scorer.rank(query), scorer.scores(query), scorer.accept(600)];
    scorer.dispose();
    for (const call of await Promise.allSettled(underWay)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { message: 'this scorer was disposed; make a new one' } });
    }
    await expect(scorer.scores(query)).rejects.toBeInstanceOf(DeviceError);
    await expect(scorer.rank(query)).rejects.toBeInstanceOf(DeviceError);
    await expect(scorer.accept(600)).rejects.toBeInstanceOf(DeviceError);
    expect(made.size).toBe(0);
    create.mockRestore();
  });

  it('refuses calls when the device is lost', async () => {
    const lost = await newDevice(navigator.gpu);
    const { config, network, tables } = randomModel(100);
    const scorer = await createWebgpuScorer(lost, config, network, tables, { candidates });
    const query = { ...randomQuery(config.dim), k: 10, hidden: createBitset(100) };
    const underWay = [scorer.scores(query), scorer.rank(query)];
    lost.destroy();
    for (const call of await Promise.allSettled(underWay)) expect(call).toMatchObject({ status: 'rejected', reason: expect.any(DeviceError) });
    await lost.lost;
    await expect(scorer.rank(query)).rejects.toThrow('the GPU device was lost (destroyed)');
  });
});

/** A chunk has 256 items; with two stages its largest buffer has 16 bytes an item. */
const smallChunks = (candidates = 0) => ({ candidates, maxBindingBytes: 256 * (candidates > 0 ? 16 : 48) });

sparseTermContract(({ config, network, tables }, { ready, candidates }) => createWebgpuScorer(device, config, network, tables, { ready, ...smallChunks(candidates) }));

it.each([0, 40])('dispatches for a sparse term in the chunks that it touches alone (%i candidates)', async (candidates) => {
  const { config, network, tables } = randomModel(700);
  const scorer = await createWebgpuScorer(device, config, network, tables, smallChunks(candidates));
  const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
  const make = vi.spyOn(device, 'createBuffer');
  const counts: number[][] = [];
  for (const items of [undefined, [], [0, 255, 699]]) {
    const memory = items && { items: Int32Array.from(items), values: new Float32Array(items.length).fill(1) };
    const query = { ...randomQuery(config.dim), k: 10, hidden: createBitset(700), memory };
    for (const call of [scorer.rank(query), scorer.scores(query)]) await call;
    counts.push([dispatch.mock.calls.length, make.mock.calls.length]);
    dispatch.mockClear();
    make.mockClear();
  }
  dispatch.mockRestore();
  make.mockRestore();
  const [[dispatches, buffers]] = counts;
  expect(dispatches).toBeGreaterThan(3);
  // Two of the three chunks, in two calls.
  expect(counts).toEqual([[dispatches, buffers], [dispatches, buffers], [dispatches + 4, buffers + 4]]);
  scorer.dispose();
});

it('says what the GPU has no room for', async () => {
  const { config, network, tables } = randomModel(10);
  const making = createWebgpuScorer(device, config, network, tables, { maxBindingBytes: 4800 });
  await expect(making).rejects.toThrowErrorMatchingInlineSnapshot(`[DeviceError: the GPU binds 4800 bytes at once, and 256 items take 12288]`);
});

it('compiles equal programs once for a device, and other ones anew', async () => {
  const compile = vi.spyOn(device, 'createComputePipelineAsync');
  const compiled: number[] = [];
  for (const mlp of [[40, 20], [40, 20], [40, 30], [40, 30]]) {
    const { config, network, tables } = randomModel(5, { mlp });
    (await createWebgpuScorer(device, config, network, tables)).dispose();
    compiled.push(compile.mock.calls.length);
  }
  compile.mockRestore();
  expect(compiled[0]).toBeGreaterThan(0);
  expect(compiled[1]).toBe(compiled[0]);
  // The item half's program is the same: the first layer is.
  expect(compiled[2]).toBe(compiled[1] + 1);
  expect(compiled[3]).toBe(compiled[2]);
});

function randomQuery(dim: number, seed = 9): ScoreQuery {
  const random = new Sfc32(seed);
  return { user: normals(dim, 0.5, random), mix: normals(MIX_TERMS.length, 0.3, random), events: 12 };
}

/** The same list, but for swaps of items whose scores are nearly the same. */
function expectSameList(actual: Ranked, expected: Ranked, scores: Float32Array): void {
  expect(actual.items.length).toBe(expected.items.length);
  expect(new Set(actual.items).size).toBe(actual.items.length);
  for (const [i, item] of actual.items.entries()) {
    expect(Math.abs(scores[item] - scores[expected.items[i]])).toBeLessThan(TOLERANCE);
    expect(Math.abs(actual.scores[i] - scores[item])).toBeLessThan(TOLERANCE);
  }
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, score, i) => Math.max(largest, Math.abs(score - actual[i])), 0);
}
