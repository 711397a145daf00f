import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StorageError } from '../errors.ts';
import { click, historyContract, snapshot } from './history-contract.ts';
import { openHistory } from './open-history.ts';
import { ResilientHistory } from './resilient-history.ts';
import { FIRST_UNSAVED_ID } from './unsaved-events.ts';

const namespace = 'resilient-test';
const name = `tastekit:${namespace}`;
let now = 0;
/** Where one is given, the browser refuses to open. */
let refusal: DOMException | null = null;
const indexedDB = {
  open: (...given: Parameters<IDBFactory['open']>) => {
    if (refusal) throw refusal;
    return globalThis.indexedDB.open(...given);
  },
} as IDBFactory;
const insecure = () => new DOMException('The operation is insecure.', 'SecurityError');
let history: ResilientHistory;

const open = async () => (history = await ResilientHistory.open({ namespace, indexedDB, clock: () => now }));

beforeEach(async () => {
  now = 1_700_000_000_000;
  refusal = null;
  await deleteDB(name);
});
afterEach(() => {
  vi.restoreAllMocks();
  history?.close();
});

historyContract('ResilientHistory that lasts', async () => {
  await deleteDB(name);
  return open();
});
historyContract('ResilientHistory in memory', async () => {
  refusal = insecure();
  return open();
});

