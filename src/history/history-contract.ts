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
      expect(stored[0]).toEqual({ ...full, id: stored[0].id });
      expect(stored[0].id).toBeGreaterThan(0);
      expect(stored[1].id).toBeGreaterThan(stored[0].id);
      expect(stored[2].id).toBeGreaterThan(stored[1].id);
      expect(await history.events()).toEqual(stored);
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

      await history.pruneSnapshots('b', 250);
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
      await history.putSnapshot(snapshot({ lastEventId: event.id }));
      await history.putSetting('learning', false);
      const records = await history.records();
      expect(records.map(({ store }) => store)).toEqual(['events', 'snapshots', 'settings']);
      expect(records[0]).toEqual({ store: 'events', key: String(event.id), value: event });
      expect(records[2]).toEqual({ store: 'settings', key: 'learning', value: false });
    });

    test('erases everything', async () => {
      const { id } = await history.append(click('1'));
      await history.putSnapshot(snapshot({ lastEventId: id }));
      await history.putCurrent(snapshot({ lastEventId: id }));
      await history.putSetting('learning', false);
      await history.clear();
      expect(await history.events()).toEqual([]);
      expect(await history.snapshots('b', 'wasm')).toEqual([]);
      expect(await history.current('b', 'wasm')).toBeUndefined();
      expect(await history.getSetting('learning')).toBeUndefined();
      expect(await history.bytes()).toBe(0);
    });

    test('measures what it keeps, and only that', async () => {
      expect(await history.bytes()).toBe(0);
      await history.append({ item: '1', type: 'click', time: 0 });
      const event = '{"item":"1","type":"click","time":0,"id":1}'.length;
      const events = await history.bytes();
      expect(events).toBe(event);
      const words = JSON.stringify({ bundle: 'b', backend: 'wasm', from: 0, count: 1, lastEventId: 1 }).length;
      await history.putSnapshot(snapshot({ personal: new Float32Array(10) }));
      await history.putCurrent(snapshot({ personal: new Float32Array(10) }));
      expect(await history.bytes()).toBe(event + 2 * (words + 40));
      await history.putSetting('learning', true);
      expect(await history.bytes()).toBe(event + 2 * (words + 40) + '{"learning":true}'.length);
      const { id } = await history.append({ item: '22', type: 'view', time: 0 });
      const more = event + '{"item":"22","type":"view","time":0,"id":2}'.length + 2 * (words + 40) + '{"learning":true}'.length;
      expect(await history.bytes()).toBe(more);
      await history.remove(id);
      expect(await history.bytes()).toBe(event + 2 * (words + 40) + '{"learning":true}'.length);
    });

    test('refuses everything once closed, in plain words', async () => {
      history.close();
      history.close();
      await expect(history.append(click('1'))).rejects.toThrow(StorageError);
      await expect(history.append(click('1'))).rejects.toThrow('could not save what you did: the history is closed.');
      for (const call of [
        () => history.events(),
        () => history.remove(1),
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
