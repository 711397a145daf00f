/** Random things done in three tabs of one history at once, held to what must be there afterwards: by seeds, the same every time. */
import { afterEach, expect, it, vi } from 'vitest';
import { Sfc32 } from '../random.ts';
import { EVENT_TYPES } from '../types.ts';
import { type EngineTab, listOf, newNamespace, openTab } from './engine-tab.fixture.ts';
import { type HistoryFile } from './state.ts';

const ITEMS = ['260', '1196', '318', '296', '593', '2571', '527', '356', '480', 'not in the bundle'];
const ROUNDS = 30;

/** One after the other: in one page they share a TensorFlow.js, which begins once. */
async function ready(namespace: string): Promise<EngineTab> {
  const tab = await openTab(namespace);
  await tab.idle();
  return tab;
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** By uid, what may be there after a round: all of it, unless something was taken away, which may have come before or after the rest. */
interface Expected {
  uids: Set<string>;
  taken: boolean;
}

async function doSomething(tabs: readonly EngineTab[], random: Sfc32, saved: HistoryFile, clock: () => number, expected: Expected): Promise<unknown> {
  const { engine } = tabs[random.below(tabs.length)];
  const chance = random.below(100);
  if (chance < 60) {
    const time = clock();
    const event = { item: ITEMS[random.below(ITEMS.length)], type: EVENT_TYPES[random.below(EVENT_TYPES.length)], time, uid: `uid-${time}` };
    expected.uids.add(event.uid);
    // Some are reported twice, by whichever tab.
    return Promise.all([engine.record(event), ...(chance < 10 ? [tabs[random.below(tabs.length)].engine.record(event)] : [])]);
  }
  if (chance < 70) {
    for (const { uid } of saved.events) expected.uids.add(uid);
    return engine.import({ file: saved, mode: 'merge' });
  }
  if (chance < 76) return engine.steer({ explore: random.below(3) / 10 });
  if (chance < 80) return engine.setLearning({ on: chance < 78 });
  // From here on something is taken away.
  expected.taken = true;
  if (chance < 88) {
    const entries = await engine.history();
    return engine.remove({ id: entries[random.below(entries.length)]?.id ?? 1 });
  }
  if (chance < 94) return engine.undo();
  if (chance < 98) return engine.removeBetween({ from: clock() - random.below(9), to: clock() });
  return engine.clear();
}

it.each([
  ['with locks', 1],
  ['with locks', 2],
  ['without locks, as on plain http', 3],
])('tabs agree on what is there, and it is what was done: %s, seed %i @concurrency', async (locks, seed) => {
  if (locks.startsWith('without')) vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager);
  const random = new Sfc32(seed);
  const namespace = newNamespace();
  const [one, two, three, alone] = [await ready(namespace), await ready(namespace), await ready(namespace), await ready(newNamespace())];
  const tabs = [one, two, three];
  let now = 1000;
  let present: string[] = [];
  let saved = await one.engine.export();
  for (let round = 0; round < ROUNDS; round++) {
    const expected = { uids: new Set(present), taken: false };
    const all = Array.from({ length: 1 + random.below(7) }, () => doSomething(tabs, random, saved, () => now++, expected));
    // Without locks another tab may write while one erases, which is told, and then is as it is.
    await Promise.all(all.map((each) => each.catch((error: Error) => expect(error.message).toContain('Erase again'))));
    const stored = (await one.engine.stored()).filter(({ store }) => store === 'events').map(({ value }) => (value as { uid: string }).uid);
    expect({ round, once: new Set(stored).size }).toEqual({ round, once: stored.length });
    expect({ round, back: stored.filter((uid) => !expected.uids.has(uid)) }).toEqual({ round, back: [] });
    if (!expected.taken) expect({ round, lost: [...expected.uids].filter((uid) => !stored.includes(uid)) }).toEqual({ round, lost: [] });
    for (const { engine } of tabs) await expect.poll(async () => (await engine.export()).events.map(({ uid }) => uid), { message: `round ${round}` }).toEqual(stored);
    present = stored;
    if (random.below(4) === 0) saved = await one.engine.export();
  }
  for (const each of tabs) await each.idle();
  await alone.engine.setLearning({ on: one.state().learning.status !== 'off' });
  await alone.engine.import({ file: await one.engine.export(), mode: 'replace' });
  await alone.idle();
  for (const each of tabs) {
    expect(each.state()).toMatchObject({ learning: { status: alone.state().learning.status }, steering: alone.state().steering });
    // Without locks the promise is about what is kept.
    if (locks === 'with locks') await expect.poll(async () => JSON.stringify(await listOf(each)) === JSON.stringify(await listOf(alone))).toBe(true);
  }
  for (const { engine } of [...tabs, alone]) await engine.close();
});
