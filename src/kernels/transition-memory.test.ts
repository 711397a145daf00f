import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { checkSparseScores } from './sparse-scores.ts';
import { randomTransitions } from './testing/random-transitions.ts';
import { TransitionMemory } from './transition-memory.ts';

/** 0 → 1 (.5), 2 (1); 1 → 2 (.2); 2 → nothing; 3 → 0 (255 · .01). */
const TABLES: TransitionTables = {
  offsets: Int32Array.of(0, 2, 3, 3, 4),
  items: Uint16Array.of(1, 2, 2, 0),
  codes: Uint8Array.of(50, 100, 2, 255),
  scales: Float32Array.of(0.01, 0.1, 0, 0.01),
};
const SETTINGS = { traces: [{ window: 3, decay: 0.5 }], epsilon: 0.1 };

function termOf(history: number[], weight = 1, memory = new TransitionMemory(SETTINGS, TABLES)): Map<number, number> {
  const { items, values } = memory.term(history, [weight]);
  return new Map(Array.from(items, (item, i) => [item, values[i]]));
}

/** M as a dense matrix, and the traces by their definition. */
function directTraces({ offsets, items, codes, scales }: TransitionTables, history: number[], { window, decay } = SETTINGS.traces[0]): number[] {
  const traces = Array.from(scales, () => 0);
  history.toReversed().slice(0, window).forEach((a, k) => {
    for (let e = offsets[a]; e < offsets[a + 1]; e++) traces[items[e]] += decay ** k * codes[e] * scales[a];
  });
  return traces;
}

function largestDifference(actual: Float32Array, expected: number[]): number {
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
}

describe('a memory made by hand', () => {
  it('sums what the latest events leave, fading by each event, and no item without a trace', () => {
    // 0 is two events ago, 1 one: item 1 gets .5·.5, item 2 .5·1 + .2.
    const term = termOf([0, 1], 2);
    expect([...term.keys()].sort((a, b) => a - b)).toEqual([1, 2]);
    expect(term.get(1)).toBeCloseTo(2 * Math.log1p(0.25 / 0.1), 6);
    expect(term.get(2)).toBeCloseTo(2 * Math.log1p(0.7 / 0.1), 6);
  });

  it('forgets what is older than the window', () => {
    expect(termOf([3, 0, 1, 2])).toEqual(termOf([0, 1, 2]));
    expect(termOf([3, 0, 1]).get(0)).toBeCloseTo(Math.log1p((0.25 * 2.55) / 0.1), 6);
    expect(termOf([0, 2, 2, 2]).size).toBe(0);
    expect(termOf([]).size).toBe(0);
  });

  it('reads the traces of chosen items, in their order', () => {
    const into = new Float32Array(5).fill(9);
    new TransitionMemory(SETTINGS, TABLES).features([0, 1], [2, 0, 2, 1], into);
    const two = Math.log1p(0.7 / 0.1);
    [two, 0, two, Math.log1p(0.25 / 0.1), 9].forEach((expected, i) => expect(into[i]).toBeCloseTo(expected, 6));
  });

  it('refuses an item that it does not know, and is as good as before', () => {
    const memory = new TransitionMemory(SETTINGS, TABLES);
    expect(() => memory.term([4, 0], [1])).toThrowErrorMatchingInlineSnapshot(`[OptionError: history: expected items from 0 to 3, got 4]`);
    expect(() => memory.features([-1, 1], [0], new Float32Array(1))).toThrow('got -1');
    expect(termOf([0, 1], 2, memory)).toEqual(termOf([0, 1], 2));
  });

  it('of no transitions at all leaves none', () => {
    const none = { offsets: new Int32Array(5), items: new Int32Array(), codes: new Uint8Array(), scales: new Float32Array(4) };
    expect(new TransitionMemory(SETTINGS, none).term([0, 1, 2], [1])).toEqual({ items: new Int32Array(), values: new Float32Array() });
  });
});

