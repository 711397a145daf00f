/** The whole library in a real browser: real worker, real IndexedDB, real bundle, on both backends. */
import { afterEach, describe, expect, it } from 'vitest';
import { AbortedError, BundleError, OptionError } from '../errors.ts';
import { createRecommender } from './create-recommender.ts';
import { type Explanation, type Recommender, type RecommenderOptions, type RecommenderState } from './recommender.ts';

const BUNDLE = '/bundles/movies/';
const open: Recommender[] = [];
let namespaces = 0;

/** A recommender with a history of its own, closed after the test. */
function make(options: Partial<RecommenderOptions> = {}): Recommender {
  const recommender = createRecommender({ bundle: BUNDLE, backend: 'wasm', namespace: `test-${Date.now()}-${namespaces++}`, ...options });
  open.push(recommender);
  return recommender;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((recommender) => recommender.close()));
});

function readyState(recommender: Recommender): Extract<RecommenderState, { status: 'ready' }> {
  const state = recommender.getState();
  if (state.status !== 'ready') throw new Error(`expected a ready state, got ${state.status}`);
  return state;
}

describe('loading', () => {
  it('reports progress in order, in bytes that only grow, then the first list', async () => {
    const recommender = make();
    const seen: RecommenderState[] = [recommender.getState()];
    recommender.subscribe(() => seen.push(recommender.getState()));
    await recommender.ready;
    const progress = seen.flatMap((state) => (state.status === 'loading' ? [state.progress] : []));
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(['start', 'bundle', 'history', 'device', 'rank']);
    const bytes = progress.filter(({ phase }) => phase === 'bundle');
    for (let i = 1; i < bytes.length; i++) expect(bytes[i].loaded).toBeGreaterThanOrEqual(bytes[i - 1].loaded);
    expect(bytes.at(-1)?.loaded).toBe(bytes.at(-1)?.total);
    expect(readyState(recommender).ranking.items).toHaveLength(20);
    expect(recommender.getState()).toBe(recommender.getState());
  });

  it('an unknown option, or one out of range, throws at once and is named', () => {
    expect(() => createRecommender({ bundle: BUNDLE, limits: 3 } as unknown as RecommenderOptions)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: limits: is no option; there are bundle, integrity, namespace, backend, learning, consent, honourGpc, limit, rules, signal, worker]`,
    );
    expect(() => createRecommender({ bundle: BUNDLE, limit: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: limit: expected a whole number from 1 to 1000, got 0]`,
    );
    expect(() => createRecommender({ bundle: '' })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: bundle: expected the URL of a bundle's folder, got ""]`,
    );
  });

  it('a fault in the worker keeps its class, code, fields and stack, and becomes the state', async () => {
    const recommender = make({ integrity: `sha256-${'0'.repeat(64)}` });
    const fault = await recommender.ready.catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(BundleError);
    expect(fault).toBeInstanceOf(Error);
    expect(fault).toMatchObject({ name: 'BundleError', code: 'BUNDLE', file: 'bundle.json' });
    expect((fault as Error).stack).toContain('readManifest');
    expect(recommender.getState()).toMatchObject({ status: 'error', error: { code: 'BUNDLE' } });
    await expect(recommender.settled).rejects.toBeInstanceOf(BundleError);
    await expect(recommender.rank()).rejects.toBeInstanceOf(BundleError);
  });

  it('an option only the worker can judge is refused by name', async () => {
    await expect(make({ namespace: 'a b' }).ready).rejects.toBeInstanceOf(OptionError);
  });

  it('a worker whose script cannot run leaves nobody waiting', async () => {
    const recommender = make({ worker: () => new Worker(URL.createObjectURL(new Blob(['throw new Error("gone")'], { type: 'text/javascript' }))) });
    await expect(recommender.ready).rejects.toThrow('the worker failed: Uncaught Error: gone');
    await expect(recommender.settled).rejects.toThrow('the worker failed');
    expect(recommender.getState()).toMatchObject({ status: 'error', error: { code: 'DEVICE' } });
    await expect(recommender.rank()).rejects.toThrow('the worker failed');
  });

  it('can be aborted, and is closed then', async () => {
    const controller = new AbortController();
    const recommender = make({ signal: controller.signal });
    controller.abort();
    await expect(recommender.ready).rejects.toBeInstanceOf(AbortedError);
    expect(recommender.getState().status).toBe('closed');
  });
});

