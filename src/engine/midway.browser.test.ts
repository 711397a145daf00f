/** What changes while something else is under way: another tab's answer, a refusal of storage in the middle, an id that has become another. */
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ResilientHistory } from '../history/resilient-history.ts';
import { type VisitorEvent } from '../types.ts';
import { closeTabs, type EngineTab, FILMS, idleTab as tab, like, listOf, newNamespace } from './engine-tab.fixture.ts';
import { historyFile } from './history-file.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await closeTabs();
});

const keptItems = async ({ engine }: EngineTab) => (await engine.stored()).filter(({ store }) => store === 'events').map(({ value }) => (value as VisitorEvent).item);

/** Of the browser's stores: the first reading of one refuses, once `isTime`. */
function refuseOnce(name: string, method: 'get' | 'getAll', isTime: (store: IDBObjectStore) => boolean = () => true): { done: () => boolean } {
  const real = IDBObjectStore.prototype[method];
  let done = false;
  vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
    if (done || this.name !== name || !isTime(this)) return real.apply(this, args as never);
    done = true;
    throw new DOMException('not now', 'DataError');
  });
  return { done: () => done };
}

describe('storage that refuses in the middle @faults', () => {
  it('what another tab did and could be read by half is taken up the next time', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace), await tab(namespace)];
    const refused = refuseOnce('settings', 'get');
    await one.engine.record(like('260'));
    await expect.poll(refused.done).toBe(true);
    await one.engine.record(like('318', 2));
    await one.idle();
    await expect.poll(() => other.state().storage.events).toBe(2);
    await expect.poll(() => other.state().learning.learnedEvents).toBe(2);
    expect(await listOf(other)).toEqual(await listOf(one));
  });

  it('learning goes on where a history that was thinned cannot be read at once', async () => {
    const one = await tab(newNamespace());
    const events = Array.from({ length: 1600 }, (_, i) => ({ id: i + 1, ...like(FILMS[i % FILMS.length], i), uid: `uid-${i}` }));
    await one.engine.import({ file: await historyFile({ bundle: { name: 'any', digest: 'any' }, events, earlier: [], steering: { explore: 0, genres: {}, hidden: [] } }), mode: 'replace' });
    const thin = vi.spyOn(ResilientHistory.prototype, 'thin');
    const refused = refuseOnce('earlier', 'getAll', (store) => thin.mock.calls.length > 0 && store.transaction.mode === 'readonly');
    await expect.poll(refused.done, { timeout: 40_000 }).toBe(true);
    await one.engine.record(like('50', 2000));
    await one.idle();
    expect(one.state().learning.status).toBe('ready');
    expect(one.state().storage.events).toBeLessThan(1600);
  });

  it('an event that is saved as it is forgotten is gone at once', async () => {
    const one = await tab(newNamespace());
    await one.engine.record(like('318'));
    const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await one.engine.record(like('260', 2));
    await one.idle();
    const [unsaved] = await one.engine.history();
    full.mockRestore();
    expect(await one.engine.remove(unsaved)).toBe(true);
    expect(await keptItems(one)).toEqual(['318']);
    expect((await one.engine.history()).map(({ itemId }) => itemId)).toEqual(['318']);
    expect(one.state()).toMatchObject({ storage: { events: 1, unsaved: 0 }, notices: [] });
  });

  it('an id of what is in memory never means an event of the storage that opens later', async () => {
    const namespace = newNamespace();
    // Of version 1, whose ids begin at 1.
    const database = await openDB(`tastekit:${namespace}`, 1, {
      upgrade: (old) => {
        old.createObjectStore('events', { keyPath: 'id', autoIncrement: true });
        for (const [name, keyPath] of [['snapshots', ['bundle', 'backend', 'from', 'count']], ['current', ['bundle', 'backend']]] as const) old.createObjectStore(name, { keyPath: [...keyPath] }).createIndex('lastEventId', 'lastEventId');
        old.createObjectStore('settings');
      },
    });
    await database.add('events', { item: '318', type: 'like', time: 1 });
    database.close();
    const refusing = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('not now', 'SecurityError');
    });
    const history = await ResilientHistory.open({ namespace, clock: () => 0 });
    const { id } = await history.append(like('260', 2));
    refusing.mockRestore();
    expect(await history.heal(true)).toBe(true);
    expect(await history.remove(id)).toBe(true);
    expect((await history.events()).map(({ item }) => item)).toEqual(['318']);
    history.close();
  });
});

