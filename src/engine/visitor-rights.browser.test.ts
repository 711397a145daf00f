/** What a visitor may do with what is kept of them, in a real database. */
import { afterEach, describe, expect, it } from 'vitest';
import { type VisitorEvent } from '../types.ts';
import { closeTabs, type EngineTab, FILMS, idleTab, listOf, newNamespace } from './engine-tab.fixture.ts';
import { historyFile } from './history-file.ts';

const HOUR = 3_600_000;
const liked = (i: number, uid = `uid-${i}`): VisitorEvent => ({ item: FILMS[i % FILMS.length], type: 'like', time: i * HOUR, uid });

const visit = (namespace = newNamespace(), options: Parameters<typeof idleTab>[1] = {}): Promise<EngineTab> => idleTab(namespace, options);

/** A visitor who liked the films from `from` to `to`, one an hour. */
async function whoLiked(from: number, to: number, tab?: EngineTab): Promise<EngineTab> {
  const visitor = tab ?? (await visit());
  for (let i = from; i < to; i++) await visitor.engine.record(liked(i));
  await visitor.idle();
  return visitor;
}

const timesOf = async ({ engine }: EngineTab) => (await engine.export()).events.map(({ time }) => time / HOUR);

afterEach(closeTabs);

describe('forgetting a span of time @private', () => {
  it('is as if what was done in it had never been', async () => {
    const visitor = await whoLiked(0, 8);
    expect(await visitor.engine.removeBetween({ from: 2 * HOUR, to: 5 * HOUR })).toBe(3);
    expect(await timesOf(visitor)).toEqual([0, 1, 5, 6, 7]);
    await visitor.idle();
    const never = await visit();
    for (const i of [0, 1, 5, 6, 7]) await never.engine.record(liked(i));
    await never.idle();
    expect(visitor.state().learning.learnedEvents).toBe(5);
    expect(await listOf(visitor)).toEqual(await listOf(never));
    expect(await visitor.engine.removeBetween({ from: 2 * HOUR, to: 5 * HOUR })).toBe(0);
    // After a reload, too.
    expect((await visitor.engine.stored()).filter(({ store }) => store === 'events')).toHaveLength(5);
  });

  it('open on both sides it is everything, and no part of what was learned stays', async () => {
    const visitor = await whoLiked(0, 3);
    expect(await visitor.engine.removeBetween({ from: -Infinity, to: Infinity })).toBe(3);
    await visitor.idle();
    const left = await visitor.engine.stored();
    expect(left.filter(({ store }) => store !== 'settings')).toEqual([]);
    expect(visitor.state()).toMatchObject({ storage: { events: 0 }, learning: { learnedEvents: 0 }, ranking: { events: 0 } });
  });
});

