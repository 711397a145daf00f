/** The sparse term of the head (`ScoreQuery.memory`), which every scorer adds alike. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors.ts';
import { MIX_TERMS } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { createBitset, setBit } from './bitset.ts';
import { type RankQuery, type Scorer, type ScorerOptions, type SparseScores } from './scorer.ts';
import { directScores } from './testing/direct-scores.ts';
import { randomMemory } from './testing/random-memory.ts';
import { normals, type RandomModel, randomModel } from './testing/random-model.ts';
import { topK } from './top-k.ts';

const TOLERANCE = 1e-5;
const CANDIDATES = 40;

/** `make` makes the scorer that is tested, over a model of `SMALL_CONFIG`. */
export function sparseTermContract(make: (model: RandomModel, options: ScorerOptions) => Promise<Scorer>): void {
  describe.each([0, CANDIDATES])('a sparse term, with %i candidates,', (candidates) => {
    it.each([1, 63, 64, 65, 700])('is added to the head: %i items', async (count) => {
      const model = randomModel(count);
      const scorer = await make(model, { candidates });
      const hidden = createBitset(count);
      for (let item = 1; item < count; item += 3) setBit(hidden, item);
      for (const share of [0.02, 0.4, 1]) {
        const query = { ...randomQuery(count), hidden, memory: randomMemory(count, share, new Sfc32(count, share)) };
        const direct = directScores(model, query);
        const scores = await scorer.scores(query);
        expect(Math.max(...direct.map((score, item) => Math.abs(scores[item] - score)))).toBeLessThan(TOLERANCE);
        const expected = directList(model, query, candidates);
        const { items, scores: listed } = await scorer.rank(query);
        expect(items.length).toBe(expected.length);
        expect(new Set(items).size).toBe(items.length);
        for (const [at, item] of items.entries()) {
          expect(Math.abs(direct[item] - direct[expected[at]])).toBeLessThan(TOLERANCE);
          expect(Math.abs(direct[item] - listed[at])).toBeLessThan(TOLERANCE);
        }
      }
      scorer.dispose();
    });

    const model = randomModel(500);
    const query = randomQuery(500);
    const one = (item: number, value: number): SparseScores => ({ items: Int32Array.of(item), values: Float32Array.of(value) });

    it('that is empty is none', async () => {
      const scorer = await make(model, { candidates });
      const empty = { ...query, memory: { items: new Int32Array(), values: new Float32Array() } };
      expect(await scorer.scores(empty)).toEqual(await scorer.scores(query));
      expect(await scorer.rank(empty)).toEqual(await scorer.rank(query));
      scorer.dispose();
    });

    it('lifts the last item to the top, and leaves the others as they were', async () => {
      const scorer = await make(model, { candidates });
      // The last by the dot product alone: with two stages it is no candidate by itself.
      const light = withoutMlp(model, query);
      const last = light.indexOf(Math.min(...light));
      const plain = await scorer.rank(query);
      const lifted = await scorer.rank({ ...query, memory: one(last, 300) });
      expect([...lifted.items]).toEqual([last, ...plain.items.slice(0, -1)]);
      expect(lifted.scores[0]).toBeCloseTo(directScores(model, query)[last] + 300, 3);
      expect(lifted.scores.subarray(1)).toEqual(plain.scores.subarray(0, -1));
      const dropped = await scorer.rank({ ...query, memory: one(plain.items[0], -300) });
      expect(dropped.items.slice(0, -1)).toEqual(plain.items.slice(1));
      expect(await scorer.rank(query)).toEqual(plain);
      scorer.dispose();
    });

    it('does not show a hidden item', async () => {
      const scorer = await make(model, { candidates });
      const hidden = createBitset(500);
      setBit(hidden, 123);
      expect(await scorer.rank({ ...query, hidden, memory: one(123, 1e6) })).toEqual(await scorer.rank({ ...query, hidden }));
      scorer.dispose();
    });

    it('passes over items that have not arrived', async () => {
      const scorer = await make(model, { candidates, ready: 100 });
      const memory = { items: Int32Array.of(499, 100, 99), values: Float32Array.of(400, 300, 200) };
      expect((await scorer.scores({ ...query, memory })).length).toBe(100);
      expect([...(await scorer.rank({ ...query, memory })).items].filter((item) => item >= 99)).toEqual([99]);
      await scorer.accept(500);
      expect((await scorer.rank({ ...query, memory })).items.slice(0, 3)).toEqual(Int32Array.of(499, 100, 99));
      scorer.dispose();
    });

    it('is each call’s own, and read at once', async () => {
      const scorer = await make(model, { candidates });
      const memory = one(7, 100);
      const ranked = scorer.rank({ ...query, memory });
      const scores = scorer.scores({ ...query, memory });
      memory.items[0] = 8;
      memory.values[0] = 200;
      const other = scorer.rank({ ...query, memory });
      expect((await ranked).items[0]).toBe(7);
      expect((await other).items[0]).toBe(8);
      const without = await scorer.scores(query);
      expect([...(await scores)].flatMap((score, item) => (score === without[item] ? [] : [item]))).toEqual([7]);
      scorer.dispose();
    });

    it('is refused where it does not fit the items', async () => {
      const scorer = await make(model, { candidates });
      const refused = { ...query, memory: one(500, 1) };
      await expect(scorer.rank(refused)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: memory.items: expected indices from 0 to 499, got 500]`);
      await expect(scorer.scores(refused)).rejects.toBeInstanceOf(OptionError);
      scorer.dispose();
    });
  });

  it('a sparse term chooses the candidates in the unit of the head', async () => {
    const model = randomModel(500);
    // An MLP of much weight and a long list, so that which items are candidates shows.
    const query = { ...randomQuery(500), k: 40, memory: randomMemory(500, 1, new Sfc32(5), 0.7) };
    query.mix.set([0, 4]);
    const scorer = await make(model, { candidates: 160 });
    const expected = directList(model, query, 160);
    expect([...(await scorer.rank(query)).items]).toEqual(expected);
    // Were the term in another unit there, others would be.
    for (const factor of [0, 0.25, 4]) expect(directList(model, query, 160, factor)).not.toEqual(expected);
    scorer.dispose();
  });
}

function randomQuery(count: number): RankQuery {
  const random = new Sfc32(count, 9);
  const user = normals(8, 0.5, random);
  return { user, mix: normals(MIX_TERMS.length, 0.3, random), events: 12, k: 10, hidden: createBitset(count) };
}

/** The head's scores without the MLP. */
function withoutMlp({ config, network, tables }: RandomModel, query: RankQuery): number[] {
  const out = network.get('head.mlp.out')!;
  const light = new Map(network).set('head.mlp.out', { ...out, data: new Float32Array(out.data.length) });
  return directScores({ config, network: light, tables }, query);
}

/** The list of the head as it is written down. `factor` times the term takes part in the first stage. */
function directList(model: RandomModel, query: RankQuery, candidates: number, factor = 1): number[] {
  const { items, values } = query.memory ?? { items: new Int32Array(), values: new Float32Array() };
  const memory = { items, values: values.map((value) => factor * value) };
  const first = Float32Array.from(withoutMlp(model, { ...query, memory }));
  const chosen = new Set(topK(first, candidates || first.length, query.hidden).items);
  const whole = Float32Array.from(directScores(model, query), (score, item) => (chosen.has(item) ? score : NaN));
  return [...topK(whole, query.k, query.hidden).items];
}
