/** A new version of a bundle comes to a visitor with a history. */
import { afterEach, expect, it, vi } from 'vitest';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { EXAMPLE_CONFIG, exampleParts } from '../bundle/example-parts.fixture.ts';
import { Sfc32 } from '../random.ts';
import { type Tensor } from '../types.ts';
import { Engine } from './engine.ts';
import { type RecommenderState } from './state.ts';

const ITEMS = 120;
const BASE = new URL('/versions/shop/', location.href).href;

afterEach(() => {
  vi.restoreAllMocks();
});

/** The files of a bundle of these items, by their numbers, in this order: the same rows, elsewhere. */
async function version(order: readonly number[]): Promise<Map<string, Uint8Array>> {
  const parts = exampleParts(ITEMS, { ...EXAMPLE_CONFIG, memory: null, walk: undefined });
  const rows = ({ shape, data }: Tensor): Tensor => {
    const width = data.length / shape[0];
    return { shape: [order.length, ...shape.slice(1)], data: Float32Array.from(order.flatMap((item) => [...data.subarray(item * width, (item + 1) * width)])) };
  };
  const weights = new Map([...parts.weights].map(([name, tensor]) => [name, name.startsWith('item.') ? rows(tensor) : tensor]));
  return encodeBundle({ ...parts, weights, items: order.map((item) => parts.items[item]), data: { ...parts.data, items: order.length } });
}

/** The site's server has this version from now on. */
function serve(files: ReadonlyMap<string, Uint8Array>): void {
  vi.restoreAllMocks();
  const plain = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(BASE)) return plain(input, init);
    const file = files.get(url.slice(BASE.length));
    return file ? new Response(Uint8Array.from(file)) : new Response(null, { status: 404 });
  });
}

async function opened(namespace: string) {
  const states: RecommenderState[] = [];
  const engine = new Engine({ bundle: BASE, namespace, backend: 'wasm', limit: 10 }, (state) => states.push(state), () => undefined);
  await engine.load();
  const latest = () => {
    const state = states.at(-1);
    if (state?.status !== 'ready') throw new Error(`expected a ready state, got ${state?.status}`);
    return state;
  };
  const learned = async (count: number) => {
    await expect.poll(() => latest().learning, { timeout: 45_000 }).toMatchObject({ status: 'ready', learnedEvents: count, rebuild: null });
  };
  const list = async (limit = 10) => {
    // The bundle comes in shards: a list asked for at once may be made of the first.
    await expect.poll(() => latest().catalogue).toMatchObject({ ranked: latest().catalogue.items });
    return (await engine.rank({ limit, exclude: [], surface: 'x' })).items.map(({ item }) => item.id);
  };
  return { engine, states, latest, learned, list };
}

it('the history is replayed by ids, what is gone is kept without effect and told of, and the taste stays', { timeout: 120_000 }, async () => {
  const all = Array.from({ length: ITEMS }, (_, i) => i);
  const first = await version(all);
  const names = exampleParts(ITEMS).items.map(({ id }) => id);
  // Every tenth item is gone; the others stand elsewhere.
  const kept = shuffled(all.filter((item) => item % 10 !== 0));
  const actions = Array.from({ length: 40 }, (_, i) => ({ item: names[i], type: i % 3 === 0 ? 'like' as const : 'view' as const, time: i }));
  const gone = actions.filter((_, i) => i % 10 === 0).length;
  const namespace = `versions-${Date.now()}`;

  serve(first);
  const before = await opened(namespace);
  for (const action of actions) await before.engine.record(action);
  await before.engine.record({ item: 'never had', type: 'view', time: 99 });
  await before.learned(40);
  expect(before.latest().catalogueChange).toBeNull();
  const list = await before.list(ITEMS);
  await before.engine.close();

  serve(await version(kept));
  const after = await opened(namespace);
  // What the bundle before did not have either is not called gone.
  expect(after.latest().catalogueChange).toEqual({ events: 41, used: 40 - gone, gone });
  expect(after.latest().unknownItems).toHaveLength(gone + 1);
  await after.learned(40 - gone);
  expect(await after.engine.history()).toHaveLength(41);
  const told = after.states.flatMap((state) => (state.status === 'ready' && state.learning.rebuild ? [state.learning.rebuild] : []));
  expect(told.at(-1)).toEqual({ done: 40 - gone, total: 40 - gone });
  const now = await after.list(ITEMS);
  const dropped = all.filter((item) => item % 10 === 0).map((item) => names[item]);
  for (const id of dropped) expect(now).not.toContain(id);
  // The list of before, but for what is gone and what other negatives teach.
  const same = list.filter((id) => !dropped.includes(id)).slice(0, 20);
  expect(now.slice(0, 20).filter((id) => same.includes(id)).length).toBeGreaterThanOrEqual(15);

  // It is said in this visit, not in the next; and the part is that of one who did only what is left, on this bundle.
  await after.engine.close();
  const later = await opened(namespace);
  expect(later.latest().catalogueChange).toBeNull();
  expect(await later.list(ITEMS)).toEqual(now);
  await later.engine.close();
  const fresh = await opened(`${namespace}-fresh`);
  for (const action of actions.filter((_, i) => i % 10 !== 0)) await fresh.engine.record(action);
  await fresh.learned(40 - gone);
  expect(await fresh.list(ITEMS)).toEqual(now);
  await fresh.engine.close();

  // The first version comes back: what was gone counts again.
  serve(first);
  const back = await opened(namespace);
  expect(back.latest().catalogueChange).toEqual({ events: 41, used: 40, gone: 0 });
  await back.learned(40);
  expect(await back.list(ITEMS)).toEqual(list);
  await back.engine.clear();
  expect(back.latest().catalogueChange).toBeNull();
  await back.engine.close();
});

function shuffled(order: readonly number[]): number[] {
  const random = new Sfc32(3, 7);
  const left = [...order];
  return order.map(() => left.splice(random.below(left.length), 1)[0]);
}
