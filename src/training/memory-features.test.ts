import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { Sfc32, shuffle } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { MemoryFeatures, type Stretch } from './memory-features.ts';
import { historiesOf } from './testing/planted-data.ts';
import { memorySettings, transitionNorms, type TransitionSource, transitionStatistics } from './transition-statistics.ts';

const N = 12;

function sourceOf(lists: number[][], ordered: boolean): TransitionSource {
  const counts = { events: new Int32Array(N), users: new Int32Array(N) };
  for (const item of lists.flat()) counts.events[item]++;
  for (const item of lists.flatMap((list) => [...new Set(list)])) counts.users[item]++;
  return { histories: historiesOf(lists), users: Int32Array.from(lists.keys()), counts, ordered };
}

/** The whole of a user's history, in order or shuffled. */
function wholeOf({ histories: { offsets } }: TransitionSource, user: number, random?: Sfc32): Stretch {
  const places = Int32Array.from({ length: offsets[user + 1] - offsets[user] }, (_, k) => offsets[user] + k);
  return { user, places: random ? shuffle(places, random) : places, from: 0 };
}

/** The user's own part of C[a, i], as defined. */
function ownCount(history: number[], a: number, i: number, ordered: boolean): number {
  let sum = 0;
  if (!ordered) return Number(a !== i && [a, i].every((item) => history.slice(0, 500).includes(item)));
  history.forEach((b, p) => {
    const q = history.indexOf(i);
    if (b === a && a !== i && q > p && q - p <= 5) sum += 0.8 ** (q - p - 1);
  });
  return sum;
}

function stored({ offsets, items, codes, scales }: TransitionTables, a: number, i: number): number {
  for (let e = offsets[a]; e < offsets[a + 1]; e++) if (items[e] === i) return codes[e] * scales[a];
  return 0;
}

describe('by hand', () => {
  it('a transition that only this user made is not known to them, one that others made is', () => {
    const lists = [[0, 1, 2], [0, 1, 3]];
    const source = sourceOf(lists, true);
    const features = new MemoryFeatures({ traces: [{ window: 32, decay: 0.8 }], epsilon: 0.5 }, transitionStatistics(source, 64), source);
    const { targets, negatives } = features.of([wholeOf(source, 0)], Int32Array.of(2, 1, 2));
    // 0 → 1: two made it, one of them this user. n = 2 and 2.
    expect(targets[0]).toBe(0);
    expect(targets[1]).toBeCloseTo(Math.log1p((2 - 1) / (2 ** 0.7 * 2 ** 0.3) / 0.5), 2);
    expect(targets[2]).toBeCloseTo(0, 2);
    // Of negatives nothing is taken out; a negative that comes twice is given twice.
    const [one, both] = [0.8 / 2 ** 0.7, 1 / 2 ** 0.7 + 0.8 * (0.8 / 2 ** 0.7)];
    [0, 0, 0, one, 2 / 2, one, both, 0.8 * (2 / 2), both].forEach((trace, at) => expect(negatives[at]).toBeCloseTo(Math.log1p(trace / 0.5), 2));
  });

  it('a user’s own pairs do not come back by an event of the same item long ago', () => {
    // Of 0, met first long before, the last event is right before 1; nobody else knows the two.
    const far = [0, ...Array.from({ length: 8 }, () => 2), ...Array.from({ length: 8 }, () => 3), 0, 1];
    const source = sourceOf([far], true);
    const features = new MemoryFeatures(memorySettings(true), transitionStatistics(source, 64), source);
    const { targets } = features.of([wholeOf(source, 0)], Int32Array.of(4));
    [0, 1, 2].forEach((trace) => expect(targets[(trace + 1) * far.length - 1]).toBeLessThan(0.01 * Math.log1p(1000)));
    expect(features.of([wholeOf(source, 0)], Int32Array.of(1)).negatives[far.length - 1]).toBeGreaterThan(1);
  });
});

describe.each([true, false])('of any histories, in order: %s', (ordered) => {
  const lists = fc.array(fc.array(fc.nat({ max: N - 1 }), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 });

  it('negatives have the traces of the kernel, targets those without the user’s own pairs', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: N }), fc.integer({ min: 1, max: 8 }), fc.nat(), (all, neighbours, window, seed) => {
        const random = new Sfc32(seed);
        const source = sourceOf(all, ordered);
        const given = memorySettings(ordered);
        const settings = { ...given, traces: given.traces.map((trace, t) => ({ ...trace, window: window + t })) };
        const tables = transitionStatistics(source, neighbours);
        const stretches = all.map((_, user) => ({ ...wholeOf(source, user, ordered ? undefined : random), from: random.below(2) }));
        const drawn = Int32Array.from({ length: 7 }, () => random.below(N));
        const features = new MemoryFeatures(settings, tables, source);
        // Twice: nothing is left over from an earlier batch.
        features.of(stretches, drawn);
        const { negatives, targets } = features.of(stretches, drawn);

        const kernel = new TransitionMemory(settings, tables);
        const norms = transitionNorms(source);
        const expected = settings.traces.map(() => ({ negatives: [] as number[], targets: [] as number[] }));
        for (const { user, places, from } of stretches) {
          const items = Array.from(places, (place) => source.histories.itemOf[place]);
          for (let at = from; at < items.length; at++) {
            const rows = new Float32Array(kernel.count * drawn.length);
            kernel.features(items.slice(0, at), drawn, rows);
            const i = items[at];
            settings.traces.forEach((trace, t) => {
              expected[t].negatives.push(...rows.subarray(t * drawn.length, (t + 1) * drawn.length));
              const left = items.slice(0, at).toReversed().slice(0, trace.window).reduce((sum, a, k) => {
                const own = ownCount(all[user], a, i, ordered) / (norms.from[a] * norms.to[i]);
                return sum + trace.decay ** k * Math.max(0, stored(tables, a, i) - own);
              }, 0);
              // What the stretch holds already is not predicted.
              expected[t].targets.push(items.indexOf(i) < at ? 0 : left);
            });
          }
        }
        const wanted = { negatives: expected.flatMap((of) => of.negatives), targets: expected.flatMap((of) => of.targets) };
        expect(negatives.length).toBe(wanted.negatives.length);
        expect(Math.max(0, ...negatives.map((feature, at) => Math.abs(feature - wanted.negatives[at])))).toBeLessThan(1e-6);
        // By trace: near 0 the logarithm makes much of the last bit.
        const traces = Array.from(targets, (feature) => Math.expm1(feature) * settings.epsilon);
        expect(traces.length).toBe(wanted.targets.length);
        expect(Math.max(0, ...traces.map((trace, p) => Math.abs(trace - wanted.targets[p])))).toBeLessThan(1e-5);
      }),
    );
  });
});
