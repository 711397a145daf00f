/** A million items in a page: real rows, jittered. */
import { rmSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { expectEvents, expectLearned, FOR_YOU, idsOf, untilSettled } from './support/demo.ts';
import { heapsOf, wasmBytes, watchWasmMemories } from './support/heaps.ts';
import { largeBundle } from './support/large-bundle.ts';

const ITEMS = 1_000_000;
const CLICKS = 20;
const LINK = resolve('dist/demo/bundles/million');

test.use({ trace: 'off' });
test.beforeAll(() => {
  test.setTimeout(300_000);
  rmSync(LINK, { force: true });
  symlinkSync(resolve(largeBundle(ITEMS)), LINK);
});
test.afterAll(() => rmSync(LINK, { force: true }));

test('a million items: at most 150 MB beside the page’s text, the first list before the last shard, and clicks that are learned', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await watchWasmMemories(page);
  const arrived: string[] = [];
  page.on('requestfinished', (request) => arrived.push(new URL(request.url()).pathname.replace(/^.*[/]million[/]/, '')));
  const began = Date.now();
  await page.goto('/?bundle=/bundles/million/');
  await expect(page.locator('main')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  const firstListMs = Date.now() - began;
  const shardsByThen = arrived.filter((file) => file.startsWith('weights/items-')).length;
  await untilSettled(page);
  const settledMs = Date.now() - began;
  const shards = arrived.filter((file) => file.startsWith('weights/items-')).length;
  await expect(page.getByTestId('scorer')).toContainText('two stages');

  const rankMs: number[] = [];
  for (let click = 1; click <= CLICKS; click++) {
    await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
    await expectEvents(page, click);
    rankMs.push(Number(await page.getByTestId('rank-ms').getAttribute('data-value')));
  }
  await expectLearned(page, CLICKS);
  expect(new Set(await idsOf(page, FOR_YOU)).size).toBe(20);
  const heaps = await heapsOf(page);
  const wasm = await wasmBytes(page);
  const bytes = heaps.worker.heap + heaps.worker.buffers + wasm;
  rankMs.sort((a, b) => a - b);
  console.log(JSON.stringify({ firstListMs, shardsByThen, shards, settledMs, medianRankMs: rankMs[CLICKS / 2], worker: heaps.worker, wasm, bytes }));
  expect(shardsByThen).toBeLessThan(shards);
  // The rows alone take 76 MB: less would mean that they were not counted.
  expect(bytes).toBeGreaterThan(76e6);
  expect(bytes).toBeLessThanOrEqual(150e6);
});