describe('a saved copy @private', () => {
  it('on another device makes the list it was', async () => {
    const here = await whoLiked(0, 6);
    await here.engine.steer({ genres: { Drama: 1 }, hide: '1' });
    const saved = await here.engine.export();
    const there = await visit();
    expect(await there.engine.import({ file: JSON.stringify(saved), mode: 'replace' })).toEqual({ added: 6, present: 0 });
    await there.idle();
    expect(await listOf(there)).toEqual(await listOf(here));
    expect(there.state().steering).toEqual(here.state().steering);
    // Twice is once.
    expect(await there.engine.import({ file: saved, mode: 'merge' })).toEqual({ added: 0, present: 6 });
    expect((await there.engine.export()).events).toHaveLength(6);
  });

  it('merged comes beside what is here, in the order of time, and leaves the steering; replacing leaves nothing of what was', async () => {
    const saved = await (await whoLiked(0, 4)).engine.export();
    const visitor = await visit();
    for (const i of [1, 5, 7]) await visitor.engine.record(liked(i, i === 1 ? 'uid-1' : `other-${i}`));
    await visitor.engine.steer({ explore: 0.5 });
    expect(await visitor.engine.import({ file: saved, mode: 'merge' })).toEqual({ added: 3, present: 1 });
    expect(await timesOf(visitor)).toEqual([0, 1, 2, 3, 5, 7]);
    expect(visitor.state().steering.explore).toBe(0.5);
    expect(await visitor.engine.import({ file: saved, mode: 'replace' })).toEqual({ added: 0, present: 4 });
    expect(await timesOf(visitor)).toEqual([0, 1, 2, 3]);
    expect(visitor.state().steering.explore).toBe(0);
  });

  it('that is none is refused, and all is as it was', async () => {
    const visitor = await whoLiked(0, 2);
    const [before, list] = [await visitor.engine.export(), visitor.state().ranking.id];
    const { format: _format, version: _version, digest: _digest, ...parts } = before;
    const forged = await historyFile({ ...parts, events: [{ ...before.events[0], time: Infinity }] });
    for (const file of ['', '{}', { ...before, digest: 'sha256-0' }, forged, null]) {
      await expect(visitor.engine.import({ file, mode: 'replace' })).rejects.toThrow(/^the saved history/);
    }
    await expect(visitor.engine.import({ file: before, mode: 'mix' as 'merge' })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: mode: expected merge or replace, got "mix"]`);
    expect(await visitor.engine.export()).toEqual(before);
    expect(visitor.state().ranking.id).toBe(list);
  });

  it('is not taken up where nothing may be kept', async () => {
    const saved = await (await whoLiked(0, 1)).engine.export();
    const unasked = await visit(newNamespace(), { consent: 'ask' });
    await expect(unasked.engine.import({ file: saved, mode: 'merge' })).rejects.toThrow('nothing may be kept');
  });
});

it('paused, nothing that is done is noted; a reload is paused still @private', async () => {
  const namespace = newNamespace();
  const visitor = await whoLiked(0, 2, await visit(namespace));
  await visitor.engine.setRecording({ on: false });
  const { id } = visitor.state().ranking;
  await visitor.engine.record(liked(5));
  expect(await timesOf(visitor)).toEqual([0, 1]);
  expect(visitor.state()).toMatchObject({ recording: false, ranking: { id } });
  await visitor.engine.close();
  const again = await visit(namespace);
  expect(again.state().recording).toBe(false);
  await again.engine.record(liked(5));
  await again.engine.setRecording({ on: true });
  await again.engine.record(liked(6));
  expect(await timesOf(again)).toEqual([0, 1, 6]);
});

it('a history of thousands stays bounded: of what is oldest only the items are left, and nothing about the list changes', async () => {
  const ids = (await (await visit()).engine.catalogue()).map(({ id }) => id);
  const visitor = await visit();
  const report = (from: number, to: number) => Promise.all(Array.from({ length: to - from }, (_, i) => visitor.engine.record({ item: ids[(from + i) % 1300], type: 'click', time: from + i, uid: `n-${from + i}` })));
  await report(0, 1500);
  await visitor.idle();
  expect(visitor.state()).toMatchObject({ storage: { events: 1500, earlier: 0 } });
  await report(1500, 1501);
  await visitor.idle();
  await expect.poll(() => visitor.state().storage).toMatchObject({ events: 1251, earlier: 250 });
  const after = await listOf(visitor);
  // What has gone is not shown again, and what was learned needs no learning again.
  expect(after.map(({ id }) => id).filter((id) => ids.slice(0, 250).includes(id))).toEqual([]);
  expect(visitor.state().learning).toMatchObject({ learnedEvents: 251, rebuild: null });
  // Undoing past the place where it was shortened, and a reload, are as ever.
  expect((await visitor.engine.undo())?.itemId).toBe(ids[1500 % 1300]);
  const saved = await visitor.engine.export();
  expect(saved.earlier).toHaveLength(250);
  const other = await visit();
  await other.engine.import({ file: saved, mode: 'replace' });
  await other.idle();
  await visitor.idle();
  expect(await listOf(other)).toEqual(await listOf(visitor));
  // A span of time takes what is left of the thinned ones, too.
  expect(await other.engine.removeBetween({ from: -Infinity, to: 300 })).toBe(300);
  expect(other.state().storage).toMatchObject({ earlier: 0, events: 1200 });
}, 120_000);
