import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dequantiseRow, dequantiseRows } from '../bundle/quantise.ts';
import { personalPartFrom, unpackPersonal } from '../kernels/personal-part.ts';
import { PlainScorer } from '../kernels/plain-scorer.ts';
import { type Ranked } from '../kernels/scorer.ts';
import { UserTower } from '../kernels/tower.ts';
import { GUARD_SIZE } from '../learner/guard.ts';
import { Learner } from '../learner/learner.ts';
import { POPULARITY_BUCKETS } from '../neumf.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { EVENT_TYPES } from '../types.ts';
import { type SessionEvent } from './session-event.ts';
import { type LearnedState, Session } from './session.ts';
import { randomEvents, smallModel, smallSession } from './testing/small-session.ts';

const ITEMS = 80;
const model = smallModel(ITEMS);
let learner: Learner;

beforeAll(async () => {
  await startTfjs('wasm');
  learner = new Learner(model.config, model.network, model.learning);
});
afterAll(() => learner.dispose());

async function learnAll(session: Session, by = learner): Promise<LearnedState[]> {
  const states: LearnedState[] = [];
  for (let state = await session.learnNext(by); state; state = await session.learnNext(by)) states.push(state);
  return states;
}

/** A session that met the events one at a time, learning each. */
async function clicked(events: readonly SessionEvent[]): Promise<Session> {
  const session = smallSession(model);
  for (const event of events) {
    session.observe([event]);
    await learnAll(session);
  }
  return session;
}

describe('ranking', () => {
  it('leaves out what the visitor has met and what is excluded, and gives the rest in order of score', async () => {
    const session = smallSession(model, randomEvents(10, ITEMS, 1));
    const met = new Set(session.events.map(({ item }) => item));
    const scores = await session.scores();
    const { items } = await session.rank({ limit: ITEMS, exclude: [3, 4] });
    const left = [...scores.keys()].filter((item) => !met.has(item) && item !== 3 && item !== 4);
    expect([...items]).toEqual(left.sort((a, b) => scores[b] - scores[a] || a - b));
  });

  it('without the personal part is the frozen tower’s', async () => {
    const events = randomEvents(12, ITEMS, 2);
    const learned = await clicked(events);
    const frozen = smallSession(model, events);
    expect(await learned.scores(false)).toEqual(await frozen.scores());
    expect(await learned.scores()).not.toEqual(await frozen.scores());
  });

  it('ranks what is included even if it was met or excluded, and adds what is boosted', async () => {
    const session = smallSession(model, randomEvents(10, ITEMS, 1));
    const [met] = session.events.map(({ item }) => item);
    const scores = await session.scores();
    const all = Array.from({ length: ITEMS }, (_, item) => item);
    const boost = { items: Int32Array.of(met, 7), values: Float32Array.of(1.5, -2) };
    const { items, scores: ranked } = await session.rank({ limit: ITEMS, exclude: all, include: [met, 7, 9], boost });
    expect([...items].sort((a, b) => a - b)).toEqual([met, 7, 9].sort((a, b) => a - b));
    const expected = new Map([[met, scores[met] + 1.5], [7, scores[7] - 2], [9, scores[9]]]);
    items.forEach((item, at) => expect(ranked[at]).toBeCloseTo(expected.get(item) as number, 5));
  });

  it('relates all but what is excluded', () => {
    const session = smallSession(model);
    const [first, second, third] = session.related(5, 3).items;
    expect([...session.related(5, 2, [first]).items]).toEqual([second, third]);
  });

  it('relates items by the angle of their factors, itself left out', () => {
    const session = smallSession(model);
    const { items, scores } = session.related(5, ITEMS);
    expect(items).toHaveLength(ITEMS - 1);
    expect(items).not.toContain(5);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1.000001);
    expect([...scores]).toEqual([...scores].sort((a, b) => b - a));
  });
});

/** Of a history whose length falls into a bucket. */
function weightsOfTraces(bucket: number, factor = 1): number[] {
  const { data } = model.network.get('head.memory')!;
  return Array.from({ length: model.memory!.count }, (_, trace) => factor * data[trace * POPULARITY_BUCKETS + bucket]);
}

