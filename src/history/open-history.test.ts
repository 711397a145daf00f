import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { unwrap } from 'idb';
import { describe, expect, test, vi } from 'vitest';
import { OptionError, StorageError } from '../errors.ts';
import { click, historyContract, snapshot } from './history-contract.ts';
import { openDatabase } from './open-database.ts';
import { openHistory } from './open-history.ts';
import { migrations, type Migration } from './schema.ts';

historyContract('IndexedDbHistory', () => openHistory({ namespace: 'test', indexedDB: new IDBFactory() }));

describe('openHistory', () => {
  test('finds everything again, and keeps namespaces apart', async () => {
    const indexedDB = new IDBFactory();
    const first = await openHistory({ namespace: 'shop.a', indexedDB });
    const event = await first.append(click('1'));
    await first.putSnapshot(snapshot({}));
    await first.putCurrent(snapshot({}));
    await first.putSetting('learning', false);
    const bytes = await first.bytes();
    first.close();

    const again = await openHistory({ namespace: 'shop.a', indexedDB });
    expect(await again.events()).toEqual([event]);
    expect(await again.snapshots('b', 'wasm')).toEqual([snapshot({})]);
    expect(await again.current('b', 'wasm')).toEqual(snapshot({}));
    expect(await again.getSetting('learning')).toBe(false);
    expect(await again.bytes()).toBe(bytes);
    expect(await (await openHistory({ namespace: 'shop.b', indexedDB })).events()).toEqual([]);
    expect(new Set((await indexedDB.databases()).map(({ name }) => name))).toEqual(new Set(['tastekit:shop.a', 'tastekit:shop.b']));
  });

  test('two tabs write one history', async () => {
    const indexedDB = new IDBFactory();
    const [one, other] = await Promise.all([0, 1].map(() => openHistory({ namespace: 'n', indexedDB })));
    await Promise.all([one.append(click('1')), other.append(click('2')), one.append(click('3'))]);
    expect(await other.events()).toEqual(await one.events());
    expect(await one.events()).toHaveLength(3);
  });

  test.each(['', 'a/b', 'a b', 'é', 'x'.repeat(65)])('refuses the namespace %j', async (namespace) => {
    const opening = openHistory({ namespace, indexedDB: new IDBFactory() });
    await expect(opening).rejects.toThrow(OptionError);
    await expect(opening).rejects.toThrow(/^namespace: expected 1 to 64 letters/);
  });

  test('says so where the page has no storage', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openHistory({ namespace: 'n' })).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: this browser has no IndexedDB, or keeps it from this page.]`);
    vi.unstubAllGlobals();
  });

  test('says so where the browser refuses to open', async () => {
    const factory = new IDBFactory();
    factory.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    const opening = openHistory({ namespace: 'n', indexedDB: factory });
    await expect(opening).rejects.toThrow(StorageError);
    await expect(opening).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: the browser refused to open the history "tastekit:n": SecurityError: The operation is insecure. Allow this site to store data.]`);
  });
});

describe('openDatabase', () => {
  const name = 'tastekit:n';
  const further: Migration = async (database, upgrade) => {
    const settings = upgrade.objectStore('settings');
    await settings.put(true, 'learning');
    const events = upgrade.objectStore('events');
    for (const event of await events.getAll()) await events.put({ ...event, surface: 'migrated' });
    database.createObjectStore('pretend' as 'settings');
  };

  test('makes the present version from nothing', async () => {
    const database = await openDatabase({ name, migrations, factory: new IDBFactory() });
    expect(database.version).toBe(2);
    expect([...database.objectStoreNames]).toEqual(['current', 'earlier', 'events', 'settings', 'snapshots']);
  });

  test('goes on from the present version to a later one and keeps the events', async () => {
    const factory = new IDBFactory();
    const old = await openHistory({ namespace: 'n', indexedDB: factory });
    const event = await old.append(click('1'));
    old.close();
    const database = await openDatabase({ name, migrations: [...migrations, further], factory });
    expect(database.version).toBe(3);
    expect(await database.getAll('events')).toEqual([{ ...event, surface: 'migrated' }]);
    expect(await database.get('settings', 'learning')).toBe(true);
    expect([...database.objectStoreNames]).toContain('pretend');
  });

  test('runs all steps from nothing to a later version', async () => {
    const database = await openDatabase({ name, migrations: [...migrations, further], factory: new IDBFactory() });
    expect(database.version).toBe(3);
    expect(await database.get('settings', 'learning')).toBe(true);
  });

  test('leaves everything as it was where a step fails', async () => {
    const factory = new IDBFactory();
    const old = await openHistory({ namespace: 'n', indexedDB: factory });
    const event = await old.append(click('1'));
    old.close();
    const failing: Migration = async (_database, upgrade) => {
      await upgrade.objectStore('events').clear();
      throw new Error('a fault');
    };
    await expect(
      openDatabase({ name, migrations: [...migrations, failing], factory }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: could not open the history "tastekit:n": Error: a fault. Allow this site to store data, or free some space.]`);
    expect(await (await openHistory({ namespace: 'n', indexedDB: factory })).events()).toEqual([event]);
  });

  test('an open history makes way for a newer page, and says why it went', async () => {
    const factory = new IDBFactory();
    const old = await openHistory({ namespace: 'n', indexedDB: factory });
    const database = await openDatabase({ name, migrations: [...migrations, further], factory });
    expect(database.version).toBe(3);
    await expect(old.events()).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: could not read the history: a newer version of this page has written the history "tastekit:n". Reload the page to get that version.]`);
  });

  test('refuses what a newer version wrote', async () => {
    const factory = new IDBFactory();
    (await openDatabase({ name, migrations: [...migrations, further], factory })).close();
    await expect(openHistory({ namespace: 'n', indexedDB: factory })).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: a newer version of this page has written the history "tastekit:n". Reload the page to get that version.]`);
  });

  test('does not wait for a tab that will not make way', async () => {
    const factory = new IDBFactory();
    const stubborn = await openDatabase({ name, migrations, factory });
    // As a page would be whose code does not listen.
    unwrap(stubborn).onversionchange = null;
    await expect(
      openDatabase({ name, migrations: [...migrations, further], factory, patience: 20 }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`[StorageError: another tab holds an older version of the history "tastekit:n" open. Close the site's other tabs and reload.]`);
  });
});
