import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StorageError } from '../errors.ts';
import { type VisitorEvent } from '../types.ts';
import { type HistoryStore, type Snapshot } from './history-store.ts';

/** What every store of a history must do, as tests. `open` gives an empty store. */
export function historyContract(name: string, open: () => Promise<HistoryStore>): void {
  describe(`${name} as a history`, () => {
    let history: HistoryStore;
    beforeEach(async () => {
      history = await open();
    });
    afterEach(() => history.close());

    test('gives back events as they were, ids ascending in the order of the calls', async () => {
      const full: VisitorEvent = { item: '7', type: 'like', time: 5, rankingId: 'r1', position: 0, shown: ['3', '4'], surface: 'browse' };
      const stored = await Promise.all([history.append(full), history.append(click('8')), history.append(click('7'))]);
      expect(stored[0]).toEqual({ ...full, id: stored[0].id, uid: stored[0].uid });
      expect(stored[0].uid).toMatch(/^[0-9a-z]{5,13}$/);
      expect(new Set(stored.map(({ uid }) => uid)).size).toBe(3);
      expect(stored[0].id).toBeGreaterThan(0);
      expect(stored[1].id).toBeGreaterThan(stored[0].id);
      expect(stored[2].id).toBeGreaterThan(stored[1].id);
      expect(await history.events()).toEqual(stored);
    });

    test('keeps several at once, in their order', async () => {
      const stored = await history.appendAll([click('3'), click('1'), click('2')]);
      expect(stored.map(({ item }) => item)).toEqual(['3', '1', '2']);
      expect(await history.events()).toEqual(stored);
      expect(await history.appendAll([])).toEqual([]);
    });

    test('keeps an event once, however often it comes', async () => {
      const [first, second] = await history.appendAll([{ ...click('1'), uid: 'a' }, { ...click('2'), uid: 'b' }]);
      expect(await history.append({ ...click('9'), uid: 'a' })).toEqual(first);
      const again = await history.appendAll([{ ...click('3'), uid: 'c' }, { ...click('2'), uid: 'b' }, { ...click('3'), uid: 'c' }]);
      expect(again[1]).toEqual(second);
      expect(again[2]).toEqual(again[0]);
      expect(await history.events()).toEqual([first, second, again[0]]);
      await history.remove(first.id);
      expect((await history.append({ ...click('1'), uid: 'a' })).id).toBeGreaterThan(again[0].id);
    });

    test('tells what came after an event, and the ids of all', async () => {
      const stored = await history.appendAll(['1', '2', '3'].map(click));
      expect(await history.eventsAfter(stored[0].id)).toEqual(stored.slice(1));
      expect(await history.eventsAfter(stored[2].id)).toEqual([]);
      expect(await history.eventIds()).toEqual(stored.map(({ id }) => id));
      expect(history.unreadable.size).toBe(0);
    });

    test('keeps no field it does not know', async () => {
      const event = { ...click('7'), referrer: 'secret' };
      expect(await history.append(event)).not.toHaveProperty('referrer');
      expect((await history.events())[0]).not.toHaveProperty('referrer');
    });

    test('forgets an event, and all that was made at or after it', async () => {
      const events = await Promise.all(['1', '2', '3'].map((item) => history.append(click(item))));
      for (const backend of ['wasm', 'webgpu'] as const) {
        for (const [i, event] of events.entries()) {
          await history.putSnapshot(snapshot({ backend, count: i + 1, lastEventId: event.id }));
        }
      }
      await history.putCurrent(snapshot({ count: 3, lastEventId: events[2].id }));
      await history.putCurrent(snapshot({ bundle: 'other', count: 1, lastEventId: events[0].id }));

      expect(await history.remove(events[1].id)).toBe(true);
      expect(await history.events()).toEqual([events[0], events[2]]);
      expect((await history.snapshots('b', 'wasm')).map((part) => part.count)).toEqual([1]);
      expect((await history.snapshots('b', 'webgpu')).map((part) => part.count)).toEqual([1]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
      expect(await history.current('other', 'wasm')).toBeDefined();
    });

    test('says that there was nothing to forget, and forgets nothing', async () => {
      const { id } = await history.append(click('1'));
      await history.putCurrent(snapshot({ lastEventId: id }));
      for (const absent of [id + 1, 0, -1, Number.NaN, 0.5]) expect(await history.remove(absent)).toBe(false);
      expect(await history.events()).toHaveLength(1);
      expect(await history.current('b', 'wasm')).toBeDefined();
    });

    test('forgets a span of time, and all that was made at or after its first event', async () => {
      const events = await history.appendAll([10, 20, 30, 20].map((time) => ({ ...click(String(time)), time })));
      for (const [i, event] of events.entries()) await history.putSnapshot(snapshot({ count: i + 1, lastEventId: event.id }));
      await history.putCurrent(snapshot({ count: 4, lastEventId: events[3].id }));
      await history.putCurrent(snapshot({ bundle: 'other', count: 1, lastEventId: events[0].id }));
      expect(await history.removeBetween(0, 10)).toBe(0);
      expect(await history.snapshots('b', 'wasm')).toHaveLength(4);
      expect(await history.removeBetween(20, 30)).toBe(2);
      expect(await history.events()).toEqual([events[0], events[2]]);
      expect((await history.snapshots('b', 'wasm')).map((part) => part.count)).toEqual([1]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
      expect(await history.current('other', 'wasm')).toBeDefined();
    });

    test('thins events: their items stay, and parts count from what is left', async () => {
      const events = await history.appendAll([
        { item: '1', type: 'like', time: 1 },
        { item: '2', type: 'click', time: 3 },
        { item: '1', type: 'view', time: 2 },
        { item: '3', type: 'click', time: 4 },
      ]);
      const lastEventId = events[3].id;
      await history.putSnapshot(snapshot({ from: 1, count: 4, lastEventId }));
      await history.putSnapshot(snapshot({ from: 2, count: 4, lastEventId }));
      await history.putSnapshot(snapshot({ from: 3, count: 4, lastEventId, backend: 'webgpu', personal: Float32Array.of(7) }));
      await history.putCurrent(snapshot({ from: 2, count: 3, lastEventId }));
      await history.putCurrent(snapshot({ bundle: 'old', from: 2, count: 4, lastEventId }));
      await history.putSnapshot(snapshot({ bundle: 'old', from: 2, count: 4, lastEventId }));

      await history.thin({ ids: [events[0].id, events[1].id], bundle: 'b', dropped: 2 });
      expect(await history.events()).toEqual(events.slice(2));
      expect(await history.earlier()).toEqual([{ item: '1', type: 'like', time: 1 }, { item: '2', type: 'click', time: 3 }]);
      expect((await history.snapshots('b', 'wasm')).map((part) => [part.from, part.count, part.lastEventId])).toEqual([[0, 2, lastEventId]]);
      expect(await history.snapshots('b', 'webgpu')).toEqual([snapshot({ from: 1, count: 2, lastEventId, backend: 'webgpu', personal: Float32Array.of(7) })]);
      expect(await history.current('b', 'wasm')).toEqual(snapshot({ from: 0, count: 1, lastEventId }));
      expect(await history.snapshots('old', 'wasm')).toEqual([]);
      expect(await history.current('old', 'wasm')).toBeUndefined();

      // The same again, as a second try would: nothing is counted twice.
      await history.thin({ ids: [events[1].id, events[2].id], bundle: 'b', dropped: 2 });
      expect(await history.events()).toEqual(events.slice(2));
      expect(await history.snapshots('b', 'wasm')).toHaveLength(1);
      await history.thin({ ids: [events[2].id], bundle: 'b', dropped: 1 });
      expect(await history.earlier()).toEqual([{ item: '1', type: 'view', time: 2 }, { item: '2', type: 'click', time: 3 }]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
    });

    test('keeps of the items thinned only the latest 10,000', async () => {
      const earlier = Array.from({ length: 10_000 }, (_, i) => ({ item: `e${i}`, type: 'click' as const, time: i }));
      await history.replaceAll([], earlier);
      const [one, other] = await history.appendAll([{ item: 'e3', type: 'like', time: 20_000 }, { item: 'new', type: 'view', time: 15_000 }]);
      await history.thin({ ids: [one.id, other.id], bundle: 'b', dropped: 0 });
      const kept = await history.earlier();
      expect(kept).toHaveLength(10_000);
      expect(kept.slice(0, 3).map(({ item }) => item)).toEqual(['e1', 'e2', 'e4']);
      expect(kept.slice(-2)).toEqual([{ item: 'new', type: 'view', time: 15_000 }, { item: 'e3', type: 'like', time: 20_000 }]);
      await history.replaceAll([], [...earlier, ...kept]);
      expect(await history.earlier()).toHaveLength(10_000);
    });

    test('with an item of thinned events all that was learned goes', async () => {
      const events = await history.appendAll([1, 2].map((time) => ({ ...click(String(time)), time })));
      await history.thin({ ids: [events[0].id], bundle: 'b', dropped: 1 });
      await history.putCurrent(snapshot({ count: 0, lastEventId: 0 }));
      expect(await history.removeBetween(1, 2)).toBe(1);
      expect(await history.earlier()).toEqual([]);
      expect(await history.events()).toEqual([events[1]]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
    });

    test('puts another history in its place', async () => {
      const before = await history.append({ ...click('1'), uid: 'a' });
      await history.putSnapshot(snapshot({ lastEventId: before.id }));
      await history.putCurrent(snapshot({ lastEventId: before.id }));
      await history.putSetting('catalogue', { bundle: 'b', unknown: [] });
      await history.putSetting('learning', false);
      const given = [{ ...click('2'), uid: 'b' }, { ...click('1'), uid: 'a' }, { ...click('9'), uid: 'b' }];
      await history.replaceAll(given, [{ item: '5', type: 'view', time: 4 }, { item: '4', type: 'view', time: 3 }]);
      const events = await history.events();
      expect(events).toEqual([{ ...given[0], id: events[0].id }, { ...given[1], id: events[1].id }]);
      expect(events[0].id).toBeGreaterThan(before.id);
      expect(await history.earlier()).toEqual([{ item: '4', type: 'view', time: 3 }, { item: '5', type: 'view', time: 4 }]);
      expect(await history.snapshots('b', 'wasm')).toEqual([]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
      expect(await history.getSetting('catalogue')).toBeUndefined();
      expect(await history.getSetting('learning')).toBe(false);
    });

    test('puts another history in the place of the one that is meant alone', async () => {
      const [first, second] = await history.appendAll([click('1'), click('2')]);
      expect(await history.replaceAll([click('9')], [], [first.id])).toBe(false);
      expect(await history.events()).toEqual([first, second]);
      expect(await history.replaceAll([click('9')], [], [first.id, second.id])).toBe(true);
      expect((await history.events()).map(({ item }) => item)).toEqual(['9']);
    });

    test('never uses an id again', async () => {
      const first = await history.append(click('1'));
      await history.remove(first.id);
      const second = await history.append(click('2'));
      expect(second.id).toBeGreaterThan(first.id);
      await history.clear();
      expect((await history.append(click('3'))).id).toBeGreaterThan(second.id);
    });

    test('keeps snapshots apart by bundle, backend, window and count', async () => {
      await history.putSnapshot(snapshot({ from: 250, count: 300 }));
      await history.putSnapshot(snapshot({ from: 0, count: 300 }));
      await history.putSnapshot(snapshot({ from: 0, count: 50 }));
      await history.putSnapshot(snapshot({ from: 0, count: 50, personal: Float32Array.of(9) }));
      await history.putSnapshot(snapshot({ backend: 'webgpu', count: 100 }));
      await history.putSnapshot(snapshot({ bundle: 'bb', count: 100 }));
      const found = await history.snapshots('b', 'wasm');
      expect(found.map((part) => [part.from, part.count])).toEqual([[0, 50], [0, 300], [250, 300]]);
      expect(found[0].personal).toEqual(Float32Array.of(9));
    });

    test('finds the snapshot nearest before a count', async () => {
      for (const [from, count] of [[0, 50], [0, 100], [0, 300], [250, 300]]) {
        await history.putSnapshot(snapshot({ from, count }));
      }
      const place = async (count: number, from?: number) => {
        const found = await history.snapshotBefore('b', 'wasm', count, from);
        return found && [found.from, found.count];
      };
      expect(await place(49)).toBeUndefined();
      expect(await place(50)).toEqual([0, 50]);
      expect(await place(99)).toEqual([0, 50]);
      expect(await place(1000)).toEqual([250, 300]);
      expect(await place(1000, 0)).toEqual([0, 300]);
      expect(await place(299, 250)).toBeUndefined();
      expect(await history.snapshotBefore('b', 'webgpu', 1000)).toBeUndefined();
    });

    test('keeps one current part for each bundle and backend', async () => {
      expect(await history.current('b', 'wasm')).toBeUndefined();
      await history.putCurrent(snapshot({ count: 1 }));
      await history.putCurrent(snapshot({ count: 2, personal: Float32Array.of(1, 2, 3) }));
      await history.putCurrent(snapshot({ backend: 'webgpu', count: 7 }));
      expect(await history.current('b', 'wasm')).toEqual(snapshot({ count: 2, personal: Float32Array.of(1, 2, 3) }));
      expect(await history.current('b', 'webgpu')).toEqual(snapshot({ backend: 'webgpu', count: 7 }));
    });

    test('is not touched by later changes to what it took or gave', async () => {
      const personal = Float32Array.of(1, 2);
      await history.putCurrent(snapshot({ personal }));
      personal[0] = 99;
      (await history.current('b', 'wasm'))!.personal[1] = 99;
      expect((await history.current('b', 'wasm'))!.personal).toEqual(Float32Array.of(1, 2));
    });

    test('keeps of a view only what it shows, not the buffer below', async () => {
      const below = new Float32Array(1000).fill(1);
      await history.putSnapshot(snapshot({ personal: below.subarray(10, 12) }));
      const [kept] = await history.snapshots('b', 'wasm');
      expect(kept.personal.buffer.byteLength).toBe(8);
    });

    test('prunes the parts of other bundles, and of windows gone by', async () => {
      await history.putSnapshot(snapshot({ from: 0, count: 50 }));
      await history.putSnapshot(snapshot({ from: 250, count: 300 }));
      await history.putSnapshot(snapshot({ bundle: 'old' }));
      await history.putCurrent(snapshot({}));
      await history.putCurrent(snapshot({ bundle: 'old' }));

      await history.pruneSnapshots('b');
      expect(await history.snapshots('old', 'wasm')).toEqual([]);
      expect(await history.current('old', 'wasm')).toBeUndefined();
      expect(await history.snapshots('b', 'wasm')).toHaveLength(2);

      await history.putSnapshot(snapshot({ bundle: 'old' }));
      await history.pruneSnapshots('b', 250);
      expect(await history.snapshots('old', 'wasm')).toHaveLength(1);
      expect((await history.snapshots('b', 'wasm')).map((part) => part.from)).toEqual([250]);
      expect(await history.current('b', 'wasm')).toBeDefined();
    });

    test('keeps settings', async () => {
      expect(await history.getSetting('learning')).toBeUndefined();
      await history.putSetting('learning', false);
      expect(await history.getSetting('learning')).toBe(false);
    });

    test('tells every record, and its size is theirs', async () => {
      const event = await history.append(click('1'));
      await history.replaceAll([event], [{ item: '8', type: 'view', time: 3 }]);
      const [kept] = await history.events();
      await history.putSnapshot(snapshot({ lastEventId: kept.id }));
      await history.putSetting('learning', false);
      const records = await history.records();
      expect(records.map(({ store }) => store)).toEqual(['events', 'earlier', 'snapshots', 'settings']);
      expect(records[0]).toEqual({ store: 'events', key: String(kept.id), value: kept });
      expect(records[1]).toEqual({ store: 'earlier', key: '8', value: { item: '8', type: 'view', time: 3 } });
      expect(records[2].value).toEqual({ ...snapshot({ lastEventId: kept.id }), checksum: expect.any(Number) as number });
      expect(records[3]).toEqual({ store: 'settings', key: 'learning', value: false });
    });

    test('erases everything', async () => {
      await history.replaceAll([click('1')], [{ item: '8', type: 'view', time: 3 }]);
      const [id] = await history.eventIds();
      await history.putSnapshot(snapshot({ lastEventId: id }));
      await history.putCurrent(snapshot({ lastEventId: id }));
      await history.putSetting('learning', false);
      await history.clear();
      expect(await history.events()).toEqual([]);
      expect(await history.eventIds()).toEqual([]);
      expect(await history.earlier()).toEqual([]);
      expect(await history.snapshots('b', 'wasm')).toEqual([]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
      expect(await history.getSetting('learning')).toBeUndefined();
      expect(await history.bytes()).toBe(0);
    });

    test('measures what it keeps, and only that', async () => {
      expect(await history.bytes()).toBe(0);
      const first = await history.append({ item: '1', type: 'click', time: 0, uid: 'a' });
      const event = `{"item":"1","type":"click","time":0,"uid":"a","id":${first.id}}`.length;
      const events = await history.bytes();
      expect(events).toBe(event);
      await history.putSnapshot(snapshot({ personal: new Float32Array(10) }));
      await history.putCurrent(snapshot({ personal: new Float32Array(10) }));
      const { value } = (await history.records())[1];
      const words = JSON.stringify({ bundle: 'b', backend: 'wasm', from: 0, count: 1, lastEventId: 1, checksum: (value as { checksum: number }).checksum }).length;
      expect(await history.bytes()).toBe(event + 2 * (words + 40));
      await history.putSetting('learning', true);
      expect(await history.bytes()).toBe(event + 2 * (words + 40) + '{"learning":true}'.length);
      const { id } = await history.append({ item: '22', type: 'view', time: 0, uid: 'b' });
      const more = event + `{"item":"22","type":"view","time":0,"uid":"b","id":${id}}`.length + 2 * (words + 40) + '{"learning":true}'.length;
      expect(await history.bytes()).toBe(more);
      await history.remove(id);
      expect(await history.bytes()).toBe(event + 2 * (words + 40) + '{"learning":true}'.length);
      await history.thin({ ids: [first.id], bundle: 'b', dropped: 1 });
      expect(await history.bytes()).toBe('{"item":"1","type":"click","time":0}'.length + '{"learning":true}'.length);
    });

    test('refuses everything once closed, in plain words', async () => {
      history.close();
      history.close();
      await expect(history.append(click('1'))).rejects.toThrow(StorageError);
      await expect(history.append(click('1'))).rejects.toThrow('could not save what you did: the history is closed.');
      for (const call of [
        () => history.appendAll([]),
        () => history.events(),
        () => history.eventsAfter(0),
        () => history.eventIds(),
        () => history.remove(1),
        () => history.removeBetween(0, 1),
        () => history.replaceAll([], []),
        () => history.thin({ ids: [], bundle: 'b', dropped: 0 }),
        () => history.earlier(),
        () => history.putSnapshot(snapshot({})),
        () => history.snapshots('b', 'wasm'),
        () => history.snapshotBefore('b', 'wasm', 1),
        () => history.putCurrent(snapshot({})),
        () => history.current('b', 'wasm'),
        () => history.pruneSnapshots('b'),
        () => history.getSetting('learning'),
        () => history.putSetting('learning', true),
        () => history.clear(),
        () => history.bytes(),
      ]) {
        await expect(call()).rejects.toThrow(StorageError);
      }
    });
  });
}

export function click(item: string): VisitorEvent {
  return { item, type: 'click', time: 1_700_000_000_000 };
}

export function snapshot(given: Partial<Snapshot>): Snapshot {
  return { bundle: 'b', backend: 'wasm', from: 0, count: 1, lastEventId: 1, personal: Float32Array.of(0.5, -1), ...given };
}