describe('memory', () => {
  const events = randomEvents(9, ITEMS, 21);
  const forgetful = { ...model, memory: null };
  // Nine events: bucket 3.
  const term = model.memory!.term(events.map(({ item }) => item), weightsOfTraces(3));

  it('lifts what used to follow the visitor’s items, and leaves all others as they were', async () => {
    const session = smallSession(model, events);
    const [scores, without] = [await session.scores(), await smallSession(forgetful, events).scores()];
    const touched = new Set(term.items);
    expect(touched.size).toBeGreaterThan(5);
    scores.forEach((score, item) => expect([item, score !== without[item]]).toEqual([item, touched.has(item)]));
  });

  it('has the weight that the visitor’s device has learned; the frozen tower has the bundle’s', async () => {
    const session = await clicked(events);
    const plain = smallSession(forgetful, events);
    plain.restore([session.state]);
    const learned = session.guard.weight * unpackPersonal(model.config, session.state.personal.slice(0, -GUARD_SIZE)).mix[4];
    expect(learned).not.toBe(0);
    for (const [personal, mix] of [[true, learned], [false, 0]] as const) {
      const [scores, without] = [await session.scores(personal), await plain.scores(personal)];
      term.items.forEach((item, i) => expect(scores[item] - without[item]).toBeCloseTo(Math.exp(mix) * term.values[i], 4));
    }
  });

  it('of a history that is forgotten is none', async () => {
    const session = smallSession(model, events);
    for (const { id } of events) session.forget(id);
    expect(await session.scores()).toEqual(await smallSession(forgetful).scores());
  });
});

describe('over int8 rows alone', () => {
  it('reads, ranks and learns with the very numbers that rows made float32 beforehand would give', async () => {
    const { values, scales } = model.factors;
    const factors = dequantiseRows(model.factors, model.config.dim);
    for (let item = 0; item < ITEMS; item++) {
      const row = dequantiseRow(model.factors, item, new Float32Array(model.config.dim));
      expect(row).toEqual(factors.subarray(item * row.length, (item + 1) * row.length));
    }
    // The states that the session learns from are those of a tower fed with the float32 rows.
    const events = randomEvents(40, ITEMS, 12);
    const tower = new UserTower(model.config, model.network);
    const state = tower.start();
    for (const { item, type } of events) {
      const factor = Float32Array.from(values.subarray(item * 8, (item + 1) * 8), (value) => value * scales[item]);
      tower.append(state, factor, model.config.eventTypes.indexOf(type));
    }
    const part = personalPartFrom(model.network);
    const user = tower.userVector(tower.stateAfter(state, events.length), part);
    const scorer = new PlainScorer(model.config, model.network, model);
    // 40 events: bucket 5.
    const memory = model.memory?.term(events.map(({ item }) => item), weightsOfTraces(5, Math.exp(part.mix[4])));
    expect(memory?.items.length).toBeGreaterThan(5);
    expect(await smallSession(model, events).scores()).toEqual(await scorer.scores({ user, mix: part.mix, events: events.length, memory }));
  });

  it('relates by the cosine of the float32 rows', () => {
    const { dim } = model.config;
    const factors = dequantiseRows(model.factors, dim);
    const dot = (a: number, b: number) => Array.from({ length: dim }, (_, k) => factors[a * dim + k] * factors[b * dim + k]).reduce((sum, x) => sum + x, 0);
    const { items, scores } = smallSession(model).related(5, ITEMS);
    items.forEach((item, i) => expect(scores[i]).toBeCloseTo(dot(5, item) / Math.sqrt(dot(5, 5) * dot(item, item)), 6));
  });

  it('rows of zeros, in their numbers or their scale, are related to nothing', () => {
    const values = model.factors.values.slice().fill(0, 3 * 8, 4 * 8);
    const scales = model.factors.scales.slice().fill(0, 7, 8);
    const session = smallSession({ ...model, factors: { values, scales } });
    for (const [item, score] of zipped(session.related(5, ITEMS))) expect(score === 0).toBe(item === 3 || item === 7);
    for (const item of [3, 7]) for (const [, score] of zipped(session.related(item, ITEMS))) expect(score).toBe(0);
  });
});