describe('any memory', () => {
  const COUNT = 40;
  const memories = fc.integer({ min: 0, max: 1e6 }).map((seed) => randomTransitions(COUNT, 12, new Sfc32(seed)));
  const histories = fc.array(fc.nat({ max: COUNT - 1 }), { maxLength: 30 });
  const settings = fc.record({
    traces: fc.array(fc.record({ window: fc.integer({ min: 1, max: 12 }), decay: fc.double({ min: 0.1, max: 1, noNaN: true }) }), { minLength: 1, maxLength: 3 }),
    epsilon: fc.constant(0.01),
  });
  const weights = [-1.5, 0.5, 2];

  it('has the traces of its definition, as a term and for chosen items, however often it was asked', () => {
    fc.assert(
      fc.property(memories, settings, fc.array(histories, { minLength: 1, maxLength: 4 }), (tables, given, all) => {
        const memory = new TransitionMemory(given, tables);
        for (const history of all) {
          const logs = given.traces.map((trace) => directTraces(tables, history, trace).map((value) => Math.log1p(value / 0.01)));
          const term = memory.term(history, weights);
          checkSparseScores('memory', term, COUNT);
          const dense = new Float32Array(COUNT);
          term.items.forEach((item, i) => (dense[item] = term.values[i]));
          const features = new Float32Array(memory.count * COUNT);
          memory.features(history, [...dense.keys()], features);
          expect(largestDifference(features, logs.flat())).toBeLessThan(1e-5);
          const sums = Array.from(dense, (_, item) => logs.reduce((sum, log, t) => sum + weights[t] * log[item], 0));
          expect(largestDifference(dense, sums)).toBeLessThan(1e-5);
          expect(term.items.length).toBe(Array.from(dense.keys()).filter((item) => logs.some((log) => log[item] > 0)).length);
        }
      }),
    );
  });

  it('from scratch is what fading all traces and adding one event gives, within the window', () => {
    fc.assert(
      fc.property(memories, histories, (tables, history) => {
        const given = { traces: [{ window: 30, decay: 0.8 }], epsilon: 0.01 };
        let traces = Array.from({ length: COUNT }, () => 0);
        for (const event of history) {
          const added = directTraces(tables, [event]);
          traces = traces.map((trace, item) => 0.8 * trace + added[item]);
        }
        const features = new Float32Array(COUNT);
        new TransitionMemory(given, tables).features(history, [...features.keys()], features);
        expect(largestDifference(features, traces.map((trace) => Math.log1p(trace / 0.01)))).toBeLessThan(1e-5);
      }),
    );
  });

  it('does not hang on how its entries came to be numbered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), histories, (seed, history) => {
        const tables = randomTransitions(COUNT, 12, new Sfc32(seed));
        const reversed = tables.items.slice();
        const codes = tables.codes.slice();
        for (let a = 0; a < COUNT; a++) {
          reversed.subarray(tables.offsets[a], tables.offsets[a + 1]).reverse();
          codes.subarray(tables.offsets[a], tables.offsets[a + 1]).reverse();
        }
        const given = { traces: [{ window: 8, decay: 0.7 }, { window: 20, decay: 1 }], epsilon: 0.01 };
        const [one, other] = [tables, { ...tables, items: reversed, codes }].map((each) => {
          const { items, values } = new TransitionMemory(given, each).term(history, [1, 0.5]);
          return new Map(Array.from(items, (item, i) => [item, values[i]]));
        });
        expect(other).toEqual(one);
      }),
    );
  });
});

it('hostile scales give finite terms, each item once', () => {
  const scales = Float32Array.of(3e38, 1e-45, 0, 3e38);
  const memory = new TransitionMemory({ traces: [{ window: 500, decay: 1 }], epsilon: 1e-6 }, { ...TABLES, codes: Uint8Array.of(255, 0, 1, 255), scales });
  const term = memory.term(Array.from({ length: 600 }, (_, i) => i % 4), [1]);
  checkSparseScores('memory', term, 4);
  expect(term.values.every(Number.isFinite)).toBe(true);
});
