/** What no page can bring about from outside: the GPU lost under a running engine. */
import { expect, it, vi } from 'vitest';
import { Engine } from './engine.ts';
import { type RecommenderState } from './state.ts';

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
  expect(after.engine).toMatchObject({ backend: 'wasm', scorer: 'typescript' });
  expect(after.engine.why).toContain('The GPU was lost');
  expect(after.ranking.items).toHaveLength(20);
  expect(after.ranking.events).toBe(2);
  expect((await engine.history()).map(({ itemId }) => itemId)).toEqual(['1196', '260']);
  await expect.poll(() => latest().learning, { timeout: 45_000 }).toMatchObject({ status: 'ready', learnedEvents: 2 });
  await engine.close();
});
