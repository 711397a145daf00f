/** Databases that earlier versions of this program wrote, opened by this one. */
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { beforeEach, describe, expect, test } from 'vitest';
import { type StoredEvent } from '../types.ts';
import { snapshot } from './history-contract.ts';
import { Connection } from './connection.ts';
import { openDatabase } from './open-database.ts';
import { openHistory } from './open-history.ts';
import { migrations } from './schema.ts';

const namespace = 'upgrade-test';
const name = `tastekit:${namespace}`;

/** 600 events and what goes with them, as version 1 wrote them. */
const EVENTS = Array.from({ length: 600 }, (_, i) => ({
  item: String((i * 7) % 450),
  type: (['view', 'click', 'like', 'dismiss'] as const)[i % 4],
  time: 1_700_000_000_000 + i * 1000,
  ...(i % 2 === 0 && { rankingId: `r${i}`, position: i % 20, surface: 'browse' }),
  ...(i % 3 === 0 && { shown: ['1', '2', String(i)] }),
}));
const WRITTEN = EVENTS.map((event, i) => ({ ...event, id: i + 1 }));
const PARTS = [
  ...[50, 100, 300].map((count) => snapshot({ count, lastEventId: count, personal: Float32Array.from({ length: 500 }, (_, i) => Math.sin(i * count)) })),
  snapshot({ from: 250, count: 600, lastEventId: 600 }),
  snapshot({ backend: 'webgpu', count: 50, lastEventId: 50 }),
];

beforeEach(() => deleteDB(name));

describe('a history of version 1 @faults @concurrency', () => {
  test('is all there after the upgrade, in its order', async () => {
    (await writeVersion1()).close();
    const history = await openHistory({ namespace });
    expect(nameless(await history.events())).toEqual(WRITTEN);
    expect(history.unreadable.size).toBe(0);
    expect(await history.snapshots('b', 'wasm')).toEqual(PARTS.slice(0, 4));
    expect(await history.snapshots('b', 'webgpu')).toEqual(PARTS.slice(4));
    expect(await history.current('b', 'wasm')).toEqual(PARTS[3]);
    expect(await history.getSetting('steering')).toEqual({ explore: 0.5, genres: { Drama: 1 }, hidden: ['3'] });
    expect(await history.earlier()).toEqual([]);
    // It goes on where it was, and nothing is named twice.
    expect((await history.append({ item: '1', type: 'view', time: 5 })).id).toBe(601);
    const [first] = await history.events();
    expect(await history.append({ ...first, item: '9' })).toEqual(first);
    history.close();
  });

  test('keeps its uids from then on', async () => {
    (await writeVersion1()).close();
    const first = await openHistory({ namespace });
    const events = await first.events();
    first.close();
    const again = await openHistory({ namespace });
    expect(await again.events()).toEqual(events);
    again.close();
  });

  test('has lost what was no part of it, and nothing else', async () => {
    const old = await writeVersion1();
    await old.put('snapshots', { bundle: 'b', backend: 'wasm', from: 0, count: 7, lastEventId: 7, personal: 'numbers' });
    await old.put('events', { id: 2, item: 5 });
    old.close();
    const history = await openHistory({ namespace });
    expect(await history.events()).toHaveLength(599);
    expect([...history.unreadable]).toEqual([2]);
    expect(await history.eventIds()).toHaveLength(600);
    expect(await history.snapshots('b', 'wasm')).toEqual(PARTS.slice(0, 4));
    history.close();
  });

  test('is upgraded beside a tab of version 1 that makes way', async () => {
    const old = await writeVersion1();
    old.addEventListener('versionchange', () => old.close());
    const history = await openHistory({ namespace });
    expect(nameless(await history.events())).toEqual(WRITTEN);
    history.close();
  });

  test('waits for a tab of version 1 that makes way late', async () => {
    const old = await writeVersion1();
    const factory = {
      open: (...given: Parameters<IDBFactory['open']>) => {
        const request = indexedDB.open(...given);
        request.addEventListener('blocked', () => old.close());
        return request;
      },
    } as IDBFactory;
    const history = await openHistory({ namespace, indexedDB: factory });
    expect(nameless(await history.events())).toEqual(WRITTEN);
    history.close();
  });

  test('is not opened beside a tab of version 1 that does not make way; once that has gone it is', async () => {
    const old = await writeVersion1();
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const opening = openDatabase({ name, migrations, factory: indexedDB, patience: 50, onEnd: () => end() });
    await expect(opening).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: another tab holds an older version of the history "tastekit:upgrade-test" open. Close the site's other tabs and reload.]`);
    expect(await old.count('events')).toBe(600);
    old.close();
    // The upgrade that was given up is done even so, and its connection stands in nobody's way.
    await ended;
    const history = await openHistory({ namespace });
    expect(nameless(await history.events())).toEqual(WRITTEN);
    history.close();
  });

  test('is upgraded once where two tabs open it at once', async () => {
    (await writeVersion1()).close();
    const [one, other] = await Promise.all([openHistory({ namespace }), openHistory({ namespace })]);
    const events = await one.events();
    expect(nameless(events)).toEqual(WRITTEN);
    expect(await other.events()).toEqual(events);
    await Promise.all([one.append({ item: 'a', type: 'view', time: 1 }), other.append({ item: 'b', type: 'view', time: 1 })]);
    expect(await one.eventIds()).toHaveLength(602);
    one.close();
    other.close();
  });

  test('is as it was where an upgrade breaks off half-way, and is upgraded by the next who tries', async () => {
    const old = await writeVersion1();
    const before = await old.getAll('events');
    old.close();
    const breaking = [
      migrations[0],
      async (...given: Parameters<(typeof migrations)[1]>) => {
        await migrations[1](...given);
        await given[1].objectStore('events').clear();
        throw new Error('the battery is empty');
      },
    ];
    await expect(openDatabase({ name, migrations: breaking, factory: indexedDB })).rejects.toThrow('the battery is empty');
    const still = await openDB(name, 1);
    expect([...still.objectStoreNames]).toEqual(['current', 'events', 'settings', 'snapshots']);
    expect(await still.getAll('events')).toEqual(before);
    still.close();
    const history = await openHistory({ namespace });
    expect(nameless(await history.events())).toEqual(WRITTEN);
    history.close();
  });
});

