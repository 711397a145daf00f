/** The SIMD kernels against their plain TypeScript twin, in Node and in Chromium. */
import { describe, expect, it } from 'vitest';
import { DeviceError } from '../../errors.ts';
import { MIX_TERMS, type NeumfConfig } from '../../neumf.ts';
import { Sfc32 } from '../../random.ts';
import { createBitset, setBit } from '../bitset.ts';
import { PlainScorer } from '../plain-scorer.ts';
import { headPreparer } from '../prepared-head.ts';
import { retrievalQuery, retrievalScores } from '../retrieval.ts';
import { type Ranked, type RankQuery, type ScoreQuery } from '../scorer.ts';
import { sparseTermContract } from '../sparse-term-contract.ts';
import { copyRows, emptyTables } from '../testing/arriving-tables.ts';
import { normals, type RandomModel, randomModel } from '../testing/random-model.ts';
import { simdKernels } from './simd-kernels.ts';
import { writePlan } from './simd-plan.ts';
import { createSimdScorer, type SimdScorerOptions } from './simd-scorer.ts';
import { simdSupport, type SimdVariant } from './simd-support.ts';
import { allocateSimdTables, borrowMemory, returnMemory } from './simd-tables.ts';

const TOLERANCE = 1e-5;

const CASES: [number, Partial<NeumfConfig>][] = [
  [1, { dim: 8, mlp: [24, 7] }],
  [63, { dim: 64, mlp: [64, 32, 16] }],
  [64, { dim: 7, mlp: [5] }],
  [65, { dim: 30, mlp: [24, 7] }],
  [9, { dim: 1, mlp: [1, 1], heads: 1 }],
  [40, { dim: 512, mlp: [33, 130] }],
  [5000, { dim: 16, mlp: [9, 3, 2, 1] }],
];

/** Tests both variants; the relaxed one is skipped, with the reason, where the engine has it not. */
export function simdScorerContract(engine: string): void {
  const lacking = simdSupport() === 'relaxed' ? '' : ` (skipped: ${engine} has no relaxed SIMD)`;
  describe('simd', () => {
    scoresAsTheTwin('simd');
    ranksAsTheTwin('simd');
  });
  describe.skipIf(lacking !== '')(`relaxed${lacking}`, () => {
    scoresAsTheTwin('relaxed');
    ranksAsTheTwin('relaxed');
  });
  sparseTermContract(simd);
  takesRowsAsTheyCome();
  keepsToItsMemory();
}

function scoresAsTheTwin(variant: SimdVariant): void {
  describe('equals the plain scorer:', () => {
    it.each(CASES)('%i items, %o', async (items, settings) => {
      const model = randomModel(items, settings);
      const query = randomQuery(model.config.dim);
      const expected = await twin(model).scores(query);
      for (const candidates of [0, 3]) {
        const scorer = await simd(model, { variant, candidates });
        expect(largestDifference(await scorer.scores(query), expected)).toBeLessThan(TOLERANCE);
        scorer.dispose();
      }
    });
  });

  it.each(CASES)('has the very scores of the first stage: %i items, %o', async (items, settings) => {
    const model = randomModel(items, settings);
    expect(await retrieved(model, variant)).toEqual(expectedOfRetrieval(model));
  });

  it('sums the largest codes and weights of the widest model exactly', async () => {
    const model = randomModel(5, { dim: 512 });
    model.tables.factors.values.fill(-127);
    model.network.get('head.gmf')!.data.fill(3);
    const user = new Float32Array(512).fill(2);
    expect(await retrieved(model, variant, user)).toEqual(expectedOfRetrieval(model, user));
  });
}

