/** What no page can bring about from outside: a lost GPU, a slow or failing learner, a storage that refuses. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../errors.ts';
import { IndexedDbHistory } from '../history/indexeddb-history.ts';
import { Learner } from '../learner/learner.ts';
import { Session } from '../session/session.ts';
import { Engine } from './engine.ts';
import { LearningLoop } from './learning-loop.ts';
import { Scoring } from './scoring.ts';
import { type RecommenderState } from './state.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('when the GPU is lost, it goes on on the processor, says why, and keeps history and list', async () => {
  const requested = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
  const states: RecommenderState[] = [];
  let settled = 0;
  const engine = new Engine(
    { bundle: new URL('/bundles/movies/', location.href).href, namespace: `lost-${Date.now()}`, backend: 'webgpu', limit: 20 },
    (state) => states.push(state),
    () => settled++,
  );
  const latest = () => {
    const state = states.at(-1);
    if (state?.status !== 'ready') throw new Error(`expected a ready state, got ${state?.status}`);
    return state;
  };
  await engine.load();
  await expect.poll(() => settled, { timeout: 45_000 }).toBe(1);
  await engine.record({ item: '260', type: 'like', time: 1 });
  const before = latest();
  expect(before.engine.backend).toBe('webgpu');

  const device = await requested.mock.results[0].value;
  device.destroy();
  await engine.record({ item: '1196', type: 'like', time: 2 });
  await expect.poll(() => settled, { timeout: 45_000 }).toBe(2);
  const after = latest();
  expect(after.engine).toMatchObject({ backend: 'wasm', scorer: 'simd' });
  expect(after.engine.why).toContain('The GPU was lost');
  expect(after.ranking.items).toHaveLength(20);
  expect(after.ranking.events).toBe(2);
  expect((await engine.history()).map(({ itemId }) => itemId)).toEqual(['1196', '260']);
  await expect.poll(() => latest().learning, { timeout: 45_000 }).toMatchObject({ status: 'ready', learnedEvents: 2 });
  await engine.close();
});

describe('on the processor', () => {
  let namespaces = 0;
  const settling = { timeout: 45_000 };

  /** An engine, loaded; `latest` is the state it told last. */
  async function loaded(namespace = `engine-${Date.now()}-${namespaces++}`) {
    const states: RecommenderState[] = [];
    let settled = 0;
    const engine = new Engine(
      { bundle: new URL('/bundles/movies/', location.href).href, namespace, backend: 'wasm', limit: 20 },
      (state) => states.push(state),
      () => settled++,
    );
    await engine.load();
    const latest = () => {
      const state = states.at(-1);
      if (state?.status !== 'ready') throw new Error(`expected a ready state, got ${state?.status}`);
      return state;
    };
    const untilSettled = async () => {
      await expect.poll(() => settled, settling).toBeGreaterThan(0);
    };
    return { engine, namespace, latest, untilSettled };
  }

  it('a learning step that fails costs neither the event nor its list, and learning can be turned on again', async () => {
    const { engine, latest, untilSettled } = await loaded();
    await untilSettled();
    vi.spyOn(Learner.prototype, 'learn').mockRejectedValueOnce(new Error('out of memory'));
    await engine.record({ item: '260', type: 'like', time: 1 });
    await expect.poll(() => latest().learning).toMatchObject({ status: 'failed', reason: 'out of memory', learnedEvents: 0 });
    expect(latest().ranking.events).toBe(1);
    expect(latest().ranking.items.map(({ item }) => item.id)).not.toContain('260');
    await engine.setLearning({ on: false });
    expect(latest().learning.status).toBe('off');
    await engine.setLearning({ on: true });
    await expect.poll(() => latest().learning, settling).toMatchObject({ status: 'ready', learnedEvents: 1 });
    await engine.close();
  });

  it('a click that comes as the catching up ends is learned, too', async () => {
    const { engine, latest, untilSettled } = await loaded();
    vi.spyOn(LearningLoop.prototype, 'fitsClick').mockReturnValue(false);
    await untilSettled();
    const bytes = vi.spyOn(IndexedDbHistory.prototype, 'bytes');
    bytes.mockImplementation(async () => {
      await wait(500);
      return 0;
    });
    bytes.mockClear();
    await engine.record({ item: '260', type: 'like', time: 1 });
    await expect.poll(() => bytes.mock.calls.length, { interval: 10 }).toBeGreaterThan(0);
    await engine.record({ item: '1196', type: 'like', time: 2 });
    await expect.poll(() => latest().learning.learnedEvents, { timeout: 5000 }).toBe(2);
    await engine.close();
  });

  it('turned off and on while it loads, learning starts once', async () => {
    const warmUp = vi.spyOn(Session.prototype, 'warmUp');
    const { engine, latest, untilSettled } = await loaded();
    for (const on of [false, true, false, true]) await engine.setLearning({ on });
    await untilSettled();
    await expect.poll(() => latest().learning.status, settling).toBe('ready');
    expect(new Set(warmUp.mock.calls.map(([learner]) => learner)).size).toBe(1);
    await engine.close();
  });

  it('one switch, one new list; one more where something missed was learned', async () => {
    const { engine, latest, untilSettled } = await loaded();
    await untilSettled();
    const rank = vi.spyOn(Session.prototype, 'rank');
    await engine.setLearning({ on: false });
    await engine.setLearning({ on: true });
    await wait(300);
    expect(rank).toHaveBeenCalledTimes(2);
    expect(latest().learning.status).toBe('ready');
    await engine.close();
  });

  it('erased while learning was off since loading: learning is on again, and arrives', async () => {
    const first = await loaded();
    await first.engine.setLearning({ on: false });
    await first.engine.close();
    const { engine, latest, untilSettled } = await loaded(first.namespace);
    await untilSettled();
    expect(latest().learning.status).toBe('off');
    await engine.clear();
    await expect.poll(() => latest().learning.status, settling).toBe('ready');
    await engine.close();
  });

  it('storage that refuses what can be made again refuses no click, and is told of', async () => {
    const { engine, latest, untilSettled } = await loaded();
    await untilSettled();
    for (const method of ['putSetting', 'putCurrent', 'bytes'] as const) {
      vi.spyOn(IndexedDbHistory.prototype, method).mockRejectedValue(new StorageError('the storage is full'));
    }
    await engine.record({ item: '260', type: 'like', time: 1 });
    await expect.poll(() => latest()).toMatchObject({ ranking: { events: 1 }, storage: { reason: 'the storage is full' }, learning: { status: 'ready' } });
    await expect(engine.setLearning({ on: false })).rejects.toThrow('the storage is full');
    expect(latest().learning.status).toBe('ready');
    await engine.close();
  });

  it('an event on an unknown item changes no list, also after a reload', async () => {
    const first = await loaded();
    await first.engine.record({ item: '260', type: 'like', time: 1 });
    await first.engine.record({ item: 'no such film', type: 'view', time: 2 });
    const { id } = first.latest().ranking;
    await first.engine.close();
    const { engine, latest } = await loaded(first.namespace);
    expect(latest().ranking.id).toBe(id);
    await engine.close();
  });

  it.each([0, 30, 120, 300])('closed %i ms after it began to load, it ends in order: nothing is told after `closed`', async (ms) => {
    const states: RecommenderState['status'][] = [];
    const bundle = new URL('/bundles/movies/', location.href).href;
    const engine = new Engine({ bundle, namespace: `closed-${ms}`, backend: 'auto', limit: 20 }, ({ status }) => states.push(status), () => undefined);
    const loaded = engine.load().then(() => 'loaded', (error: unknown) => (error as Error).name);
    const recorded = engine.record({ item: '260', type: 'like', time: 1 }).catch((error: unknown) => (error as Error).name);
    await wait(ms);
    await engine.close();
    expect(['loaded', 'AbortedError']).toContain(await loaded);
    expect([undefined, 'AbortedError']).toContain(await recorded);
    await wait(300);
    expect(states.indexOf('closed')).toBe(states.length - 1);
  });

  it('learning switched before the backend is chosen is not brought for another backend, and the list follows', async () => {
    const warmUp = vi.spyOn(Session.prototype, 'warmUp');
    const chosen = vi.spyOn(Scoring.prototype, 'choose').mockImplementation(async () => {
      await wait(400);
      expect(warmUp).not.toHaveBeenCalled();
      return { found: null, changed: false };
    });
    const states: RecommenderState[] = [];
    let settled = 0;
    const bundle = new URL('/bundles/movies/', location.href).href;
    const engine = new Engine({ bundle, namespace: `early-switch-${Date.now()}`, backend: 'auto', limit: 20 }, (state) => states.push(state), () => settled++);
    await engine.load();
    await engine.record({ item: '260', type: 'like', time: 1 });
    for (const on of [false, true]) await engine.setLearning({ on });
    await wait(200);
    expect(settled).toBe(0);
    await expect.poll(() => settled, settling).toBe(1);
    expect(chosen).toHaveBeenCalledTimes(1);
    await expect.poll(() => states.at(-1), settling).toMatchObject({ status: 'ready', learning: { status: 'ready', learnedEvents: 1 } });
    await engine.close();
  });
});

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