test('while an opening that was given up may still come, nobody opens another @faults @concurrency', async () => {
  const old = await writeVersion1();
  let openings = 0;
  const factory = { open: (...given: Parameters<IDBFactory['open']>) => (openings++, indexedDB.open(...given)) } as IDBFactory;
  const here = new Connection({ name, migrations: migrations.slice(0, 1), factory, patience: 30 });
  await here.open();
  // A newer page asks, and waits for the other tab, that does not go: this one has made way.
  const newer = openHistory({ namespace });
  const count = () => here.run('read the history', (database) => database.count('events'));
  await expect.poll(() => count().catch((error: Error) => error.message)).toMatch(/the browser did not answer/);
  const asked = openings;
  await expect(count()).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: could not read the history: the browser did not answer when the history "tastekit:upgrade-test" was to be opened. Close the site's other tabs, or restart the browser.]`);
  expect(openings).toBe(asked);
  old.close();
  expect(nameless(await (await newer).events())).toEqual(WRITTEN);
  await expect.poll(() => count().catch((error: Error) => error.message)).toMatch(/a newer version of this page has written the history/);
  (await newer).close();
  here.close();
});

/** Events without their uids, if each has one of its own. */
function nameless(events: readonly StoredEvent[]): Omit<StoredEvent, 'uid'>[] {
  const uids = new Set(events.map(({ uid }) => uid).filter((uid) => /^[0-9a-z]{5,13}$/.test(uid)));
  return uids.size === events.length ? events.map(({ uid: _uid, ...event }) => event) : [];
}

/** A database as version 1 of this program left it, and the connection it has open. */
async function writeVersion1(): Promise<IDBPDatabase> {
  const database = await openDB(name, 1, {
    upgrade: (made, _old, _new, upgrade) => void migrations[0](made as never, upgrade as never),
  });
  const writing = database.transaction(['events', 'snapshots', 'current', 'settings'], 'readwrite');
  await Promise.all([
    ...EVENTS.map((event) => writing.objectStore('events').add(event)),
    ...PARTS.map((part) => writing.objectStore('snapshots').put(part)),
    writing.objectStore('current').put(PARTS[3]),
    writing.objectStore('settings').put({ explore: 0.5, genres: { Drama: 1 }, hidden: ['3'] }, 'steering'),
    writing.done,
  ]);
  return database;
}
