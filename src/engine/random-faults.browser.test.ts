/** Random things done while IndexedDB throws at random: by seeds, the same every time. Whatever was promised is kept, or the visitor is told. */
import { afterEach, expect, it, vi } from 'vitest';
import { hasCode } from '../errors.ts';
import { Sfc32 } from '../random.ts';
import { type EngineTab, newNamespace, openTab } from './engine-tab.fixture.ts';

const ITEMS = ['260', '1196', '318', '296', '593', '2571', 'not in the bundle'];
const NAMES = ['QuotaExceededError', 'InvalidStateError', 'AbortError', 'UnknownError', 'DataError'];
const METHODS = ['add', 'put', 'get', 'getAll', 'getAllKeys', 'getKey', 'delete', 'clear', 'count'] as const;
const ROUNDS = 25;

afterEach(() => {
  vi.restoreAllMocks();
});

/** From here on the browser's own calls throw so often, `rate`, and so many times in all, `left`. */
function refusing(random: Sfc32): { rate: number; left: number } {
  const refusals = { rate: 0, left: 0 };
  const wrap = (prototype: object, method: string) => {
    const all = prototype as Record<string, (...args: unknown[]) => unknown>;
    const real = all[method];
    vi.spyOn(all, method).mockImplementation(function (this: unknown, ...args) {
      if (refusals.left > 0 && random.uniform() < refusals.rate) {
        refusals.left--;
        throw new DOMException('refused by the test', NAMES[random.below(NAMES.length)]);
      }
      return real.apply(this, args);
    });
  };
  for (const method of METHODS) wrap(IDBObjectStore.prototype, method);
  wrap(IDBDatabase.prototype, 'transaction');
  wrap(IDBFactory.prototype, 'open');
  return refusals;
}

/** What must be there, and what must not, by uid. A call that was refused may have been done or not. */
interface Expected {
  must: Set<string>;
  gone: Set<string>;
}

async function doSomething({ engine }: EngineTab, random: Sfc32, time: number, { must, gone }: Expected): Promise<void> {
  const chance = random.below(100);
  if (chance < 70) {
    await engine.record({ item: ITEMS[random.below(ITEMS.length)], type: 'like', time, uid: `uid-${time}` });
    must.add(`uid-${time}`);
    return;
  }
  const { events } = await engine.export();
  const unwanted = chance < 96 ? events.slice(-1 - random.below(4)).slice(0, chance < 85 ? 1 : 2) : events;
  if (unwanted.length === 0) return;
  for (const { uid } of unwanted) must.delete(uid);
  if (chance < 85) await engine.remove({ id: unwanted[0].id });
  else if (chance < 96) await engine.removeBetween({ from: unwanted[0].time, to: unwanted.at(-1)!.time + 1 });
  else await engine.clear();
  for (const { uid } of unwanted) gone.add(uid);
}

it.each([1, 2, 3])('what was done is there, what was erased is not, and the visitor is told meanwhile: seed %i @faults', async (seed) => {
  const random = new Sfc32(seed);
  const refusals = refusing(random);
  const tab = await openTab(newNamespace());
  await tab.idle();
  const expected: Expected = { must: new Set(), gone: new Set() };
  let time = 0;
  for (let round = 0; round < ROUNDS; round++) {
    refusals.rate = [0.05, 0.3, 1][random.below(3)];
    refusals.left = [1, 3, 1000][random.below(3)];
    for (let step = random.below(6); step >= 0; step--) {
      await doSomething(tab, random, ++time, expected).catch((error: unknown) => {
        if (!hasCode(error, 'STORAGE')) throw error;
      });
      const { storage, notices } = tab.state();
      if (storage.unsaved > 0) expect(notices.map(({ code }) => code)).toContain('storage-unsaved');
    }
    refusals.left = 0;
    tab.engine.look();
    await expect.poll(() => tab.state().notices.filter(({ code }) => code !== 'storage-removed')).toEqual([]);
    const stored = (await tab.engine.stored()).filter(({ store }) => store === 'events').map(({ value }) => (value as { uid: string }).uid);
    expect({ round, lost: [...expected.must].filter((uid) => !stored.includes(uid)) }).toEqual({ round, lost: [] });
    expect({ round, back: stored.filter((uid) => expected.gone.has(uid)) }).toEqual({ round, back: [] });
    expect(stored).toEqual([...new Set(stored)]);
    expect((await tab.engine.export()).events.map(({ uid }) => uid)).toEqual(stored);
    expected.must = new Set(stored);
  }
  await tab.idle();
  const { events } = await tab.engine.export();
  const learned = events.filter(({ item }) => item !== 'not in the bundle').length;
  await expect.poll(() => tab.state().learning).toMatchObject({ status: 'ready', learnedEvents: learned });
  await tab.engine.close();
});
