/** What it takes to make the personal part of 500 events anew, on wasm, in the worker. */
import { expect, test } from '@playwright/test';
import { openLibrary } from './support/library-page.ts';
import { placesByPopularity } from './support/movies.ts';

const EVENTS = 500;

test.use({ trace: 'off' });

test('500 events are rebuilt in the worker, with progress, while the page goes on', async ({ page }) => {
  test.setTimeout(900_000);
  await openLibrary(page, { bundle: '/bundles/movies/', backend: 'wasm' });
  const ids = [...placesByPopularity().keys()].slice(0, EVENTS);
  const told = await page.evaluate(async (items) => {
    const { recommender } = window;
    for (const [i, item] of items.entries()) await recommender.record({ item, type: i % 4 === 0 ? 'like' : 'click' });
    // Without the first, everything is to be learned anew.
    const history = await recommender.history.list();
    const progress: { done: number; total: number; ms: number }[] = [];
    const began = performance.now();
    let frames = 0;
    let longest = 0;
    let last = began;
    const frame = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    await new Promise<void>((resolve) => {
      recommender.subscribe(() => {
        const state = recommender.getState();
        if (state.status !== 'ready') return;
        const { rebuild } = state.learning;
        if (rebuild) progress.push({ ...rebuild, ms: performance.now() - began });
        else if (progress.at(-1)?.done === items.length - 1) resolve();
      });
      void recommender.history.remove(history[history.length - 1].id);
    });
    return { progress, ms: performance.now() - began, frames, longest };
  }, ids);
  console.log(`rebuilt ${EVENTS - 1} events in ${(told.ms / 1000).toFixed(2)} s, told ${told.progress.length} times; ${told.frames} frames, the longest ${told.longest.toFixed(0)} ms`);
  told.progress.forEach(({ done, total }, i) => {
    expect(total).toBe(EVENTS - 1);
    if (i > 0) expect(done).toBeGreaterThanOrEqual(told.progress[i - 1].done);
  });
  expect(told.progress.at(-1)).toMatchObject({ done: EVENTS - 1, total: EVENTS - 1 });
});
