import { describe, expect, it } from 'vitest';
import { randomTransitions } from '../kernels/testing/random-transitions.ts';
import { randomPlaces } from '../kernels/testing/random-places.ts';
import { TransitionMemory } from '../kernels/transition-memory.ts';
import { Walk } from '../kernels/walk.ts';
import { Sfc32 } from '../random.ts';
import { type LearnerBatch } from '../learner/learner.ts';
import { learningBatch, type LearningTables } from './learning-batch.ts';
import { type SessionEvent } from './session-event.ts';
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
  eventTypes: ['view', 'click', 'like', 'dislike', 'purchase'],
  memory: null,
  walk: null,
  earlier: [],
};
/** The tables with one item more. */
const wider = {
  factors: { values: new Int8Array((count + 1) * dim), scales: new Float32Array(count + 1) },
  bias: new Float32Array(count + 1),
  popularity: new Float32Array(count + 1),
};
const events = randomEvents(60, count, 7);
const REPLAYED = 0.25;
/** Of slot 0, those drawn come first; what fills up is closed. */
const drawnOf = ({ corrections, negatives }: LearnerBatch) => corrections.subarray(0, negatives).filter((correction) => correction < 1e8).length;
const isRepeat = (at: number) => events.slice(0, at).some(({ item }) => item === events[at].item);

