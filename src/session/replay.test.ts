/** The personal part is a pure function of bundle and kept events, whatever way a visitor came to have those events. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Learner } from '../learner/learner.ts';
import { startTfjs } from '../training/tfjs-node.ts';
import { EVENT_TYPES } from '../types.ts';
import { type SessionEvent } from './session-event.ts';
import { type LearnedState, Session } from './session.ts';
import { randomEvents, smallModel, smallSession } from './testing/small-session.ts';

const ITEMS = 30;
const model = smallModel(ITEMS, { negatives: 4, replay: 3 });
let learner: Learner;

beforeAll(async () => {
  await startTfjs('wasm');
  learner = new Learner(model.config, model.network, model.learning);
});
afterAll(() => learner.dispose());

/** A visitor whose page keeps what the engine keeps: snapshots, and the part that rankings use. */
class Visitor {
  session = smallSession(model);
  readonly #pool: readonly SessionEvent[];
  #next = 0;
  #snapshots: LearnedState[] = [];
  #shown: LearnedState | null = null;

  constructor(pool: readonly SessionEvent[]) {
    this.#pool = pool;
  }

  observe(count: number): void {
    this.session.observe(this.#pool.slice(this.#next, this.#next + count));
    this.#next += count;
  }

  async learn(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const state = await this.session.learnNext(learner);
      if (!state) return;
      if (Session.isSnapshot(state)) this.#snapshots.push(state);
      this.#keep();
    }
  }

  forget(at: number): void {
    const event = this.session.events[at];
    if (!event) return;
    this.session.forget(event.id);
    this.#snapshots = this.#snapshots.filter(({ lastEventId }) => lastEventId < event.id);
    this.#keep();
  }

  undo(): void {
    this.forget(this.session.events.length - 1);
  }

  /** A page closed and opened again; `half`: storage has lost what it did not hold to be worth keeping. */
  reload(half: boolean): void {
    const copies = this.#snapshots.map(copy);
    const shown = this.#shown && copy(this.#shown);
    const events = this.session.events;
    this.session = smallSession(model, events);
    this.session.restore(half ? copies : [...copies, ...(shown ? [shown] : [])], half ? null : shown);
  }

  #keep(): void {
    const { shown } = this.session;
    this.#shown = shown.count > shown.from ? shown : null;
  }
}

const copy = (state: LearnedState): LearnedState => ({ ...state, personal: state.personal.slice() });

type Action = { do: 'observe' | 'learn' | 'forget' | 'undo' | 'reload'; n: number };

const action = (most: number): fc.Arbitrary<Action> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('observe' as const), n: fc.integer({ min: 1, max: most }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('learn' as const), n: fc.integer({ min: 1, max: 2 * most }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), n: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), n: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), n: fc.nat() }) },
  );

async function live(visitor: Visitor, actions: readonly Action[]): Promise<void> {
  for (const { do: what, n } of actions) {
    if (what === 'observe') visitor.observe(n);
    else if (what === 'learn') await visitor.learn(n);
    else if (what === 'forget') visitor.forget(n % Math.max(1, visitor.session.events.length));
    else if (what === 'reload') visitor.reload(n % 2 === 1);
    else for (let i = 0; i < n; i++) visitor.undo();
    const { shown, events } = visitor.session;
    // No list is ever made with a part that has learned what is not in the history.
    if (shown.count > shown.from) expect(events[shown.count - 1].id).toBe(shown.lastEventId);
  }
}

/** How far the session, once all is learned, is from one that only ever met its events: 0 where it is the same. */
async function distanceFromNew(session: Session): Promise<number> {
  while (await session.learnNext(learner));
  const fresh = smallSession(model, session.events);
  while (await fresh.learnNext(learner));
  expect(session.unlearned).toBe(0);
  expect(session.shown).toEqual(session.state);
  expect(session.state).toMatchObject({ from: fresh.state.from, count: fresh.state.count, lastEventId: fresh.state.lastEventId });
  const [list, expected] = [await session.rank({ limit: ITEMS }), await fresh.rank({ limit: ITEMS })];
  expect([...list.items]).toEqual([...expected.items]);
  expect([...list.scores]).toEqual([...expected.scores]);
  return Math.max(0, ...session.state.personal.map((x, i) => Math.abs(x - fresh.state.personal[i])));
}

