/** Records that were damaged, or that another program of the same site has put there. */
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { click, snapshot } from './history-contract.ts';
import { type HistoryStore } from './history-store.ts';
import { openHistory } from './open-history.ts';

const namespace = 'damaged-test';
const name = `tastekit:${namespace}`;
let history: HistoryStore;
/** Another connection, by which things are put there. */
let raw: IDBPDatabase;

beforeEach(async () => {
  await deleteDB(name);
  history = await openHistory({ namespace });
  raw = await openDB(name);
});
afterEach(() => {
  raw.close();
  history.close();
});

test('records that are no events are left out and named, until they are removed @faults', async () => {
  const [first, second] = await history.appendAll([click('1'), click('2')]);
  const [no, neither, other] = [1, 2, 3].map((step) => second.id + step);
  await raw.put('events', { id: no, uid: 'x', item: 5 });
  await raw.put('events', { ...first, id: neither, uid: undefined });
  await raw.put('events', { ...first, id: other, uid: 'y', referrer: 'elsewhere' });
  await raw.put('events', { ...first, id: 'a text', uid: 'z' });
  const foreign = { ...first, id: other, uid: 'y' };
  expect(await history.events()).toEqual([first, second, foreign]);
  expect([...history.unreadable]).toEqual([no, neither]);
  expect(await history.eventIds()).toEqual([first.id, second.id, no, neither, other]);
  const last = await history.append(click('3'));
  expect(last.id).toBe(other + 1);
  expect(await history.eventsAfter(no)).toEqual([foreign, last]);
  expect([...history.unreadable]).toEqual([no, neither]);
  expect(await history.eventsAfter(last.id)).toEqual([]);
  expect(history.unreadable.size).toBe(2);
  expect(await history.bytes()).toBeGreaterThan(0);

  expect(await history.remove(no)).toBe(true);
  expect([...history.unreadable]).toEqual([neither]);
  await raw.delete('events', neither);
  await history.eventsAfter(0);
  expect(history.unreadable.size).toBe(0);
  expect((await history.records()).map(({ key }) => key)).toContain('a text');
  await history.clear();
  expect(await raw.count('events')).toBe(0);
});

test('where a damaged record stands in its place, an event that comes again takes it @faults', async () => {
  const event = await history.append({ ...click('1'), uid: 'a' });
  await raw.put('events', { ...event, time: 'noon' });
  expect(await history.events()).toEqual([]);
  const again = await history.append({ ...click('1'), uid: 'a' });
  expect(await history.events()).toEqual([again]);
  expect(await raw.count('events')).toBe(1);
});

test('a span of time takes what can be dated, and leaves what cannot @faults', async () => {
  await raw.put('events', { id: 1, time: 5 });
  await raw.put('events', { id: 2, time: 'noon' });
  await raw.put('earlier', { item: 'x', time: 5 });
  expect(await history.removeBetween(0, 10)).toBe(2);
  expect(await history.eventIds()).toEqual([2]);
});

test('what is thinned beside damaged records leaves only what it says @faults', async () => {
  const [event] = await history.appendAll([{ ...click('1'), time: 7 }]);
  await raw.put('events', { id: 5, uid: 'x', item: 9, time: 8 });
  await raw.put('earlier', { item: '1', type: 'hover', time: 'noon' });
  expect(await history.earlier()).toEqual([]);
  await history.thin({ ids: [event.id, 5], bundle: 'b', dropped: 1 });
  expect(await history.earlier()).toEqual([{ item: '1', type: 'click', time: 7 }]);
  expect(await history.eventIds()).toEqual([]);
});

test.each([
  ['a number of it', { personal: Float32Array.of(0.5, -1.0000001) }],
  ['a place in it', { lastEventId: 2 }],
  ['its checksum', { checksum: 5 }],
  ['no checksum', { checksum: undefined }],
  ['other numbers', { personal: [0.5, -1] }],
])('a part with %s damaged is as if it were not there, and goes @faults', async (_what, damage) => {
  await history.putSnapshot(snapshot({ count: 1 }));
  await history.putSnapshot(snapshot({ count: 2 }));
  await history.putCurrent(snapshot({}));
  const hit = async (store: string, key: IDBValidKey) => raw.put(store, { ...(await raw.get(store, key)), ...damage });
  await hit('snapshots', ['b', 'wasm', 0, 2]);
  await hit('current', ['b', 'wasm']);
  expect(await history.snapshotBefore('b', 'wasm', 9)).toEqual(snapshot({ count: 1 }));
  expect(await raw.count('snapshots')).toBe(1);
  expect(await history.current('b', 'wasm')).toBeUndefined();
  expect(await raw.count('current')).toBe(0);
  await hit('snapshots', ['b', 'wasm', 0, 1]);
  expect(await history.snapshots('b', 'wasm')).toEqual([]);
  expect(await raw.count('snapshots')).toBe(0);
});
