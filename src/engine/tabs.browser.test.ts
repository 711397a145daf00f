/** Several tabs on one history: the locks, the channel and the database are the browser's own; the tabs are engines of one page. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../errors.ts';
import { IndexedDbHistory } from '../history/indexeddb-history.ts';
import { Learner } from '../learner/learner.ts';
import { type VisitorEvent } from '../types.ts';
import { closeTabs, type EngineTab, FILMS, idleTab as tab, like, listOf, newNamespace } from './engine-tab.fixture.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await closeTabs();
});

const itemsOf = async ({ engine }: EngineTab) => (await engine.history()).map(({ itemId }) => itemId).toReversed();

describe('two tabs on one history @concurrency', () => {
  it('what one does shows in the other, which learns nothing again', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace), await tab(namespace)];
    const learn = vi.spyOn(Learner.prototype, 'learn');
    await one.engine.record(like('260'));
    await one.engine.record(like('1196', 2));
    await expect.poll(() => other.state().ranking.events).toBe(2);
    await one.idle();
    await other.idle();
    await expect.poll(() => other.state().learning.learnedEvents).toBe(2);
    expect(learn).toHaveBeenCalledTimes(2);
    expect(await listOf(other)).toEqual(await listOf(one));
    expect(other.state()).toMatchObject({ storage: { events: 2 }, notices: [] });
    expect(other.state().changedElsewhere).toBeGreaterThan(0);
    expect(one.state().changedElsewhere).toBe(0);
  });

  it('steering, pausing, learning off, forgetting and erasing reach the other', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace), await tab(namespace)];
    for (const [i, item] of FILMS.slice(0, 4).entries()) await one.engine.record(like(item, i));
    await expect.poll(() => other.state().ranking.events).toBe(4);
    const { id } = other.state().ranking;
    await one.engine.steer({ explore: 0.5 });
    await expect.poll(() => other.state().steering.explore).toBe(0.5);
    await expect.poll(() => other.state().ranking.id).not.toBe(id);
    expect(other.state().ranking.items.map(({ item }) => item.id)).toEqual(one.state().ranking.items.map(({ item }) => item.id));
    await one.engine.setLearning({ on: false });
    await expect.poll(() => other.state().learning.status).toBe('off');
    await one.engine.setRecording({ on: false });
    await expect.poll(() => other.state().recording).toBe(false);
    await other.engine.record(like('1'));
    expect(await itemsOf(one)).toEqual(FILMS.slice(0, 4));
    await other.engine.setRecording({ on: true });
    await expect.poll(() => one.state().recording).toBe(true);
    const [entry] = await other.engine.history();
    await other.engine.remove(entry);
    await expect.poll(() => one.state().storage.events).toBe(3);
    expect(await itemsOf(one)).toEqual(FILMS.slice(0, 3));
    await one.engine.clear();
    await expect.poll(() => other.state()).toMatchObject({ storage: { events: 0 }, steering: { explore: 0 }, ranking: { events: 0 }, learning: { learnedEvents: 0 } });
    await other.engine.record(like('110'));
    await expect.poll(() => one.state().storage.events).toBe(1);
  });

  it('erased while the other is in the middle of learning it all again: nothing of it comes back into storage', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace), await tab(namespace)];
    await Promise.all(FILMS.map((item, i) => one.engine.record(like(item, i))));
    const [first] = (await one.engine.history()).toReversed();
    void other.engine.remove(first);
    await one.engine.clear();
    await one.idle();
    await other.idle();
    expect(await one.engine.stored()).toEqual([]);
    expect(await itemsOf(other)).toEqual([]);
  });

  it('erased in one tab, what the other has in memory only does not come after it @faults', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace), await tab(namespace)];
    const refused = vi.spyOn(IndexedDbHistory.prototype, 'appendAll').mockRejectedValue(new StorageError('full'));
    await other.engine.record(like('260'));
    expect(other.state().storage).toMatchObject({ events: 1, unsaved: 1 });
    expect(other.state().notices.map(({ code }) => code)).toEqual(['storage-unsaved']);
    await one.engine.clear();
    await expect.poll(() => other.state().storage.events).toBe(0);
    refused.mockRestore();
    await other.engine.record(like('1196', 2));
    expect(await itemsOf(other)).toEqual(['1196']);
    await expect.poll(() => itemsOf(one)).toEqual(['1196']);
    expect(other.state().storage.unsaved).toBe(0);
  });

  it('what another tab has erased is not there to be forgotten', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace), await tab(namespace)];
    await one.engine.record(like('260'));
    const [entry] = await one.engine.history();
    await other.engine.clear();
    expect(await one.engine.remove(entry)).toBe(false);
    expect(await one.engine.history()).toEqual([]);
  });
});

it('whatever a script of the site posts on the channel is passed over @faults', async () => {
  const namespace = newNamespace();
  const one = await tab(namespace);
  const channel = new BroadcastChannel(`tastekit:${namespace}`);
  for (const message of [null, 7, 'changed', {}, { kind: 'changed' }, { bundle: 3 }, { kind: 'changed', bundle: {} }]) channel.postMessage(message);
  await one.engine.record(like('260'));
  channel.close();
  expect(one.state()).toMatchObject({ storage: { events: 1 }, changedElsewhere: 0, notices: [] });
});

describe('many at once @concurrency', () => {
  /** Each of four tabs reports 40 things as fast as it can; the last one reports each of them twice, as who tries again. */
  async function everybodyAtOnce(): Promise<{ namespace: string; tabs: EngineTab[]; wanted: Set<string> }> {
    const namespace = newNamespace();
    const tabs = [await tab(namespace), await tab(namespace), await tab(namespace), await tab(namespace)];
    const wanted = new Set<string>();
    const reports = tabs.flatMap(({ engine }, t) =>
      Array.from({ length: 40 }, async (_, i) => {
        const event: VisitorEvent = { item: FILMS[(t + i) % FILMS.length], type: i % 7 === 6 ? 'skip' : 'click', time: i, uid: `${t}-${i}` };
        wanted.add(`${t}-${i}`);
        // Some wait for their turn, so that the tabs take turns, too.
        if (i % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 10 * i));
        await engine.record(event);
        if (t === 3) await engine.record(event);
      }),
    );
    await Promise.all(reports);
    return { namespace, tabs, wanted };
  }

  async function expectAllOnce({ tabs, wanted }: Awaited<ReturnType<typeof everybodyAtOnce>>): Promise<void> {
    for (const each of tabs) await expect.poll(() => each.state().storage.events).toBe(wanted.size);
    const { events } = await tabs[0].engine.export();
    expect(events.map(({ uid }) => uid).sort()).toEqual([...wanted].sort());
    for (const each of tabs) expect((await each.engine.export()).events).toEqual(events);
  }

  it('none is lost, none is kept twice, and all tabs have one personal part: that of who did it all in one', async () => {
    const met = await everybodyAtOnce();
    await expectAllOnce(met);
    for (const each of met.tabs) await each.idle();
    for (const each of met.tabs) await expect.poll(() => each.state().learning.learnedEvents).toBe(160);
    const lists = await Promise.all(met.tabs.map(listOf));
    for (const list of lists) expect(list).toEqual(lists[0]);
    const alone = await tab(newNamespace());
    await alone.engine.import({ file: await met.tabs[0].engine.export(), mode: 'replace' });
    await alone.idle();
    expect(alone.state().learning.learnedEvents).toBe(160);
    expect(await listOf(alone)).toEqual(lists[0]);
  });

  it('without Web Locks, as on plain http, none is lost and none is kept twice either', async () => {
    vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager);
    const met = await everybodyAtOnce();
    await expectAllOnce(met);
    expect((await met.tabs[0].engine.history()).length).toBe(160);
  });
});

