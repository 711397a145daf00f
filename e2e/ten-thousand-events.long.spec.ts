/**
 * Ten thousand random events, as many as a visitor makes in years: nothing leaks, nothing slows down, nothing runs off,
 * and the list at the end is that of a session in Node which only ever met the events that are left.
 * `TASTEKIT_EVENTS=1000` makes it shorter.
 */
import { expect, type Page, test } from '@playwright/test';
import { Sfc32 } from '../src/random.ts';
import { EVENT_TYPES, type EventType } from '../src/types.ts';
import { rankInNode } from './support/cli.ts';
import { heapsOf } from './support/heaps.ts';
import { openLibrary } from './support/library-page.ts';
import { placesByPopularity } from './support/movies.ts';

const EVENTS = Number(process.env.TASTEKIT_EVENTS ?? 10_000);
/** Parts of the run: after each a sample is taken, and between some the page is opened anew. */
const PARTS = 20;
const RELOADS = new Set([4, 9, 14, 18]);
/** Everything is erased at the end of these parts. From the last on the history only grows. */
const ERASED = new Set([1, 5]);

type Action =
  | { do: 'record'; item: string; type: EventType }
  | { do: 'undo' }
  /** The event so many before the last. */
  | { do: 'forget'; back: number }
  | { do: 'learning'; on: boolean };

/** What a part of the run showed; times in ms. */
interface Sample {
  events: number;
  clickMs: number[];
  forgetMs: number[];
  undoMs: number[];
}

interface Kept {
  events: number;
  snapshots: number;
  current: number;
}

// A trace keeps a copy of the page for every step: it would be the leak.
test.use({ trace: 'off' });

test(`${EVENTS} random events: flat tensors and heap, late clicks as quick as early ones, the list a fresh session gives`, async ({ page }) => {
  test.setTimeout(10_800_000);
  const random = new Sfc32(2024, EVENTS);
  const ids = [...placesByPopularity().keys()];
  const open = () => openLibrary(page, { bundle: '/bundles/movies/', backend: 'wasm' });
  await open();
  const samples: (Sample & { part: number; tensors: number; heap: number; workerHeap: number; learned: number; kept: Kept })[] = [];
  for (let part = 0; part < PARTS; part++) {
    const actions = Array.from({ length: EVENTS / PARTS }, () => randomAction(random, ids));
    const sample = await act(page, actions);
    const { tensors, learned } = await caughtUp(page);
    const heaps = await heapsOf(page);
    const kept = await keptRecords(page);
    samples.push({ ...sample, part, tensors, learned, heap: heaps.page.heap, workerHeap: heaps.worker.heap, kept });
    const { clickMs, forgetMs, undoMs, ...rest } = samples[part];
    console.log(JSON.stringify({ ...rest, part, clickMs: median(clickMs), forgetMs: median(forgetMs), undoMs: median(undoMs) }));
    // The device keeps the events, of old ones the items, the snapshots of two learning windows, and the part that lists use.
    expect(learned).toBeLessThanOrEqual(500);
    expect(kept.events).toBeLessThanOrEqual(2500);
    expect(kept.snapshots).toBeLessThanOrEqual(20);
    expect(kept.current).toBeLessThanOrEqual(1);
    if (ERASED.has(part)) await erase(page);
    if (RELOADS.has(part)) await open();
  }

  expect(new Set(samples.map(({ tensors }) => tensors)).size).toBe(1);
  // A click costs more until the learning window is full; from then on nothing may grow but the history.
  const grown = samples.filter(({ part, events }) => part > Math.max(...ERASED) && events > 500);
  if (grown.length >= 4) {
    const half = Math.floor(grown.length / 2);
    // The least of several: a sample may come before what was just let go is collected.
    const least = (heap: 'heap' | 'workerHeap', parts: typeof samples) => Math.min(...parts.map((sample) => sample[heap]));
    for (const heap of ['heap', 'workerHeap'] as const) {
      expect(least(heap, grown.slice(-half))).toBeLessThan(least(heap, grown.slice(0, half)) * 1.3 + 4e6);
    }
    // Of many clicks on a busy machine, the quicker ones say what a click costs.
    const quick = (parts: Sample[]) => quantile(parts.flatMap(({ clickMs }) => clickMs), 0.25);
    const ratio = quick(grown.slice(-half)) / quick(grown.slice(0, half));
    console.log(`late clicks take ${ratio.toFixed(2)} of the time of early ones`);
    expect(ratio).toBeLessThan(1.5);
  }

  const { left, list } = await page.evaluate(async () => {
    await window.recommender.setLearning(true);
    const saved = await window.recommender.history.export();
    const ranking = await window.recommender.rank({ limit: 20 });
    return { left: saved, list: ranking.items.map(({ item }) => item.id) };
  });
  expect(list).toEqual(rankInNode(left).map(({ id }) => id));
});

