/** The lists of a page with several surfaces, by the real engine. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRecommender } from './create-recommender.ts';
import { type Recommender, type RecommenderState } from './recommender.ts';
import { type SurfaceHandle, type SurfaceList, type SurfaceRequest, Surfaces } from './surfaces.ts';

const open: Recommender[] = [];
let namespaces = 0;

interface Told {
  handle: SurfaceHandle;
  /** All that its listener heard. */
  lists: (SurfaceList | null)[];
  errors: Error[];
}

function page(namespace = `surfaces-${Date.now()}-${namespaces++}`) {
  const recommender = createRecommender({ bundle: '/bundles/movies/', backend: 'wasm', namespace });
  open.push(recommender);
  const surfaces = new Surfaces(recommender);
  const show = (request: SurfaceRequest): Told => {
    const told: Omit<Told, 'handle'> = { lists: [], errors: [] };
    const handle = surfaces.open(
      request,
      (list) => told.lists.push(list),
      (error) => told.errors.push(error),
    );
    return { handle, ...told };
  };
  return { recommender, surfaces, show };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((recommender) => recommender.close()));
});

function ready(recommender: Recommender): Extract<RecommenderState, { status: 'ready' }> {
  const state = recommender.getState();
  if (state.status !== 'ready') throw new Error(`expected a ready state, got ${state.status}`);
  return state;
}

const idsOf = (list: SurfaceList | null | undefined) => list?.ranking.items.map(({ item }) => item.id) ?? [];
async function listed(told: Told, times: number): Promise<void> {
  await expect.poll(() => told.lists.filter(Boolean).length, { timeout: 30_000 }).toBe(times);
}