describe('learningBatch', () => {
  it('puts the event itself first, with the state before it and its weight', () => {
    const batch = learningBatch(events, 30, 0, tables, SMALL_LEARNING);
    expect(batch.lengths[0]).toBe(30);
    expect([...batch.states.subarray(0, dim)]).toEqual([30, 30, 30]);
    expect(batch.targets.factors[0]).toBe(events[30].item);
    expect(batch.targets.bias[0]).toBe(100 + events[30].item);
    const again = { ...events[30], type: 'like' as const };
    const fresh = (item: number) => learningBatch([...events.slice(0, 30), { ...again, item }], 30, 0, { ...tables, count: count + 1, ...wider }, SMALL_LEARNING).weights[0];
    expect(fresh(count)).toBe(SMALL_LEARNING.eventWeights.like);
    expect(fresh(events[3].item)).toBe(0);
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
      const weight = SMALL_LEARNING.eventWeights[events[event].type];
      // What takes an item again weighs nothing; all replayed share a quarter.
      expect(batch.weights[slot + 1]).toBeCloseTo(weight > 0 && isRepeat(event) ? 0 : (weight * REPLAYED) / replayed.length, 6);
    });
  });

  it('replays what little there is, and pads with weight 0', () => {
    const first = learningBatch(events, 0, 0, tables, SMALL_LEARNING);
    expect([...first.weights].slice(1).every((weight) => weight === 0)).toBe(true);
    const third = learningBatch(events, 2, 0, tables, SMALL_LEARNING);
    expect([...third.lengths].slice(0, 3).sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect([...third.weights].slice(3).every((weight) => weight === 0)).toBe(true);
  });

  it('learns against what a list could have shown, each once, and closes what only fills up', () => {
    const { negatives } = SMALL_LEARNING;
    let closed = 0;
    for (let at = 0; at < events.length; at++) {
      const batch = learningBatch(events, at, 0, tables, SMALL_LEARNING);
      const met = new Set(events.slice(0, at + 1).map(({ item }) => item));
      const drawn = Array.from(batch.sampled.bias, (bias) => bias - 100).slice(0, Math.min(negatives, count - met.size));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.filter((item) => met.has(item))).toEqual([]);
      const corrections = batch.corrections.subarray(0, negatives);
      expect([...corrections].map((correction) => correction <= 0)).toEqual(Array.from({ length: negatives }, (_, j) => j < drawn.length));
      for (let slot = 1; slot <= Math.min(at, SMALL_LEARNING.replay); slot++) expect(batch.corrections.subarray(slot * negatives, (slot + 1) * negatives)).toEqual(corrections);
      closed += negatives - drawn.length;
    }
    expect(closed).toBeGreaterThan(0);
  });

  it('closes a negative that is the item of a replayed event: what was skipped may be drawn', () => {
    const skips: SessionEvent[] = [{ id: 1, item: 3, type: 'view' }, { id: 2, item: 4, type: 'skip' }, { id: 3, item: 5, type: 'view', shown: [4] }];
    const walk = new Walk({ orders: ['id'], spans: [4] }, [Int32Array.from({ length: count }, (_, i) => i)]);
    const batch = learningBatch(skips, 2, 0, { ...tables, walk }, SMALL_LEARNING);
    const slot = [0, 1, 2].find((each) => batch.targets.bias[each] === 104) as number;
    expect(batch.sampled.bias[0]).toBe(104);
    expect([batch.corrections[0], batch.corrections[slot * SMALL_LEARNING.negatives]]).toEqual([0, 1e9]);
    expect(batch.weights[slot]).toBeCloseTo((SMALL_LEARNING.eventWeights.skip * REPLAYED) / 2, 6);
    // It lay next on the walk, though it also stands among the negatives.
    expect(batch.walk?.targets[slot]).toBe(1);
  });

  it('has where each item lay on the walk at the moment of each event; nowhere before the first', () => {
    const walk = new Walk({ orders: ['id', 'title'], spans: [3, 8] }, [1, 2].map((seed) => randomPlaces(count, new Sfc32(seed))));
    const early = randomEvents(8, count, 3).map((event, i) => ({ ...event, item: (7 * i) % count }));
    const batch = learningBatch(early, 7, 0, { ...tables, walk }, SMALL_LEARNING);
    const drawn = drawnOf(batch);
    const items = Array.from(batch.sampled.bias, (bias) => bias - 100).slice(0, drawn);
    batch.lengths.forEach((event, slot) => {
      const met = early.slice(0, event).map(({ item }) => item);
      for (let f = 0; f < walk.count; f++) {
        const only = Array.from({ length: walk.count }, (_, g) => (g === f ? 1 : 0));
        const expected = (item: number) => (event === 0 ? 0 : walk.valueAt(item, met[event - 1], Int32Array.from(met), only));
        expect(batch.walk?.targets[f * batch.events + slot]).toBe(expected(batch.targets.bias[slot] - 100));
        const row = batch.walk?.sampled.subarray((f * batch.events + slot) * batch.negatives, (f * batch.events + slot + 1) * batch.negatives) ?? [];
        expect([...row].slice(0, drawn)).toEqual(items.map(expected));
      }
    });
    expect(batch.walk?.targets.some((feature) => feature > 0)).toBe(true);
  });

  it('takes a dislike that no low rating trained for a dismissal, and counts only what was taken', () => {
    const untrained = { ...tables, eventTypes: ['view', 'like'] as const };
    const told: SessionEvent[] = [{ id: 1, item: 3, type: 'view' }, { id: 2, item: 4, type: 'dislike' }, { id: 3, item: 5, type: 'skip' }, { id: 4, item: 6, type: 'dislike' }];
    const batch = learningBatch(told, 3, 0, untrained, SMALL_LEARNING);
    expect([batch.lengths[0], batch.weights[0]]).toEqual([1, SMALL_LEARNING.eventWeights.dismiss]);
    const trained = learningBatch(told, 3, 0, tables, SMALL_LEARNING);
    expect([trained.lengths[0], trained.weights[0]]).toEqual([2, SMALL_LEARNING.eventWeights.dislike]);
  });

  it('draws by position alone: the same event at the same place gives the same batch', () => {
    const other = events.map((event, i) => (i > 40 ? { ...event, item: (event.item + 1) % count } : event));
    expect(learningBatch(events, 40, 0, tables, SMALL_LEARNING)).toEqual(learningBatch(other, 40, 0, tables, SMALL_LEARNING));
    // The same item again and again: what is open stays the same.
    const again = [...events.slice(0, 5), ...Array.from({ length: 10 }, () => events[4])];
    const draws = Array.from({ length: 10 }, (_, i) => [...learningBatch(again, 5 + i, 0, tables, SMALL_LEARNING).sampled.bias].join(' '));
    expect(new Set(draws).size).toBeGreaterThan(5);
  });

  it('has what memory said at the moment of each event, of its own item and of the negatives', () => {
    const memory = new TransitionMemory({ traces: [{ window: 4, decay: 0.8 }, { window: 9, decay: 1 }], epsilon: 0.01 }, randomTransitions(count, 8, new Sfc32(2)));
    const batch = learningBatch(events, 50, 10, { ...tables, memory }, SMALL_LEARNING);
    const { targets, sampled } = batch.memory ?? { targets: new Float32Array(), sampled: new Float32Array() };
    // Rows name their item.
    const itemsOf = (rows: Float32Array) => Array.from(rows, (bias) => bias - 100);
    const [own, drawn] = [batch.targets, batch.sampled].map(({ bias }) => itemsOf(bias));
    const open = drawnOf(batch);
    let traced = 0;
    batch.lengths.forEach((event, slot) => {
      const all = new Float32Array(memory.count * count);
      memory.features(events.slice(0, event).map(({ item }) => item), Array.from({ length: count }, (_, item) => item), all);
      const { negatives } = SMALL_LEARNING;
      for (const trace of [0, 1]) {
        const expected = all.subarray(trace * count, (trace + 1) * count);
        const at = trace * batch.events + slot;
        expect(targets[at]).toBe(expected[own[slot]]);
        expect([...sampled.subarray(at * negatives, (at + 1) * negatives)]).toEqual(Array.from(drawn, (item, j) => (j < open ? expected[item] : 0)));
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