describe.each(['wasm', 'webgpu'] as const)('on %s', (backend) => {
  it('records, learns and ranks anew; what was met leaves the list', async () => {
    const recommender = make({ backend });
    await recommender.settled;
    expect(readyState(recommender).engine).toMatchObject({ backend, scorer: backend === 'webgpu' ? 'webgpu' : 'simd' });
    const before = readyState(recommender).ranking;
    const chosen = before.items[2];
    await recommender.record({ item: chosen.item.id, type: 'like', rankingId: before.id, position: chosen.position, surface: before.surface });
    const after = readyState(recommender).ranking;
    expect(after.id).not.toBe(before.id);
    expect(after.events).toBe(1);
    expect(after.items.map(({ item }) => item.id)).not.toContain(chosen.item.id);
    expect(after.items.map(({ position }) => position)).toEqual(after.items.map((_, i) => i));
    await expect.poll(() => readyState(recommender).learning.learnedEvents, { timeout: 30_000 }).toBe(1);
    const [entry] = await recommender.history.list();
    expect(entry).toMatchObject({ type: 'like', itemId: chosen.item.id, item: { title: chosen.item.title }, position: 2, surface: 'for-you' });
  });
});

describe('recording', () => {
  it('an unknown item is kept and reported, and changes no list', async () => {
    const recommender = make();
    await recommender.ready;
    const before = readyState(recommender).ranking;
    await recommender.record({ item: 'no such film', type: 'view' });
    const state = readyState(recommender);
    expect(state.unknownItems).toEqual(['no such film']);
    expect(state.ranking).toEqual(before);
    const [entry] = await recommender.history.list();
    expect(entry).toMatchObject({ itemId: 'no such film', item: null });
    expect(await recommender.history.remove(entry.id)).toBe(true);
    expect(readyState(recommender).unknownItems).toEqual([]);
  });

  it('refuses an event that is none', async () => {
    const recommender = make();
    await expect(recommender.record({ item: '', type: 'view' })).rejects.toThrow('item: expected an item');
    await expect(recommender.record({ item: '1', type: 'stare' as 'view' })).rejects.toThrow('type: expected one of view, click, like');
    await expect(recommender.record({ item: '1', type: 'view', position: -1 })).rejects.toThrow('position: expected a place');
    await expect(recommender.record({ item: '1', type: 'skip', shown: Array<string>(51).fill('2') })).rejects.toThrow('shown: expected the ids of at most 50');
    expect(await recommender.history.list()).toEqual([]);
  });

  it('many at once: all are kept, in order, and one list follows them all', async () => {
    const recommender = make();
    await recommender.ready;
    const items = readyState(recommender).ranking.items.map(({ item }) => item.id);
    await Promise.all(items.map((item) => recommender.record({ item, type: 'click' })));
    const history = await recommender.history.list();
    expect(history.map(({ itemId }) => itemId).toReversed()).toEqual(items);
    expect(readyState(recommender).ranking.events).toBe(20);
  });

  it('two histories of one site do not know each other', async () => {
    const [one, other] = [make(), make()];
    await one.record({ item: '1', type: 'like' });
    await other.ready;
    expect(await other.history.list()).toEqual([]);
  });
});

describe('ranking', () => {
  it('has the length asked for, without what is excluded, and leaves the main list alone', async () => {
    const recommender = make();
    await recommender.ready;
    const main = readyState(recommender).ranking;
    const excluded = main.items.slice(0, 3).map(({ item }) => item.id);
    const ranking = await recommender.rank({ limit: 50, exclude: excluded, surface: 'sidebar' });
    expect(ranking.surface).toBe('sidebar');
    expect(ranking.items).toHaveLength(50);
    expect(ranking.items.slice(0, 17).map(({ item }) => item.id)).toEqual(main.items.slice(3).map(({ item }) => item.id));
    expect(readyState(recommender).ranking).toBe(main);
  });

  it('relates items to one, and names an item it does not have', async () => {
    const recommender = make();
    const related = await recommender.related('1', { limit: 6 });
    expect(related.items).toHaveLength(6);
    expect(related.surface).toBe('related');
    expect(related.items.map(({ item }) => item.id)).not.toContain('1');
    await expect(recommender.related('nothing')).rejects.toThrow('this bundle has no item "nothing"');
  });
});

it('arguments that cannot cross to the worker hold up nobody else', async () => {
  const recommender = make();
  await recommender.ready;
  const later = recommender.rank({ limit: 1 });
  await expect(recommender.related((() => undefined) as unknown as string)).rejects.toMatchObject({ name: 'DataCloneError' });
  await expect(recommender.related('1', { limit: 1 })).resolves.toBeDefined();
  await expect(later).resolves.toBeDefined();
});