it('a tab that holds the lock and does not let go holds up nobody for good @concurrency', async () => {
  const namespace = newNamespace();
  const one = await tab(namespace);
  let release = () => {};
  void navigator.locks.request(`tastekit:${namespace}:write`, () => new Promise<void>((resolve) => (release = resolve)));
  await one.engine.record(like('260'));
  expect(await itemsOf(one)).toEqual(['260']);
  // From then on nobody waits for it.
  const asked = vi.spyOn(LockManager.prototype, 'request');
  await one.engine.record(like('1196', 2));
  expect(asked.mock.calls.filter(([name]) => name.endsWith(':write')).map(([, options]) => options)).toContainEqual({ ifAvailable: true });
  release();
  await one.engine.record(like('318', 3));
  expect(await itemsOf(one)).toEqual(['260', '1196', '318']);
});

it('two versions of a bundle in two tabs: one history, each says that the other differs @faults', async () => {
  const namespace = newNamespace();
  const films = await tab(namespace);
  const books = await tab(namespace, { bundleName: 'books' });
  await expect.poll(() => films.state().notices.map(({ code }) => code)).toEqual(['bundle-differs']);
  await expect.poll(() => books.state().notices.map(({ code }) => code)).toEqual(['bundle-differs']);
  await films.engine.record(like('260'));
  const [book] = books.state().ranking.items;
  await books.engine.record(like(book.item.id, 2));
  for (const each of [films, books]) {
    await expect.poll(() => each.state().storage.events).toBe(2);
    expect(await itemsOf(each)).toEqual(['260', book.item.id]);
    expect(each.state().ranking.items).toHaveLength(20);
  }
  await films.idle();
  await books.idle();
  // Neither deletes what the other has learned.
  const learned = (await films.engine.stored()).filter(({ store }) => store === 'current');
  expect(new Set(learned.map(({ key }) => key)).size).toBe(2);
});

it('an answer given in one tab holds in the other @concurrency', async () => {
  const namespace = newNamespace();
  const [one, other] = [await tab(namespace, { consent: 'ask' }), await tab(namespace, { consent: 'ask' })];
  await one.engine.setConsent({ answer: 'granted' });
  await expect.poll(() => other.state().consent).toBe('granted');
  await one.engine.record(like('260'));
  await expect.poll(() => other.state().storage.events).toBe(1);
  await other.engine.setConsent({ answer: 'off' });
  await expect.poll(() => one.state().consent).toBe('off');
  await one.engine.record(like('1196', 2));
  expect(one.state()).toMatchObject({ storage: { events: 0 }, ranking: { events: 0 } });
});