describe('while rows arrive', () => {
  const READY = 30;
  /** A model whose later rows are not there yet, and what brings them. */
  function partial() {
    const { dim } = model.config;
    const factors = { values: new Int8Array(ITEMS * dim), scales: new Float32Array(ITEMS) };
    const tables = { ...model, factors, bias: new Float32Array(ITEMS), popularity: new Float32Array(ITEMS) };
    const bring = (from: number, to: number) => {
      factors.values.set(model.factors.values.subarray(from * dim, to * dim), from * dim);
      factors.scales.set(model.factors.scales.subarray(from, to), from);
      tables.bias.set(model.bias.subarray(from, to), from);
      tables.popularity.set(model.popularity.subarray(from, to), from);
    };
    bring(0, READY);
    const scorer = new PlainScorer(model.config, model.network, tables, { ready: READY });
    const accept = async () => {
      bring(READY, ITEMS);
      await scorer.accept(ITEMS);
    };
    return { session: new Session(tables, scorer), accept };
  }

  it('ranks and relates what is there, and refuses to read what is not', async () => {
    const { session } = partial();
    expect(session.ready).toBe(READY);
    session.observe(randomEvents(5, READY, 13));
    const met = new Set(session.events.map(({ item }) => item));
    const { items } = await session.rank({ limit: ITEMS, exclude: [0, ITEMS - 1] });
    expect([...items].toSorted((a, b) => a - b)).toEqual(Array.from({ length: READY }, (_, i) => i).filter((i) => i > 0 && !met.has(i)));
    expect(session.related(5, ITEMS).items).toHaveLength(READY - 1);
    for (const read of [() => session.related(READY, 5), () => session.observe([{ id: 9, item: READY, type: 'like' }])]) {
      expect(read).toThrow(`item: expected one of the ${READY} items that are there, got ${READY}`);
    }
    expect(session.events).toHaveLength(5);
    await expect(session.learnNext(learner)).rejects.toThrow(`learning needs the rows of all ${ITEMS} items, and ${READY} are there`);
  });

  it('goes on as if all had been there from the start', async () => {
    const { session, accept } = partial();
    const [early, late] = [randomEvents(5, READY, 14), randomEvents(9, ITEMS, 15).slice(5)];
    session.observe(early);
    await session.rank({ limit: 5 });
    await accept();
    session.observe(late);
    await learnAll(session);
    const whole = smallSession(model, [...early, ...late]);
    await learnAll(whole);
    expect(session.state).toEqual(whole.state);
    expect(await session.scores()).toEqual(await whole.scores());
    expect(session.related(5, ITEMS)).toEqual(whole.related(5, ITEMS));
  });
});

describe('learning', () => {
  it('one event at a time or all afterwards: the same personal part', async () => {
    const events = randomEvents(30, ITEMS, 3);
    const late = smallSession(model, events);
    expect(late.unlearned).toBe(30);
    await learnAll(late);
    expect(late.unlearned).toBe(0);
    expect(late.state.personal).toEqual((await clicked(events)).state.personal);
  });

  it('goes on from states saved before, to the same end', async () => {
    const events = randomEvents(120, ITEMS, 4);
    const whole = smallSession(model, events);
    const states = await learnAll(whole);
    for (const saved of [states.slice(0, 50), states.slice(0, 75), states]) {
      const session = smallSession(model, events);
      session.restore(saved);
      expect(session.unlearned).toBe(120 - saved.length);
      await learnAll(session);
      expect(session.state).toEqual(whole.state);
    }
  });

  it('ignores saved states that do not fit the history or the model', async () => {
    const events = randomEvents(20, ITEMS, 5);
    const [state] = (await learnAll(smallSession(model, events))).slice(-1);
    const wrong = [
      { ...state, lastEventId: 99 },
      { ...state, from: 3 },
      { ...state, count: 40 },
      { ...state, personal: state.personal.slice(1) },
      { ...state, personal: state.personal.map(() => NaN) },
    ];
    const session = smallSession(model, events);
    session.restore(wrong);
    expect(session.unlearned).toBe(20);
  });

  it('past 500 events the window moves on, and the part equals one learned from the window alone', { timeout: 120_000 }, async () => {
    const events = randomEvents(520, ITEMS, 6);
    const session = smallSession(model, events.slice(0, 500));
    await learnAll(session);
    const before = await session.scores();
    session.observe(events.slice(500, 501));
    expect(session.unlearned).toBe(251);
    await session.learnNext(learner);
    // While it is rebuilt, rankings go on with what was learned before.
    expect((await session.scores()).every(Number.isFinite)).toBe(true);
    expect(session.state.count).toBe(251);
    session.observe(events.slice(501));
    await learnAll(session);
    const fresh = smallSession(model, events);
    await learnAll(fresh);
    expect(session.state).toEqual(fresh.state);
    expect(await session.scores()).toEqual(await fresh.scores());
    expect(await session.scores()).not.toEqual(before);
  });

  it('stays finite and bounded over 1,000 events of one kind, and holds no tensor more', { timeout: 120_000 }, async () => {
    const bounded: Session = smallSession(model);
    const tensors = tf.memory().numTensors;
    let largest = 0;
    for (let i = 0; i < 1000; i++) {
      bounded.observe([{ id: i + 1, item: i % 3, type: i % 5 === 0 ? 'dislike' : 'like' }]);
      const state = await bounded.learnNext(learner);
      largest = Math.max(largest, ...(state?.personal.map(Math.abs) ?? []));
    }
    expect(tf.memory().numTensors).toBe(tensors);
    expect(largest).toBeLessThan(50);
    expect((await bounded.scores()).every(Number.isFinite)).toBe(true);
  });
});