describe('steering', () => {
  const idsOf = (ranking: { items: { item: { id: string } }[] }) => ranking.items.map(({ item }) => item.id);

  it('changes the list at once, is kept for the next visit, and is erased with everything', async () => {
    const namespace = `steered-${Date.now()}`;
    const first = make({ namespace });
    await first.record({ item: '1', type: 'like' });
    const plain = readyState(first).ranking;
    expect(readyState(first).steering).toEqual({ explore: 0, genres: {}, hidden: [] });
    await first.steer({ explore: 0.5 });
    const varied = readyState(first).ranking;
    expect(idsOf(varied)[0]).toBe(idsOf(plain)[0]);
    expect(idsOf(varied)).not.toEqual(idsOf(plain));
    await first.steer({ explore: 0, genres: { Drama: 2 } });
    const dramas = readyState(first).ranking.items.filter(({ item }) => item.genres.includes('Drama')).length;
    expect(dramas).toBeGreaterThan(plain.items.filter(({ item }) => item.genres.includes('Drama')).length);
    await first.steer({ genres: { Drama: 0 } });
    expect(idsOf(readyState(first).ranking)).toEqual(idsOf(plain));
    const [hidden] = idsOf(plain);
    await first.hide(hidden);
    await first.steer({ explore: 0.25 });
    const left = readyState(first);
    expect(left.steering).toEqual({ explore: 0.25, genres: {}, hidden: [hidden] });
    await first.settled;
    await first.close();

    const again = make({ namespace });
    const seen: RecommenderState[] = [];
    again.subscribe(() => seen.push(again.getState()));
    await again.ready;
    expect(readyState(again).steering).toEqual(left.steering);
    expect(readyState(again).ranking).toEqual(left.ranking);
    for (const state of seen) if (state.status === 'loading' && state.ranking) expect(state.ranking).toEqual(left.ranking);
    expect(idsOf(await again.rank({ limit: 300 }))).not.toContain(hidden);
    expect(idsOf(await again.related(idsOf(plain)[1], { limit: 1000 }))).not.toContain(hidden);
    await again.unhide(hidden);
    expect(idsOf(await again.rank({ limit: 300 }))).toContain(hidden);
    await again.hide(hidden);
    await again.history.clear();
    expect(readyState(again).steering).toEqual({ explore: 0, genres: {}, hidden: [] });
    expect(readyState(again).storage).toMatchObject({ events: 0, bytes: 0 });
  });

  it('a list kept under other rules is not shown again', async () => {
    const namespace = `rules-${Date.now()}`;
    const first = make({ namespace });
    await first.record({ item: '1', type: 'like' });
    const [sold, ...rest] = idsOf(readyState(first).ranking);
    await first.settled;
    await first.close();
    const again = make({ namespace, rules: { deny: [sold], pin: [{ item: rest[5], position: 0 }] } });
    const seen: RecommenderState[] = [];
    again.subscribe(() => seen.push(again.getState()));
    await again.ready;
    expect(seen.every((state) => state.status !== 'loading' || state.ranking === null)).toBe(true);
    expect(idsOf(readyState(again).ranking).slice(0, 6)).toEqual([rest[5], ...rest.slice(0, 5)]);
    expect(idsOf(await again.related('260', { limit: 1000 }))).not.toContain(sold);
  });

  it('a ranking has rules of its own, beside the site’s', async () => {
    const recommender = make({ rules: { deny: ['318'], atMost: { genres: 6 } } });
    await recommender.ready;
    const genres = (ranking: { items: { item: { genres: string[] } }[] }) => {
      const counts = new Map<string, number>();
      for (const { item } of ranking.items) for (const genre of item.genres) counts.set(genre, (counts.get(genre) ?? 0) + 1);
      return Math.max(...counts.values());
    };
    expect(genres(readyState(recommender).ranking)).toBeLessThanOrEqual(6);
    const own = await recommender.rank({ rules: { deny: ['296'], atMost: { genres: 4, year: 1 } } });
    expect(genres(own)).toBeLessThanOrEqual(4);
    expect(new Set(own.items.map(({ item }) => item.year)).size).toBe(own.items.length);
    expect(idsOf(own)).not.toContain('318');
    expect(idsOf(own)).not.toContain('296');
  });

  it('refuses by name what is no rule, at once where it can', async () => {
    expect(() => make({ rules: { deny: 'x' } as never })).toThrow('rules.deny: expected a list of item ids');
    const recommender = make();
    await expect(recommender.rank({ rules: { atMost: { brand: 1 } } })).rejects.toThrow('rules.atMost.brand: this bundle\'s items have no such field; there are genres, year');
    await expect(recommender.steer({ explore: 2 })).rejects.toThrow('explore: expected a number from 0 to 1, got 2');
    await expect(recommender.hide('')).rejects.toThrow('item: expected an item');
    await expect(make({ rules: { atMost: { brand: 1 } } }).ready).rejects.toBeInstanceOf(OptionError);
  });
});