describe('one surface', () => {
  it('that asks for what the engine made gets that very list; a shorter one is its beginning', async () => {
    const { recommender, show } = page();
    const [same, shorter] = [show({}), show({ limit: 5 })];
    await listed(shorter, 1);
    const { ranking } = ready(recommender);
    expect(same.lists).toEqual([null, { ranking, because: null }]);
    expect(shorter.lists[1]?.ranking).toEqual({ ...ranking, items: ranking.items.slice(0, 5) });
  });

  it('has places of its own, leaves out what it excludes, and heeds rules and explore', async () => {
    const { recommender, show } = page();
    await recommender.record({ item: '1', type: 'like' });
    const [best] = idsOf({ ranking: ready(recommender).ranking, because: null });
    const told = show({ surface: 'sidebar', limit: 8, exclude: [best], rules: { pin: [{ item: '32', position: 3 }] } });
    const varied = show({ surface: 'sidebar', limit: 8, exclude: [best], explore: 1 });
    await listed(told, 1);
    await listed(varied, 1);
    const list = told.lists.at(-1);
    expect(list?.ranking).toMatchObject({ surface: 'sidebar', events: 1 });
    expect(list?.ranking.items.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(idsOf(list)).not.toContain(best);
    expect(idsOf(list)[3]).toBe('32');
    expect(idsOf(varied.lists.at(-1))).not.toEqual(idsOf(list));
  });

  it('is filled up with what its filter lets through, pins kept in their places', async () => {
    const { recommender, show } = page();
    const told = show({ limit: 10, filter: ({ genres }) => genres.includes('Documentary'), rules: { pin: [{ item: '246', position: 2 }] } });
    await listed(told, 1);
    const items = told.lists.at(-1)?.ranking.items ?? [];
    expect(items).toHaveLength(10);
    expect(items.every(({ item }) => item.genres.includes('Documentary'))).toBe(true);
    expect(items.map(({ position }) => position)).toEqual(items.map((_, i) => i));
    expect(items[2].item.id).toBe('246');
    const all = await recommender.catalogue();
    const documentaries = new Set(all.filter(({ genres }) => genres.includes('Documentary')).map(({ id }) => id));
    const { items: best } = await recommender.rank({ rules: { allow: [...documentaries] }, limit: 10 });
    expect(items.map(({ item }) => item.id).filter((id) => id !== '246')).toEqual(best.map(({ item }) => item.id).filter((id) => id !== '246').slice(0, 9));
  });

  it('whose filter lets nothing through has an empty list, not an endless search', async () => {
    const { show } = page();
    const asked = vi.fn<() => boolean>(() => false);
    const told = show({ filter: asked });
    await listed(told, 1);
    expect(idsOf(told.lists.at(-1))).toEqual([]);
    expect(asked.mock.calls.length).toBeLessThan(10_000);
  });

  it('makes a new list for another request, none for the same one written anew, nor for a filter that says the same', async () => {
    const { recommender, show } = page();
    const told = show({ surface: 'a', limit: 4, filter: ({ year }) => Number(year) < 2000 });
    await listed(told, 1);
    told.handle.update({ surface: 'a', limit: 4, filter: ({ year }) => Number(year) <= 1999 });
    told.handle.update({ surface: 'a', limit: 4, filter: ({ year }) => Number(year) < 2000 });
    await recommender.rank();
    await recommender.rank();
    expect(told.lists).toHaveLength(2);
    told.handle.update({ surface: 'a', limit: 4, filter: ({ year }) => Number(year) < 1980 });
    await listed(told, 2);
    expect(told.lists.at(-1)?.ranking.items.every(({ item }) => Number(item.year) < 1980)).toBe(true);
    told.handle.update({ surface: 'a', limit: 3 });
    await listed(told, 3);
    expect(told.lists.at(-1)?.ranking.items).toHaveLength(3);
  });

  it('hears of its own faults, keeps its list, and troubles no other', async () => {
    const { show } = page();
    const [wrong, right] = [show({ limit: 3 }), show({ limit: 4 })];
    await listed(wrong, 1);
    wrong.handle.update({ limit: 0 });
    await expect.poll(() => wrong.errors.map(({ message }) => message)).toEqual(['limit: expected a whole number from 1 to 1000, got 0']);
    wrong.handle.update({ limits: 3 } as object);
    await expect.poll(() => wrong.errors.at(-1)?.message).toContain('limits: is nothing to ask a surface for; there are surface, limit, item');
    wrong.handle.update({ item: 'no such film' });
    await expect.poll(() => wrong.errors.at(-1)?.message).toBe('item: this bundle has no item "no such film"');
    wrong.handle.update({
      filter: () => {
        throw new Error('my mistake');
      },
    });
    await expect.poll(() => wrong.errors.at(-1)?.message).toBe('my mistake');
    expect(wrong.lists.filter(Boolean)).toHaveLength(1);
    expect(right.errors).toEqual([]);
    expect(right.lists.filter(Boolean)).toHaveLength(1);
  });

  it('hears nothing after it is closed', async () => {
    const { recommender, show } = page();
    const [closed, stays] = [show({ surface: 'a', limit: 3 }), show({ surface: 'b', limit: 3 })];
    closed.handle.close();
    closed.handle.update({ limit: 5 });
    await listed(stays, 1);
    await recommender.record({ item: '1', type: 'like' });
    await listed(stays, 2);
    expect(closed.lists).toEqual([]);
  });
});

describe('several surfaces', () => {
  it('follow one click in one task, each without what those it excludes show', async () => {
    const { recommender, show, surfaces } = page();
    const heard: { name: string; ids: string[] }[] = [];
    const tasks: number[] = [];
    let task = 0;
    const note = (name: string) => (list: SurfaceList | null) => {
      if (!list) return;
      heard.push({ name, ids: idsOf(list) });
      tasks.push(task);
      // The next task, if the others come in one of their own.
      setTimeout(() => task++);
    };
    const fail = (error: Error) => expect(error).toBeUndefined();
    surfaces.open({ surface: 'below', limit: 6, excludeSurfaces: ['for-you', 'sidebar'] }, note('below'), fail);
    surfaces.open({ surface: 'sidebar', limit: 6, excludeSurfaces: ['for-you'] }, note('sidebar'), fail);
    surfaces.open({ limit: 6 }, note('for-you'), fail);
    const last = show({ surface: 'last', limit: 2 });
    await listed(last, 1);
    heard.length = tasks.length = 0;
    await recommender.record({ item: '1214', type: 'like' });
    await listed(last, 2);
    expect(heard.map(({ name }) => name)).toEqual(['for-you', 'sidebar', 'below']);
    expect(new Set(tasks).size).toBe(1);
    const all = heard.flatMap(({ ids }) => ids);
    expect(all).toHaveLength(18);
    expect(new Set(all).size).toBe(18);
    const { items } = await recommender.rank({ limit: 18 });
    expect(all).toEqual(items.map(({ item }) => item.id));
  });

  it('that exclude each other: the first opened has the first choice', async () => {
    const { recommender, show } = page();
    const [a, b] = [show({ surface: 'a', limit: 5, excludeSurfaces: ['b'] }), show({ surface: 'b', limit: 5, excludeSurfaces: ['a'] })];
    await listed(b, 1);
    expect([...idsOf(a.lists.at(-1)), ...idsOf(b.lists.at(-1))]).toEqual((await recommender.rank({ limit: 10 })).items.map(({ item }) => item.id));
    a.handle.close();
    await listed(b, 2);
    expect(idsOf(b.lists.at(-1))).toEqual((await recommender.rank({ limit: 5 })).items.map(({ item }) => item.id));
  });

  it('a listener that throws keeps nothing from the others', async () => {
    const { show, surfaces } = page();
    const faults: string[] = [];
    const hear = (event: ErrorEvent) => {
      event.preventDefault();
      faults.push(event.message);
    };
    addEventListener('error', hear);
    surfaces.open(
      {},
      () => {
        throw new Error('not theirs');
      },
      () => undefined,
    );
    await listed(show({}), 1);
    removeEventListener('error', hear);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.includes('not theirs'))).toBe(true);
  });
});