describe('whatever a visitor does', () => {
  it('the part and the list are those of one who only ever met the events that are left', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action(40), { minLength: 1, maxLength: 14 }), fc.nat(1e6), async (actions, seed) => {
        const visitor = new Visitor(randomEvents(600, ITEMS, seed, EVENT_TYPES));
        await live(visitor, actions);
        expect(await distanceFromNew(visitor.session)).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 25 },
    );
  });

  it('also about the edge where the learning window moves on', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action(6), { minLength: 3, maxLength: 14 }), fc.nat(1e6), fc.integer({ min: 494, max: 503 }), async (actions, seed, start) => {
        const visitor = new Visitor(randomEvents(700, ITEMS, seed));
        visitor.observe(start);
        await visitor.learn(start);
        await live(visitor, actions);
        expect(await distanceFromNew(visitor.session)).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 3 },
    );
  });
});

describe('undoing the last events', () => {
  it('has nothing to learn again, event by event', async () => {
    const visitor = new Visitor(randomEvents(99, ITEMS, 1));
    const lists: number[][] = [];
    for (let i = 0; i < 99; i++) {
      visitor.observe(1);
      await visitor.learn(1);
      lists.push([...(await visitor.session.rank({ limit: 10 })).items]);
    }
    for (let left = 98; left > 92; left--) {
      visitor.undo();
      expect(visitor.session.unlearned).toBe(0);
      expect([...(await visitor.session.rank({ limit: 10 })).items]).toEqual(lists[left - 1]);
    }
  });

  it('nor where the event had moved the window on, nor when it comes again', { timeout: 60_000 }, async () => {
    const events = randomEvents(502, ITEMS, 2);
    const session = smallSession(model, events.slice(0, 500));
    while (await session.learnNext(learner));
    const before = session.state;
    session.observe([events[500]]);
    expect(session.unlearned).toBe(251);
    while (await session.learnNext(learner));
    session.forget(events[500].id);
    expect(session.unlearned).toBe(0);
    expect(session.shown).toEqual(before);
    session.observe([events[501]]);
    expect(session.unlearned).toBe(1);
  });

  it('after a reload learns again from the snapshot before, at most', async () => {
    const visitor = new Visitor(randomEvents(80, ITEMS, 3));
    visitor.observe(80);
    await visitor.learn(80);
    visitor.reload(false);
    visitor.undo();
    expect(visitor.session.unlearned).toBe(29);
  });
});

describe('while a part is rebuilt', () => {
  it('lists go on with the last whole one, through clicks and a reload, and change once', async () => {
    const visitor = new Visitor(randomEvents(400, ITEMS, 4));
    visitor.observe(200);
    await visitor.learn(200);
    visitor.forget(120);
    expect(visitor.session.shown.count).toBe(100);
    await visitor.learn(70);
    expect(visitor.session.state.count).toBe(170);
    visitor.observe(1);
    expect(visitor.session.shown.count).toBe(100);
    visitor.reload(false);
    expect(visitor.session.shown.count).toBe(100);
    // From the last snapshot, not from the beginning.
    expect(visitor.session.state.count).toBe(150);
    visitor.forget(140);
    expect(visitor.session.shown.count).toBe(100);
    await visitor.learn(400);
    expect(visitor.session.shown).toBe(visitor.session.state);
    expect(visitor.session.shown.count).toBe(199);
  });

  it('of which nothing may be used, lists are the frozen tower’s', async () => {
    const visitor = new Visitor(randomEvents(130, ITEMS, 5));
    visitor.observe(130);
    await visitor.learn(130);
    visitor.forget(0);
    await visitor.learn(60);
    visitor.reload(false);
    expect(visitor.session.state.count).toBe(50);
    expect(await visitor.session.scores()).toEqual(await visitor.session.scores(false));
  });

  it('a step under way on an event that is forgotten meanwhile is not taken', async () => {
    const events = randomEvents(3, ITEMS, 6);
    const session = smallSession(model, events);
    await session.learnNext(learner);
    const step = session.learnNext(learner);
    session.forget(events[1].id);
    expect(await step).toBeNull();
    expect(await distanceFromNew(session)).toBeLessThanOrEqual(1e-6);
  });
});