function ranksAsTheTwin(variant: SimdVariant): void {
  const model = randomModel(3000, { dim: 20, mlp: [12, 6] });
  const hidden = createBitset(3000);
  for (let item = 0; item < 3000; item += 3) setBit(hidden, item);

  it.each([0, 100])('ranks as the plain scorer does (%i candidates), lists of every length', async (candidates) => {
    const scorer = await simd(model, { variant, candidates });
    const plain = twin(model, { candidates });
    const scores = await plain.scores(randomQuery(20));
    for (const k of [0, 1, 2, 10, 250, 1000, 3001]) {
      const query = { ...randomQuery(20), k, hidden };
      const actual = await scorer.rank(query);
      expectSameList(actual, await plain.rank(query), scores);
      expect(actual.items.some((item) => item % 3 === 0)).toBe(false);
    }
    scorer.dispose();
  });

  it.each([0, 10])('ranks equal items by index (%i candidates)', async (candidates) => {
    const same = equalItems(50);
    const scorer = await simd(same, { variant, candidates });
    const { items } = await scorer.rank({ ...randomQuery(8), k: 5, hidden: Uint32Array.of(0b1010) });
    expect([...items]).toEqual([0, 2, 4, 5, 6]);
    scorer.dispose();
  });

  it('ranks candidates whose scores are equal by index, not in the order of the first stage', async () => {
    const flat = randomModel(50);
    flat.network.get('head.mlp0.item')!.data.fill(0);
    // The same large number for all items: in float32 it swallows all their other terms.
    flat.network.get('head.mlp0.bias')!.data.fill(1);
    flat.network.get('head.mlp1.bias')!.data.fill(1);
    flat.network.get('head.mlp.out')!.data.fill(1e15);
    const query = { ...randomQuery(8), k: 10, hidden: createBitset(50) };
    const scorer = await simd(flat, { variant, candidates: 10 });
    const { items, scores } = await scorer.rank(query);
    expect(new Set(scores).size).toBe(1);
    expect(items).toEqual((await twin(flat, { candidates: 10 }).rank(query)).items);
    expect(items).toEqual(items.toSorted());
    scorer.dispose();
  });

  it.each([0, 10])('chooses nothing where no score is a number (%i candidates)', async (candidates) => {
    const small = randomModel(30);
    const scorer = await simd(small, { variant, candidates });
    const query = { ...randomQuery(8), user: new Float32Array(8).fill(NaN), k: 5, hidden: createBitset(30) };
    expect((await scorer.rank(query)).items).toEqual(new Int32Array());
    scorer.dispose();
  });

  it('gives overlapping calls each their own scores', async () => {
    const small = randomModel(200);
    const scorer = await simd(small, { variant });
    const queries = Array.from({ length: 5 }, (_, seed) => randomQuery(8, seed));
    const results = await Promise.all(queries.map((query) => scorer.scores(query)));
    for (const [i, query] of queries.entries()) {
      expect(largestDifference(results[i], await twin(small).scores(query))).toBeLessThan(TOLERANCE);
    }
    expect(results[0]).not.toEqual(results[1]);
    scorer.dispose();
  });
}