describe('like an item', () => {
  it('the list is that of the item, and stays as it is when the visitor clicks elsewhere', async () => {
    const { recommender, show } = page();
    const [told, other] = [show({ item: '1214', limit: 6, rules: { deny: ['1200'] }, excludeSurfaces: ['for-you'] }), show({ surface: 'x' })];
    await listed(told, 1);
    const list = told.lists.at(-1);
    expect(list?.ranking.surface).toBe('related');
    const related = await recommender.related('1214', { limit: 7 });
    expect(idsOf(list)).toEqual(related.items.map(({ item }) => item.id).filter((id) => id !== '1200').slice(0, 6));
    await listed(other, 1);
    await recommender.record({ item: '2', type: 'click' });
    await listed(other, 2);
    expect(told.lists.filter(Boolean)).toHaveLength(1);
    await recommender.hide(idsOf(list)[0]);
    await listed(told, 2);
    expect(idsOf(told.lists.at(-1))).not.toContain(idsOf(list)[0]);
  });

  it('because of what the visitor took last: nothing at first, then without what they know', async () => {
    const { recommender, show } = page();
    const told = show({ because: true, limit: 5 });
    await recommender.ready;
    await recommender.record({ item: '1', type: 'view' });
    // There is none yet; then, nothing to make one from.
    expect(told.lists).toEqual([null, null]);
    await recommender.record({ item: '1214', type: 'like' });
    await listed(told, 1);
    const list = told.lists.at(-1);
    expect(list?.because).toMatchObject({ item: { id: '1214', title: 'Alien (1979)' }, type: 'like' });
    expect(list?.ranking.surface).toBe('because');
    const [next] = idsOf(list);
    await recommender.record({ item: next, type: 'dismiss' });
    await listed(told, 2);
    expect(told.lists.at(-1)?.because?.item.id).toBe('1214');
    expect(idsOf(told.lists.at(-1))).not.toContain(next);
    await recommender.record({ item: '1214', type: 'dislike' });
    await expect.poll(() => told.lists.at(-1)).toBe(null);
  });
});

describe('before the engine is ready', () => {
  it('a surface that fits shows the list of the last visit, once; others wait', async () => {
    const namespace = `early-${Date.now()}`;
    const first = page(namespace);
    await first.recommender.record({ item: '1', type: 'like' });
    await first.recommender.settled;
    const left = ready(first.recommender).ranking;
    await first.recommender.close();
    const again = page(namespace);
    const [plain, other] = [again.show({ limit: 10 }), again.show({ surface: 'sidebar', limit: 10 })];
    let early: SurfaceList | null | undefined;
    again.recommender.subscribe(() => {
      if (again.recommender.getState().status === 'loading') early = plain.lists.at(-1);
    });
    await listed(other, 1);
    expect(early?.ranking.id).toBe(left.id);
    expect(plain.lists.filter(Boolean)).toHaveLength(1);
    expect(idsOf(plain.lists.at(-1))).toEqual(left.items.slice(0, 10).map(({ item }) => item.id));
    expect(other.lists[0]).toBe(null);
  });

  it('a bundle that is not there is told to every surface, once', async () => {
    const recommender = createRecommender({ bundle: '/bundles/none/', backend: 'wasm' });
    open.push(recommender);
    const surfaces = new Surfaces(recommender);
    const errors: Error[][] = [[], []];
    for (const list of errors) surfaces.open({}, () => undefined, (error) => list.push(error));
    await expect(recommender.ready).rejects.toMatchObject({ code: 'BUNDLE' });
    await expect.poll(() => errors.map((list) => list.length)).toEqual([1, 1]);
    expect(errors[0][0]).toMatchObject({ code: 'BUNDLE' });
  });
});