describe('what only tells against an item', () => {
  const events = randomEvents(12, ITEMS, 31);
  const [first, second] = Array.from({ length: ITEMS }, (_, item) => item).filter((item) => events.every((event) => event.item !== item));

  it('is not read by tower and memory; what is dismissed leaves the lists, what is skipped stays', async () => {
    const plain = smallSession(model, events);
    const session = smallSession(model, [...events, { id: 13, item: first, type: 'dismiss' }, { id: 14, item: second, type: 'skip' }]);
    expect(await session.scores(false)).toEqual(await plain.scores(false));
    const list = [...(await plain.rank({ limit: ITEMS, personal: false })).items];
    expect([...(await session.rank({ limit: ITEMS, personal: false })).items]).toEqual(list.filter((item) => item !== first));
    expect(list).toContain(second);
  });

  it('is learned: a dismissed item lowers those that are like it, and is forgotten like any event', async () => {
    const { dim } = model.config;
    const values = model.factors.values.slice();
    values.set(values.subarray(first * dim, (first + 1) * dim), second * dim);
    const scales = model.factors.scales.slice();
    scales[second] = scales[first];
    const alike = { ...model, factors: { values, scales } };
    const session = smallSession(alike, events);
    await learnAll(session);
    const before = await session.scores();
    session.observe([{ id: 13, item: first, type: 'dismiss' }]);
    await learnAll(session);
    const after = await session.scores();
    expect(after[second]).toBeLessThan(before[second] - 0.01);
    const mean = (scores: Float32Array) => scores.reduce((sum, score) => sum + score, 0) / ITEMS;
    expect(after[second] - before[second]).toBeLessThan(mean(after) - mean(before));
    session.forget(13);
    expect(await session.scores()).toEqual(before);
  });
});

describe('the guard', () => {
  it('lets the personal part change scores as far as it is trusted: not at all is the frozen tower', async () => {
    const events = randomEvents(12, ITEMS, 2);
    const session = await clicked(events);
    const { personal } = session.state;
    expect(session.guard.judged).toBeGreaterThan(3);
    const trusting = async (advantage: number) => {
      const other = smallSession(model, events);
      other.restore([{ ...session.state, personal: personal.with(personal.length - GUARD_SIZE, advantage) }]);
      return other;
    };
    const [none, all] = [await trusting(-50), await trusting(50)];
    expect([none.guard.weight, all.guard.weight]).toEqual([expect.closeTo(0, 9), expect.closeTo(1, 9)]);
    expect(largestDifference(await none.scores(), await session.scores(false))).toBeLessThanOrEqual(1e-5);
    const unguarded = smallSession({ ...model, learning: { ...model.learning, guard: false } }, events);
    unguarded.restore([session.state]);
    expect(largestDifference(await all.scores(), await unguarded.scores())).toBeLessThanOrEqual(1e-5);
  });
});

it('a step that runs off is not taken, and the event counts as learned', async () => {
  const session = smallSession(model, randomEvents(2, ITEMS, 11));
  const first = await session.learnNext(learner);
  // Not a number, or so far that scores could leave float32: of the vector, and of a mixing weight, which is a logarithm.
  const mix = model.config.dim * (1 + 2 * model.config.adapterRank);
  for (const [at, value] of [[0, NaN], [0, -Infinity], [0, 1_001], [mix, 21]]) {
    const again = smallSession(model, randomEvents(2, ITEMS, 11));
    again.restore(first ? [first] : []);
    const second = await again.learnNext({ learn: (personal) => Promise.resolve(personal.with(at, value)) });
    expect(second?.count).toBe(2);
    expect(second?.personal).toEqual(first?.personal);
  }
});

describe('forgetting', () => {
  it('is as if the event had never been, for any history and any event', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 110 }), fc.integer({ min: 0, max: 1e6 }), fc.nat(), async (count, seed, pick) => {
        const events = randomEvents(count, ITEMS, seed, EVENT_TYPES);
        const gone = events[pick % count];
        const session = smallSession(model, events);
        await learnAll(session);
        expect(session.forget(gone.id)).toBe(true);
        await learnAll(session);
        const never = smallSession(model, events.filter((event) => event !== gone));
        await learnAll(never);
        expect(session.events).toEqual(never.events);
        expect(largestDifference(session.state.personal, never.state.personal)).toBeLessThanOrEqual(1e-6);
        expect(largestDifference(await session.scores(), await never.scores())).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 15 },
    );
  });

  it('shows at once: before anything is learned again, no state that knew the event is used', async () => {
    const events = randomEvents(70, ITEMS, 8);
    const session = smallSession(model, events);
    await learnAll(session);
    session.forget(60);
    expect(session.state.count).toBe(50);
    expect(session.unlearned).toBe(19);
    session.forget(1);
    expect(session.state.count).toBe(0);
  });

  it('of an unknown event changes nothing', () => {
    const session = smallSession(model, randomEvents(5, ITEMS, 9));
    expect(session.forget(77)).toBe(false);
    expect(session.events).toHaveLength(5);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}

function zipped({ items, scores }: Ranked): [item: number, score: number][] {
  return Array.from(items, (item, i) => [item, scores[i]]);
}
