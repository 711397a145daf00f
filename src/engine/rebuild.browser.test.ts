/** Undo and rebuilds, as the engine does them beside clicks. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../session/session.ts';
import { type StoredEvent } from '../types.ts';
import { Engine } from './engine.ts';
import { type RecommenderState } from './state.ts';

type Ready = Extract<RecommenderState, { status: 'ready' }>;

const polling = { timeout: 45_000 };
let namespaces = 0;
let films: string[] = [];

afterEach(() => {
  vi.restoreAllMocks();
});

/** An engine on the processor, loaded and settled; `states` are all it told. */
async function opened(namespace = `rebuild-${Date.now()}-${namespaces++}`) {
  const states: RecommenderState[] = [];
  let settled = false;
  const engine = new Engine(
    { bundle: new URL('/bundles/movies/', location.href).href, namespace, backend: 'wasm', limit: 20 },
    (state) => states.push(state),
    () => (settled = true),
  );
  await engine.load();
  await expect.poll(() => settled, polling).toBe(true);
  const latest = () => {
    const state = states.at(-1);
    if (state?.status !== 'ready') throw new Error(`expected a ready state, got ${state?.status}`);
    return state;
  };
  films = films.length > 0 ? films : (await engine.catalogue()).map(({ id }) => id);
  const learned = async (count: number) => {
    await expect.poll(() => latest().learning, polling).toMatchObject({ status: 'ready', learnedEvents: count, rebuild: null });
  };
  return { engine, namespace, states, latest, learned };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** Clicks on so many films, from the catalogue's film number `from` on, each learned. */
async function click({ engine, learned, latest }: Opened, count: number, from = 0): Promise<void> {
  for (let i = 0; i < count; i++) await engine.record({ item: films[from + i], type: 'like', time: i });
  await learned(latest().storage.events);
}

const idsOf = ({ ranking }: Ready) => ranking.items.map(({ item }) => item.id);

/** The list and part of a visitor who did these things only. */
async function asNew(events: readonly Pick<StoredEvent, 'item' | 'type'>[]): Promise<string[]> {
  const { engine, latest, learned } = await opened();
  for (const { item, type } of events) await engine.record({ item, type, time: 0 });
  await learned(events.length);
  const { items } = await engine.rank({ limit: 20, exclude: [], surface: 'x' });
  expect(latest().storage.events).toBe(events.length);
  await engine.close();
  return items.map(({ item }) => item.id);
}

describe('undo', () => {
  it('gives back the very list from before, event by event, with nothing learned or ranked again', async () => {
    const visitor = await opened();
    const { engine, latest } = visitor;
    await click(visitor, 3);
    const lists = [latest().ranking];
    for (let i = 3; i < 6; i++) {
      await engine.record({ item: films[i], type: 'click', time: i });
      lists.push(latest().ranking);
    }
    await visitor.learned(6);
    const learn = vi.spyOn(Session.prototype, 'learnNext');
    const rank = vi.spyOn(Session.prototype, 'rank');
    for (let left = 5; left >= 3; left--) {
      expect(await engine.undo()).toMatchObject({ itemId: films[left], type: 'click', known: true, item: { id: films[left] } });
      expect(latest().ranking).toEqual(lists[left - 3]);
      await visitor.learned(left);
    }
    expect(rank).not.toHaveBeenCalled();
    expect(await Promise.all(learn.mock.results.map(({ value }) => value as Promise<unknown>))).not.toContainEqual(expect.anything());
    await engine.close();
  });

  it('of nothing is null; of an event on an unknown title it is that event, and changes no list', async () => {
    const { engine, latest } = await opened();
    expect(await engine.undo()).toBeNull();
    const { id } = latest().ranking;
    await engine.record({ item: 'no such film', type: 'view', time: 0 });
    expect(await engine.undo()).toMatchObject({ itemId: 'no such film', known: false });
    expect(latest()).toMatchObject({ ranking: { id }, unknownItems: [], storage: { events: 0 } });
    expect(await engine.undo()).toBeNull();
    await engine.close();
  });

  it('after a reload is as if the event had never been, too', async () => {
    const first = await opened();
    await click(first, 12);
    await first.engine.close();
    const { engine, latest, learned } = await opened(first.namespace);
    await engine.undo();
    await learned(11);
    const { items } = await engine.rank({ limit: 20, exclude: [], surface: 'x' });
    expect(items.map(({ item }) => item.id)).toEqual(await asNew(films.slice(0, 11).map((item) => ({ item, type: 'like' }))));
    expect(latest().storage.events).toBe(11);
    await engine.close();
  });
});

describe('a rebuild', () => {
  /** Learning that takes its time, so that there is something to come between. */
  function slowly(ms: number) {
    // oxlint-disable-next-line typescript/unbound-method -- called on the session below
    const plain = Session.prototype.learnNext;
    return vi.spyOn(Session.prototype, 'learnNext').mockImplementation(async function (this: Session, learner) {
      await wait(ms);
      return plain.call(this, learner);
    });
  }

  it('counts up to its total, lets clicks and another forgetting in at once, and ends where never having done it would', async () => {
    const visitor = await opened();
    const { engine, states, latest, learned } = visitor;
    await click(visitor, 60);
    slowly(40);
    // Longer than a visitor would wait for the list: it comes at once, and once more at the end.
    await engine.record({ item: films[60], type: 'like', time: 60 });
    await learned(61);
    const from = states.length;
    const [, second] = (await engine.history()).toReversed();
    await engine.remove(second);
    expect(latest().learning).toMatchObject({ status: 'rebuilding', rebuild: { total: 60 } });
    const frozen = idsOf(latest());
    await wait(400);
    await engine.record({ item: films[70], type: 'dislike', time: 70 });
    const during = latest();
    expect(during.ranking.events).toBe(61);
    expect(during.learning.status).toBe('rebuilding');
    const third = (await engine.history()).toReversed()[1];
    await engine.remove(third);
    expect(latest().learning.status).toBe('rebuilding');
    await learned(60);
    const told = states.slice(from).flatMap((state) => (state.status === 'ready' && state.learning.rebuild ? [state.learning.rebuild] : []));
    expect(told.length).toBeGreaterThan(5);
    told.forEach(({ done, total }, i) => {
      // A second forgetting begins anew.
      if (i > 0 && total >= told[i - 1].total) expect(done).toBeGreaterThanOrEqual(told[i - 1].done);
    });
    expect(told.at(-1)).toEqual({ done: 60, total: 60 });
    expect(idsOf(latest())).not.toEqual(frozen);
    const left = (await engine.history()).toReversed().map(({ itemId, type }) => ({ item: itemId, type }));
    expect(idsOf(latest())).toEqual(await asNew(left));
    await engine.close();
  });

  it('that would make a forgetting wait makes way for a click', async () => {
    const visitor = await opened();
    const { engine, learned } = visitor;
    await click(visitor, 30);
    const [first] = (await engine.history()).toReversed();
    const slow = slowly(100);
    const removing = engine.remove(first);
    await wait(50);
    await engine.record({ item: films[40], type: 'like', time: 40 });
    // Served before the 29 events are learned.
    expect(slow.mock.calls.length).toBeLessThan(10);
    await removing;
    await learned(30);
    await engine.close();
  });

  it('that a reload breaks off goes on from its last snapshot; lists meanwhile never use it half built', async () => {
    const first = await opened();
    await click(first, 120);
    slowly(5);
    const [oldest] = (await first.engine.history()).toReversed();
    await first.engine.remove(oldest);
    const frozen = idsOf(first.latest());
    await expect.poll(() => first.latest().learning.learnedEvents, polling).toBeGreaterThan(60);
    await first.engine.close();

    vi.restoreAllMocks();
    slowly(20);
    const { engine, states, latest, learned } = await opened(first.namespace);
    expect(idsOf(latest())).toEqual(frozen);
    const { items } = await engine.rank({ limit: 20, exclude: [], surface: 'x' });
    expect(items.map(({ item }) => item.id)).toEqual(frozen);
    const started = states.flatMap((state) => (state.status === 'ready' && state.learning.rebuild ? [state.learning.rebuild.done] : []))[0];
    expect(started).toBeGreaterThanOrEqual(50);
    // A click in the middle: the tower reads it, the part stays the bundle's start.
    await engine.record({ item: films[130], type: 'like', time: 130 });
    await engine.setLearning({ on: false });
    const off = idsOf(latest());
    await engine.setLearning({ on: true });
    expect(latest().learning.status).toBe('rebuilding');
    expect(idsOf(latest())).toEqual(off);
    await learned(120);
    const left = (await engine.history()).toReversed().map(({ itemId, type }) => ({ item: itemId, type }));
    await expect.poll(() => idsOf(latest())).toEqual(await asNew(left));
    await engine.close();
  });

  it('is stopped by closing', async () => {
    const visitor = await opened();
    await click(visitor, 30);
    const slow = slowly(100);
    const [first] = (await visitor.engine.history()).toReversed();
    void visitor.engine.remove(first).catch(() => undefined);
    await wait(150);
    await visitor.engine.close();
    const steps = slow.mock.calls.length;
    expect(steps).toBeLessThan(10);
    await wait(400);
    expect(slow.mock.calls.length).toBe(steps);
    expect(visitor.states.at(-1)).toEqual({ status: 'closed' });
  });
});

describe('learning harms nothing', () => {
  it('one title again and again, unknown ones between, learning off and on: the part of the events that are left', async () => {
    const { engine, latest, learned } = await opened();
    for (let i = 0; i < 24; i++) {
      if (i === 8) await engine.setLearning({ on: false });
      if (i === 16) await engine.setLearning({ on: true });
      await engine.record({ item: i % 4 === 3 ? `unknown ${i}` : films[i % 3 === 0 ? 0 : i], type: i % 5 === 0 ? 'dislike' : 'view', time: i });
    }
    await learned(18);
    expect(latest().unknownItems).toHaveLength(6);
    const { items } = await engine.rank({ limit: 20, exclude: [], surface: 'x' });
    const known = (await engine.history()).toReversed().filter((entry) => entry.known);
    expect(items.map(({ item }) => item.id)).toEqual(await asNew(known.map(({ itemId, type }) => ({ item: itemId, type }))));
    expect(items.every(({ score }) => Number.isFinite(score))).toBe(true);
    await engine.close();
  });
});

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