describe('where the browser opens nothing @faults', () => {
  test('it begins in memory, and says so', async () => {
    refusal = insecure();
    await open();
    expect(history.kind).toBe('memory');
    expect(history.trouble).toMatchInlineSnapshot(`
      {
        "code": "storage-memory",
        "message": "This browser keeps nothing for this site, so what you do here is forgotten when the page closes; allow the site to store data to change that.",
      }
    `);
    await history.append(click('1'));
    expect(history.unsaved).toBe(1);
    expect(await history.events()).toHaveLength(1);
  });

  test('a namespace that cannot be is refused all the same', async () => {
    await expect(ResilientHistory.open({ namespace: 'a/b', clock: () => now })).rejects.toThrow(/^namespace: expected/);
  });

  test('it hands over events and what the visitor set once it can, behind what was there', async () => {
    const before = await openHistory({ namespace });
    const there = await before.append(click('0'));
    await before.putSetting('learning', true);
    before.close();
    refusal = insecure();
    await open();
    const [one, other] = await history.appendAll([click('1'), click('2')]);
    await history.putSetting('learning', false);
    await history.putSetting('catalogue', { bundle: 'b', unknown: [] });

    refusal = null;
    expect(await history.heal()).toBe(false);
    now += 4999;
    expect(await history.heal()).toBe(false);
    now += 1;
    expect(await history.heal()).toBe(true);
    expect(history.kind).toBe('indexeddb');
    expect(history.trouble).toBeUndefined();
    expect(history.unsaved).toBe(0);
    const events = await history.events();
    expect(events).toEqual([there, { ...one, id: events[1].id }, { ...other, id: events[2].id }]);
    expect(await history.getSetting('learning')).toBe(false);
    expect(await history.getSetting('catalogue')).toBeUndefined();
    expect(await history.heal(true)).toBe(false);
    history.close();
    const after = await openHistory({ namespace });
    expect(await after.events()).toEqual(events);
    after.close();
  });

  test('it tries at once where it is told to, and soon where the clock was put back', async () => {
    refusal = insecure();
    await open();
    refusal = null;
    now -= 3_600_000;
    expect(await history.heal()).toBe(true);
    refusal = insecure();
    history.close();
    await open();
    refusal = null;
    expect(await history.heal(true)).toBe(true);
  });

  test('what cannot be read the first time is as good as not there, until it can', async () => {
    const before = await openHistory({ namespace });
    const there = await before.append(click('0'));
    before.close();
    await open();
    const failing = vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
      throw new DOMException('Internal error', 'DataError');
    });
    expect(await history.events()).toEqual([]);
    expect(history.trouble).toMatchInlineSnapshot(`
      {
        "code": "storage-memory",
        "message": "Your history cannot be opened now; keep this page open, it is tried again, and what you do here is forgotten if it closes before.",
      }
    `);
    await history.append(click('1'));
    failing.mockRestore();
    expect(await history.heal(true)).toBe(true);
    const events = await history.events();
    expect(events.map(({ item }) => item)).toEqual(['0', '1']);
    expect(events[0]).toEqual(there);
  });

  test('a newer version of this page has written: it says that a reload helps', async () => {
    (await openDB(name, 1000)).close();
    await open();
    expect(history.trouble).toMatchInlineSnapshot(`
      {
        "code": "storage-memory",
        "message": "This page is out of date, so what you do here is forgotten when it closes; reload it.",
      }
    `);
  });

  test('erasing reaches what was there before, or says that it did not', async () => {
    const before = await openHistory({ namespace });
    await before.append({ ...click('0'), time: 5 });
    await before.append({ ...click('0'), time: 50 });
    before.close();
    refusal = insecure();
    await open();
    await history.appendAll([{ ...click('1'), time: 5 }, { ...click('1'), time: 50 }]);
    refusal = null;
    expect(await history.removeBetween(0, 10)).toBe(2);
    expect(history.kind).toBe('indexeddb');
    expect((await history.events()).map(({ time }) => time)).toEqual([50, 50]);
    history.close();

    refusal = insecure();
    await open();
    await history.append(click('1'));
    refusal = null;
    await history.clear();
    expect(await history.events()).toEqual([]);
    expect(history.kind).toBe('indexeddb');
    history.close();

    (await openDB(name, 1000)).close();
    await open();
    await history.append(click('1'));
    await expect(history.clear()).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: could not erase the history, but for what you did in this visit: a newer version of this page has written the history "tastekit:resilient-test". Reload the page to get that version.]`);
    expect(await history.events()).toEqual([]);
    await expect(history.clear()).rejects.toThrow(StorageError);
  });

  test('where there is no storage at all, erasing what is in memory is all', async () => {
    refusal = insecure();
    await open();
    await history.append(click('1'));
    await history.clear();
    expect(await history.events()).toEqual([]);
    expect(history.unsaved).toBe(0);
  });
});

describe('where the browser refuses an event @faults', () => {
  test('it is behind all others, counted, and saved with the next try, in order', async () => {
    await open();
    const first = await history.append(click('0'));
    const full = fillDisk();
    const second = await history.append(click('1'));
    const third = await history.append(click('2'));
    expect([second.id, third.id]).toEqual([FIRST_UNSAVED_ID, FIRST_UNSAVED_ID + 1]);
    expect(history.unsaved).toBe(2);
    expect(history.kind).toBe('indexeddb');
    expect(history.trouble).toMatchInlineSnapshot(`
      {
        "code": "storage-unsaved",
        "message": "This device is full, so what you did last is not saved yet; free some space and keep this page open.",
      }
    `);
    expect(await history.events()).toEqual([first, second, third]);
    expect(await history.eventsAfter(first.id)).toEqual([second, third]);
    expect(await history.eventsAfter(second.id)).toEqual([third]);
    expect(await history.eventIds()).toEqual([first.id, second.id, third.id]);
    expect((await history.records()).map(({ store, key }) => [store, key])).toEqual([first, second, third].map(({ id }) => ['events', String(id)]));

    expect(await history.heal()).toBe(false);
    expect(history.unsaved).toBe(2);
    full.mockRestore();
    expect(await history.heal()).toBe(true);
    expect(history.unsaved).toBe(0);
    expect(history.trouble).toBeUndefined();
    const events = await history.events();
    expect(events).toEqual([first, { ...second, id: first.id + 1 }, { ...third, id: first.id + 2 }]);
    // Who still knows the old id reaches the event by it.
    expect(await history.remove(third.id)).toBe(true);
    expect(await history.events()).toEqual(events.slice(0, 2));
  });

  test('those that come later wait behind it, though there may be room for them', async () => {
    await open();
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
      throw new DOMException('Encountered full disk', 'QuotaExceededError');
    });
    await history.append(click('1'));
    expect((await history.append(click('2'))).id).toBe(FIRST_UNSAVED_ID + 1);
    expect(await history.heal()).toBe(true);
    await history.append(click('3'));
    expect((await history.events()).map(({ item }) => item)).toEqual(['1', '2', '3']);
  });

  test('one that comes again is the same', async () => {
    await open();
    const full = fillDisk();
    const first = await history.append({ ...click('1'), uid: 'a' });
    expect(await history.append({ ...click('1'), uid: 'a' })).toEqual(first);
    full.mockRestore();
    await history.heal();
    await history.append({ ...click('1'), uid: 'a' });
    expect(await history.events()).toHaveLength(1);
  });

  test('its size counts', async () => {
    await open();
    const before = await history.bytes();
    fillDisk();
    await history.append({ item: '1', type: 'click', time: 0, uid: 'a' });
    expect((await history.bytes()) - before).toBe(JSON.stringify({ item: '1', type: 'click', time: 0, uid: 'a', id: FIRST_UNSAVED_ID }).length);
  });

  test('what was learned from it is not kept before it is', async () => {
    await open();
    const { id } = await history.append(click('0'));
    fillDisk();
    const unsaved = await history.append(click('1'));
    await history.putSnapshot(snapshot({ count: 1, lastEventId: id }));
    await history.putSnapshot(snapshot({ count: 2, lastEventId: unsaved.id }));
    await history.putCurrent(snapshot({ count: 2, lastEventId: unsaved.id }));
    expect((await history.snapshots('b', 'wasm')).map(({ count }) => count)).toEqual([1]);
    expect(await history.current('b', 'wasm')).toBeUndefined();
  });

  test('it can be removed and erased, and what is in the storage only if it really goes', async () => {
    await open();
    const kept = await history.append({ ...click('0'), time: 1 });
    fillDisk();
    const [one] = await history.appendAll([1, 2, 3].map((time) => ({ ...click('1'), time })));
    expect(await history.remove(one.id)).toBe(true);
    expect(await history.remove(one.id)).toBe(false);
    const refusing = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
      throw new DOMException('no', 'DataError');
    });
    await expect(history.remove(kept.id)).rejects.toThrow(StorageError);
    await expect(history.removeBetween(1, 3)).rejects.toThrow(StorageError);
    expect((await history.events()).map(({ time }) => time)).toEqual([1, 2, 3]);
    refusing.mockRestore();
    expect(await history.removeBetween(1, 3)).toBe(2);
    expect((await history.events()).map(({ time }) => time)).toEqual([3]);
    await history.clear();
    expect(await history.events()).toEqual([]);
    expect(history.unsaved).toBe(0);
    expect(history.trouble).toBeUndefined();
  });

  test('another history in its place takes all with it, or nothing', async () => {
    await open();
    const kept = await history.append(click('0'));
    const full = fillDisk();
    const unsaved = await history.append(click('1'));
    await expect(history.replaceAll([click('9')], [])).rejects.toThrow(StorageError);
    expect(await history.events()).toEqual([kept, unsaved]);
    full.mockRestore();
    await history.replaceAll([click('9')], []);
    expect((await history.events()).map(({ item }) => item)).toEqual(['9']);
    expect(history.trouble).toBeUndefined();
  });

  test('once nothing is unsaved any more, the next event is saved as ever', async () => {
    await open();
    const full = fillDisk();
    const { id } = await history.append(click('1'));
    await history.remove(id);
    full.mockRestore();
    expect((await history.append(click('2'))).id).toBeLessThan(FIRST_UNSAVED_ID);
    expect(history.trouble).toBeUndefined();
  });

  test('this page is out of date: what is done from here on is unsaved', async () => {
    await open();
    const newer = await openDB(name, 1000);
    const { id } = await history.append(click('1'));
    expect(id).toBe(FIRST_UNSAVED_ID);
    expect(history.trouble).toMatchInlineSnapshot(`
      {
        "code": "storage-unsaved",
        "message": "This page is out of date, so what you did last cannot be saved; reload it.",
      }
    `);
    await expect(history.eventIds()).rejects.toThrow(StorageError);
    newer.close();
  });
});

/** No event can be added until it is restored. */
function fillDisk() {
  return vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('Encountered full disk', 'QuotaExceededError');
  });
}