function takesRowsAsTheyCome(): void {
  describe.each([0, 40])('with %i candidates', (candidates) => {
    it.each(['in place', 'copied'])('ranks the rows that have arrived, and after `accept` the others (%s)', async (where) => {
      const { config, network, tables } = randomModel(300);
      const arriving = where === 'in place' ? allocateSimdTables(config, 300, { candidates }) : emptyTables(config, 300);
      copyRows(tables, arriving, 0, 100);
      const scorer = await createSimdScorer(config, network, arriving, { ready: 100, candidates });
      const query: RankQuery = { ...randomQuery(config.dim), k: 20, hidden: createBitset(300) };
      for (const [from, to] of [[100, 100], [100, 101], [101, 107], [107, 299], [299, 300]]) {
        copyRows(tables, arriving, from, to);
        await scorer.accept(to);
        expect(scorer.ready).toBe(to);
        const plain = new PlainScorer(config, network, tables, { ready: to, candidates });
        const expected = await plain.scores(query);
        expect(largestDifference(await scorer.scores(query), expected)).toBeLessThan(TOLERANCE);
        expectSameList(await scorer.rank(query), await plain.rank(query), expected);
      }
      await expect(scorer.accept(299)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: to: expected a row from 300 to 300, got 299]`);
      scorer.dispose();
    });
  });
}

function keepsToItsMemory(): void {
  const { config, network, tables } = randomModel(50);
  const query = randomQuery(config.dim);

  it('works where its tables lie, unless another scorer does', async () => {
    const lying = allocateSimdTables(config, 50);
    copyRows(tables, lying, 0, 50);
    const expected = await twin({ config, network, tables }).scores(query);
    const first = await createSimdScorer(config, network, lying);
    // Another network, another visitor: were the memory shared, the first scorer's results would change.
    const other = randomModel(50, {}, 2);
    const second = await createSimdScorer(other.config, other.network, lying);
    await second.scores(randomQuery(config.dim, 3));
    expect(largestDifference(await first.scores(query), expected)).toBeLessThan(TOLERANCE);
    first.dispose();
    second.dispose();
    const memory = borrowMemory(config, lying, 0);
    expect(memory.tables.factors.values.buffer).toBe(lying.factors.values.buffer);
    returnMemory(memory);
  });

  it("keeps nothing of another model's weights where that one worked before", async () => {
    const lying = allocateSimdTables({ ...config, mlp: [7, 7] }, 50);
    copyRows(tables, lying, 0, 50);
    // Layers of 7 and of 5 or 6 are all padded to 8: what the first model left was the second one's padding.
    for (const mlp of [[7, 7], [5, 6]]) {
      const model = { ...randomModel(50, { mlp }), tables: lying };
      const scorer = await simd(model);
      expect(largestDifference(await scorer.scores(query), await twin(model).scores(query))).toBeLessThan(TOLERANCE);
      scorer.dispose();
    }
  });

  it('needs no more of it than the tables, the halves and some scratch', () => {
    const bytes = (candidates: number) => allocateSimdTables({ ...config, dim: 64 }, 100_000, { candidates }).factors.values.buffer.byteLength;
    expect(bytes(4096)).toBeLessThan(100_000 * (64 + 4 * 4) + 100_000 * 1.5);
    expect(bytes(0) - bytes(4096)).toBeLessThanOrEqual(100_000 * 4 * 12 + 65_536);
  });

  it('refuses what does not fit, and every call once disposed', async () => {
    expect(() => allocateSimdTables(config, 1e9)).toThrowErrorMatchingInlineSnapshot(`[DeviceError: WebAssembly has no memory of 24001 MB for 1000000000 items; use a smaller bundle]`);
    expect(() => allocateSimdTables(config, -3)).toThrowErrorMatchingInlineSnapshot(`[OptionError: count: expected at least 1 item, got -3]`);
    await expect(createSimdScorer(config, network, tables, { candidates: -1 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: candidates: expected a whole number of at least 0, got -1]`);
    await expect(createSimdScorer(config, network, tables, { ready: 51 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: ready: expected a row from 0 to 50, got 51]`);
    await expect(createSimdScorer(config, network, { ...tables, bias: new Float32Array(3) })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: tables.bias: expected 50 numbers for 50 items, got 3]`);
    await expect(createSimdScorer({ ...config, mlp: [12, 5] }, network, tables)).rejects.toThrowErrorMatchingInlineSnapshot(`[TasteKitError: expected weight head.mlp.out of shape [5], got [6] with 6 numbers; check the weights against networkShapes()]`);
    const scorer = await createSimdScorer(config, network, tables);
    await expect(scorer.rank({ ...query, k: -1, hidden: createBitset(50) })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: k: expected a whole number of at least 0, got -1]`);
    scorer.dispose();
    scorer.dispose();
    for (const call of [scorer.scores(query), scorer.accept(50), scorer.rank({ ...query, k: 1, hidden: createBitset(50) })]) {
      await expect(call).rejects.toBeInstanceOf(DeviceError);
    }
  });
}

function simd({ config, network, tables }: RandomModel, options: SimdScorerOptions = {}) {
  return createSimdScorer(config, network, tables, options);
}

function twin({ config, network, tables }: RandomModel, options: SimdScorerOptions = {}): PlainScorer {
  return new PlainScorer(config, network, tables, options);
}

/** The first stage's scores, from the kernel itself. */
async function retrieved({ config, network, tables }: RandomModel, variant: SimdVariant, user?: Float32Array): Promise<Float32Array> {
  const memory = borrowMemory(config, tables, 1);
  const write = writePlan(config, network, memory);
  const kernels = await simdKernels(memory.memory, variant);
  copyRows(tables, memory.tables, 0, tables.count);
  const head = headPreparer(config, network, tables.count)({ ...randomQuery(config.dim), ...(user && { user }) });
  write(head, retrievalQuery(head));
  const { plan, scores } = memory.layout.at;
  kernels.retrieve(plan, 0, tables.count);
  returnMemory(memory);
  return new Float32Array(memory.memory.buffer, scores, tables.count);
}

function expectedOfRetrieval({ config, network, tables }: RandomModel, user?: Float32Array): Float32Array {
  const head = headPreparer(config, network, tables.count)({ ...randomQuery(config.dim), ...(user && { user }) });
  return retrievalScores(retrievalQuery(head), tables, 0, tables.count);
}

/** Equal but for neighbours whose scores are as good as equal. `scores` are the twin's, of all items. */
function expectSameList(actual: Ranked, expected: Ranked, scores: Float32Array): void {
  expect(largestDifference(actual.scores, expected.scores)).toBeLessThan(TOLERANCE);
  expect(largestDifference(Float32Array.from(actual.items, (item) => scores[item]), expected.scores)).toBeLessThan(TOLERANCE);
  expect(new Set(actual.items).size).toBe(expected.items.length);
}

function equalItems(count: number): RandomModel {
  const model = randomModel(count);
  const { factors, bias, popularity } = model.tables;
  const { dim } = model.config;
  for (let item = 1; item < count; item++) factors.values.copyWithin(item * dim, 0, dim);
  for (const column of [factors.scales, bias, popularity]) column.fill(column[0]);
  return model;
}

function randomQuery(dim: number, seed = 9): ScoreQuery {
  const random = new Sfc32(seed);
  return { user: normals(dim, 0.5, random), mix: normals(MIX_TERMS.length, 0.3, random), events: 12 };
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, score, i) => Math.max(largest, Math.abs(score - actual[i])), 0);
}