/** Popular items more often, now and then one met before or one that nobody knows. */
function randomAction(random: Sfc32, ids: readonly string[]): Action {
  const chance = random.uniform();
  if (chance < 0.03) return { do: 'undo' };
  if (chance < 0.04) return { do: 'forget', back: random.below(60) };
  if (chance < 0.043) return { do: 'forget', back: random.below(2000) };
  if (chance < 0.046) return { do: 'learning', on: random.uniform() < 0.7 };
  const type = EVENT_TYPES[random.below(EVENT_TYPES.length)];
  if (chance < 0.056) return { do: 'record', item: `unknown ${random.below(20)}`, type };
  return { do: 'record', item: ids[Math.floor(ids.length * random.uniform() ** 3)], type };
}

/** Does these things, one after the other, as quickly as they are answered. Fails at a list that is not sound. */
async function act(page: Page, actions: readonly Action[]): Promise<Sample> {
  return page.evaluate(async (todo) => {
    const { recommender } = window;
    const times: Record<Action['do'], number[]> = { record: [], undo: [], forget: [], learning: [] };
    for (const action of todo) {
      let id: number | undefined;
      if (action.do === 'forget') {
        const history = await recommender.history.list();
        id = history[action.back % Math.max(1, history.length)]?.id;
      }
      const before = performance.now();
      if (action.do === 'record') await recommender.record({ item: action.item, type: action.type });
      else if (action.do === 'undo') await recommender.history.undo();
      else if (action.do === 'learning') await recommender.setLearning(action.on);
      else if (id !== undefined) await recommender.history.remove(id);
      times[action.do].push(performance.now() - before);
      const state = recommender.getState();
      if (state.status !== 'ready') throw new Error(`the recommender is ${state.status}`);
      const { items } = state.ranking;
      const sound = new Set(items.map(({ item }) => item.id)).size === 20 && items.every(({ score }) => Number.isFinite(score));
      if (!sound) throw new Error(`a list that is not sound after ${JSON.stringify(action)}: ${JSON.stringify(state.ranking)}`);
      if (state.learning.status === 'failed') throw new Error(`learning failed: ${state.learning.reason}`);
    }
    const state = recommender.getState();
    const events = state.status === 'ready' ? state.storage.events : -1;
    return { events, clickMs: times.record, forgetMs: times.forget, undoMs: times.undo };
  }, actions);
}

/** Learning is on, and has nothing left to do. */
async function caughtUp(page: Page): Promise<{ tensors: number; learned: number }> {
  await page.evaluate(() => window.recommender.setLearning(true));
  const learning = () =>
    page.evaluate(() => {
      const state = window.recommender.getState();
      return state.status === 'ready' ? state.learning : null;
    });
  await expect.poll(async () => (await learning())?.status, { timeout: 120_000 }).toBe('ready');
  await expect.poll(async () => (await learning())?.rebuild, { timeout: 120_000 }).toBeNull();
  const now = await learning();
  return { tensors: now?.tensors ?? -1, learned: now?.learnedEvents ?? -1 };
}

async function erase(page: Page): Promise<void> {
  await page.evaluate(() => window.recommender.history.clear());
  expect(await keptRecords(page)).toEqual({ events: 0, snapshots: 0, current: 0 });
}

function keptRecords(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    const [{ name }] = await indexedDB.databases();
    const opening = indexedDB.open(name ?? '');
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const stores = opening.result.transaction(['events', 'snapshots', 'current']);
    const count = async (store: string) => {
      const asked = stores.objectStore(store).count();
      await new Promise((resolve) => asked.addEventListener('success', resolve));
      return asked.result;
    };
    const [events, snapshots, current] = await Promise.all(['events', 'snapshots', 'current'].map(count));
    opening.result.close();
    return { events, snapshots, current };
  });
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}