describe('answers and choices @private', () => {
  it.each(['session-only', 'ask'] as const)('a pause outlasts an answer: %s', async (consent) => {
    const one = await tab(newNamespace(), { consent });
    await one.engine.setRecording({ on: false });
    await one.engine.setConsent({ answer: 'granted' });
    await one.engine.record(like('260'));
    expect(one.state().recording).toBe(false);
    expect(await keptItems(one)).toEqual([]);
    await one.engine.setConsent({ answer: 'session-only' });
    await one.engine.record(like('260'));
    expect(one.state()).toMatchObject({ recording: false, storage: { events: 0 } });
  });

  it('who said “for this visit only” keeps to that, whatever is answered in another tab', async () => {
    const namespace = newNamespace();
    const [one, other, newcomer] = [await tab(namespace, { consent: 'ask' }), await tab(namespace, { consent: 'ask' }), await tab(namespace, { consent: 'ask' })];
    await other.engine.setConsent({ answer: 'session-only' });
    await other.engine.record(like('260'));
    await one.engine.setConsent({ answer: 'granted' });
    await expect.poll(() => newcomer.state().consent).toBe('granted');
    await other.engine.record(like('318', 2));
    expect(other.state()).toMatchObject({ consent: 'session-only', storage: { kind: 'memory', events: 2 } });
    expect(await keptItems(one)).toEqual([]);
  });

  it('learning that is turned on in one tab begins in one that never learned', async () => {
    const namespace = newNamespace();
    const one = await tab(namespace);
    await one.engine.setLearning({ on: false });
    const other = await tab(namespace);
    expect(other.state().learning.status).toBe('off');
    await one.engine.setLearning({ on: true });
    await expect.poll(() => other.state().learning.status, { timeout: 20_000 }).toBe('ready');
    await other.engine.record(like('260'));
    await expect.poll(() => other.state().learning.learnedEvents).toBe(1);
  });

  it('learning that the visitor turned off stays off, though the page began with it on', async () => {
    const namespace = newNamespace();
    const [one, other] = [await tab(namespace, { learning: true }), await tab(namespace, { learning: true })];
    await one.engine.setLearning({ on: false });
    await other.engine.record(like('260'));
    await expect.poll(() => one.state().storage.events).toBe(1);
    expect(one.state().learning.status).toBe('off');
  });
});

describe('a merge while another tab changes the history @concurrency', () => {
  it.each([
    ['records, without locks', ['260', '296', '318']],
    ['erases, without locks', ['260']],
    ['is told that its history may be kept', ['260', '293', '318']],
  ])('which %s', async (what, left) => {
    const granted = what.startsWith('is told');
    if (!granted) vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager);
    const namespace = newNamespace();
    const [one, other, source] = [await tab(namespace), await tab(namespace, { consent: granted ? 'session-only' : 'granted' }), await tab(newNamespace())];
    await source.engine.record(like('260'));
    await one.engine.record(like('318'));
    if (granted) await other.engine.record(like('293'));
    const file = await source.engine.export();
    // It comes after the tab that merges has looked, and before it writes.
    const { replaceAll } = ResilientHistory.prototype as { replaceAll: (this: ResilientHistory, ...args: Parameters<ResilientHistory['replaceAll']>) => Promise<boolean> };
    vi.spyOn(ResilientHistory.prototype, 'replaceAll').mockImplementationOnce(async function (this: ResilientHistory, ...args) {
      if (granted) await other.engine.setConsent({ answer: 'granted' });
      else if (what.startsWith('records')) await other.engine.record(like('296', 2));
      else await other.engine.clear();
      return replaceAll.apply(this, args);
    });
    expect(await one.engine.import({ file, mode: 'merge' })).toEqual({ added: 1, present: 0 });
    expect((await keptItems(one)).toSorted()).toEqual(left);
    expect((await one.engine.history()).map(({ itemId }) => itemId).toSorted()).toEqual(left);
  });
});