describe('explaining', () => {
  const sum = ({ startScore, learned, contributions, rest }: Explanation) => contributions.reduce((total, { value }) => total + value, startScore + learned + rest.value);
  const LIKED = ['1', '260', '1196', '1210', '1240', '541', '2571', '589', '1200', '32', '1270', '2028', '318', '356', '480'];

  it('tells which events raised an item, in numbers that add up to the list’s score, and in words', async () => {
    const recommender = make();
    await recommender.ready;
    const nobody = await recommender.explain('1');
    expect(nobody).toMatchObject({ contributions: [], learned: 0, exact: true, rest: { events: 0, value: 0 }, sentence: 'Popular with people who are new here.' });
    expect(nobody.rank).toBe(nobody.startRank);
    for (const item of LIKED.slice(0, 4)) await recommender.record({ item, type: 'like' });
    const { items } = await recommender.rank({ limit: 10 });
    const explanation = await recommender.explain(items[4].item.id, { limit: 3 });
    expect(explanation).toMatchObject({ itemId: items[4].item.id, item: items[4].item, rank: 5, exact: true, standardError: 0, rest: { events: 1 } });
    expect(explanation.score).toBeCloseTo(items[4].score, 3);
    expect(sum(explanation)).toBeCloseTo(explanation.score, 6);
    expect(explanation.contributions).toHaveLength(3);
    expect(explanation.sentence).toMatch(/^Because you liked /);
    for (const { item, itemId, rankWithout } of explanation.contributions) {
      expect(LIKED).toContain(itemId);
      expect(item?.id).toBe(itemId);
      expect(rankWithout).toBeGreaterThan(0);
    }
    const history = await recommender.history.list();
    expect(history.map(({ id }) => id)).toEqual(expect.arrayContaining(explanation.contributions.map(({ eventId }) => eventId)));
  });

  it('of a longer history: sampled, with errors; clicks get in meanwhile; it can be given up', async () => {
    const recommender = make();
    await recommender.ready;
    for (const item of LIKED) await recommender.record({ item, type: 'like' });
    const { items } = await recommender.rank({ limit: 6 });
    const order: string[] = [];
    const explanations = items.map(async ({ item }) => {
      const explanation = await recommender.explain(item.id);
      order.push('explained');
      return explanation;
    });
    await recommender.record({ item: '2', type: 'click' }).then(() => order.push('recorded'));
    for (const explanation of await Promise.all(explanations)) {
      expect(explanation.exact).toBe(false);
      expect(explanation.standardError).toBeGreaterThan(0);
      expect(sum(explanation)).toBeCloseTo(explanation.score, 6);
    }
    expect(order.indexOf('recorded')).toBeLessThan(order.lastIndexOf('explained'));
    const controller = new AbortController();
    const given = recommender.explain(items[0].item.id, { signal: controller.signal });
    controller.abort();
    await expect(given).rejects.toBeInstanceOf(AbortedError);
    await expect(recommender.explain(items[0].item.id, { signal: controller.signal })).rejects.toBeInstanceOf(AbortedError);
  });

  it('names an item it does not have, and a limit out of range', async () => {
    const recommender = make();
    await expect(recommender.explain('nothing')).rejects.toThrow('item: this bundle has no item "nothing"');
    await expect(recommender.explain('1', { limit: 0 })).rejects.toThrow('limit: expected a whole number from 1 to 1000, got 0');
  });
});

describe('coming back', () => {
  it('finds history, personal part and list as they were left', async () => {
    const namespace = `kept-${Date.now()}`;
    const first = make({ namespace });
    await first.settled;
    for (const item of ['1', '32', '260']) await first.record({ item, type: 'like' });
    await expect.poll(() => readyState(first).learning.learnedEvents).toBe(3);
    const { ranking } = readyState(first);
    await first.close();
    const again = make({ namespace });
    await again.ready;
    expect(readyState(again).ranking).toEqual(ranking);
    expect(readyState(again).learning.learnedEvents).toBe(3);
    await again.history.clear();
    expect(readyState(again).storage).toMatchObject({ events: 0, bytes: 0 });
    expect(await again.history.list()).toEqual([]);
  });

  it('what the visitor turned off stays off, whatever the site began with, and whatever another tab does', async () => {
    const namespace = `two-tabs-${Date.now()}`;
    const here = make({ namespace, learning: true });
    const there = make({ namespace, learning: true });
    await Promise.all([here.ready, there.ready]);
    await here.setLearning(false);
    await there.record({ item: '1', type: 'like' });
    await there.steer({ explore: 0.5 });
    await expect.poll(() => readyState(here).steering.explore).toBe(0.5);
    expect(readyState(here)).toMatchObject({ learning: { status: 'off' }, ranking: { events: 1 } });
    await here.history.clear();
    expect(readyState(here).learning.status).not.toBe('off');
  });

  it('after close every call is refused, and closing twice is harmless', async () => {
    const recommender = make();
    await recommender.ready;
    await recommender.close();
    await recommender.close();
    expect(recommender.getState()).toEqual({ status: 'closed' });
    await expect(recommender.rank()).rejects.toBeInstanceOf(AbortedError);
  });
});
