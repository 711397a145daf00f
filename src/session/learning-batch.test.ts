import { describe, expect, it } from 'vitest';
import { randomTransitions } from '../kernels/testing/random-transitions.ts';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { Sfc32 } from '../random.ts';
import { learningBatch, type LearningTables } from './learning-batch.ts';
import { randomEvents, SMALL_LEARNING } from './testing/small-session.ts';

const dim = 3;
const count = 20;
/** Factor, bias, popularity and state all name their row, so that a batch tells where it came from. */
const tables: LearningTables = {
  dim,
  count,
  factors: { values: Int8Array.from({ length: count * dim }, (_, i) => Math.floor(i / dim)), scales: new Float32Array(count).fill(1) },
  bias: Float32Array.from({ length: count }, (_, i) => 100 + i),
  popularity: Float32Array.from({ length: count }, (_, i) => 200 + i),
  states: Float32Array.from({ length: 61 * dim }, (_, i) => Math.floor(i / dim)),
  memory: null,
};
const events = randomEvents(60, count, 7);

describe('learningBatch', () => {
  it('puts the event itself first, with the state before it and its weight', () => {
    const batch = learningBatch(events, 30, 0, tables, SMALL_LEARNING);
    expect(batch.lengths[0]).toBe(30);
    expect([...batch.states.subarray(0, dim)]).toEqual([30, 30, 30]);
    expect(batch.targets.factors[0]).toBe(events[30].item);
    expect(batch.targets.bias[0]).toBe(100 + events[30].item);
    expect(batch.weights[0]).toBe(SMALL_LEARNING.eventWeights[events[30].type]);
  });

  it('replays the latest events and some spread over the rest, each with its own state, none before `from`', () => {
    const batch = learningBatch(events, 50, 10, tables, SMALL_LEARNING);
    const replayed = [...batch.lengths].slice(1);
    expect(replayed.slice(0, 3)).toEqual([49, 48, 47]);
    expect(replayed).toHaveLength(SMALL_LEARNING.replay);
    expect(new Set(replayed).size).toBe(replayed.length);
    replayed.forEach((event, slot) => {
      expect(event).toBeGreaterThanOrEqual(10);
      expect(event).toBeLessThan(50);
      expect(batch.states[(slot + 1) * dim]).toBe(event);
      expect(batch.targets.factors[(slot + 1) * dim]).toBe(events[event].item);
      expect(batch.weights[slot + 1]).toBe(SMALL_LEARNING.eventWeights[events[event].type]);
    });
  });

  it('replays what little there is, and pads with weight 0', () => {
    const first = learningBatch(events, 0, 0, tables, SMALL_LEARNING);
    expect([...first.weights].slice(1).every((weight) => weight === 0)).toBe(true);
    const third = learningBatch(events, 2, 0, tables, SMALL_LEARNING);
    expect([...third.lengths].slice(0, 3).sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect([...third.weights].slice(3).every((weight) => weight === 0)).toBe(true);
  });

  it('hides a negative that is the event’s own item, or was met before the event, and no other', () => {
    const { negatives } = SMALL_LEARNING;
    const expected = Math.fround(Math.log(negatives / count));
    let hits = 0;
    let seen = 0;
    let open = 0;
    for (let at = 0; at < events.length; at++) {
      const batch = learningBatch(events, at, 0, tables, SMALL_LEARNING);
      for (let slot = 0; slot < Math.min(at + 1, batch.events); slot++) {
        for (let j = 0; j < negatives; j++) {
          const item = batch.sampled.bias[j] - 100;
          const same = item === batch.targets.bias[slot] - 100;
          const met = events.slice(0, batch.lengths[slot]).some((event) => event.item === item);
          if (same) hits++;
          if (met) seen++;
          else if (!same) open++;
          expect(batch.corrections[slot * negatives + j]).toBe(same || met ? 1e9 : expected);
        }
      }
    }
    expect(Math.min(hits, seen, open)).toBeGreaterThan(0);
  });

  it('draws by position alone: the same event at the same place gives the same batch', () => {
    const other = events.map((event, i) => (i > 40 ? { ...event, item: (event.item + 1) % count } : event));
    expect(learningBatch(events, 40, 0, tables, SMALL_LEARNING)).toEqual(learningBatch(other, 40, 0, tables, SMALL_LEARNING));
    const moved = learningBatch(events, 41, 0, tables, SMALL_LEARNING);
    expect(moved.sampled.bias).not.toEqual(learningBatch(events, 40, 0, tables, SMALL_LEARNING).sampled.bias);
  });

  it('has what memory said at the moment of each event, of its own item and of the negatives', () => {
    const memory = new TransitionMemory({ traces: [{ window: 4, decay: 0.8 }, { window: 9, decay: 1 }], epsilon: 0.01 }, randomTransitions(count, 8, new Sfc32(2)));
    const batch = learningBatch(events, 50, 10, { ...tables, memory }, SMALL_LEARNING);
    const { targets, sampled } = batch.memory ?? { targets: new Float32Array(), sampled: new Float32Array() };
    // Rows name their item.
    const itemsOf = (rows: Float32Array) => Array.from(rows, (bias) => bias - 100);
    const [own, drawn] = [batch.targets, batch.sampled].map(({ bias }) => itemsOf(bias));
    let traced = 0;
    batch.lengths.forEach((event, slot) => {
      const all = new Float32Array(memory.count * count);
      memory.features(events.slice(0, event).map(({ item }) => item), Array.from({ length: count }, (_, item) => item), all);
      const { negatives } = SMALL_LEARNING;
      for (const trace of [0, 1]) {
        const expected = all.subarray(trace * count, (trace + 1) * count);
        const at = trace * batch.events + slot;
        expect(targets[at]).toBe(expected[own[slot]]);
        expect([...sampled.subarray(at * negatives, (at + 1) * negatives)]).toEqual(drawn.map((item) => expected[item]));
        traced += targets[at] > 0 ? 1 : 0;
      }
    });
    expect(traced).toBeGreaterThan(1);
    expect(learningBatch(events, 0, 0, { ...tables, memory }, SMALL_LEARNING).memory?.sampled.every((trace) => trace === 0)).toBe(true);
  });

  it('has no memory where the model has none', () => {
    expect(learningBatch(events, 50, 10, tables, SMALL_LEARNING).memory).toBe(null);
  });
});
