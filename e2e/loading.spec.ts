/** What a visitor meets while the page loads, when it cannot, and that nothing is requested once it has. */
import { expect, test } from '@playwright/test';
import { BROWSE, expectEvents, expectLearned, FOR_YOU, idsOf, openDemo, openFirst, openFromShelves, untilSettled } from './support/demo.ts';

const SHARD = '**/weights/items-00000.safetensors';

test('first visit: a list of twenty, made on the device @both', async ({ page }) => {
  await openFirst(page);
  await expect(page.getByRole('heading', { name: 'Pick three you like' })).toBeVisible();
  expect(new Set(await idsOf(page, FOR_YOU)).size).toBe(20);
  await expect(page.getByTestId('history-entry')).toHaveCount(0);
  await expect(page.getByTestId('error')).toHaveCount(0);
});

test('with only a software GPU the processor is measured to be faster, the page says so, and remembers @webgpu', async ({ page }) => {
  await openDemo(page);
  await expect(page.getByTestId('backend')).toHaveAttribute('data-value', 'wasm');
  await expect(page.getByTestId('scorer')).toHaveAttribute('data-value', 'simd');
  await expect(page.getByTestId('backend-why')).toHaveText(/^Measured here, a ranking each: WebAssembly [\d.]+ ms, the GPU [\d.]+ ms\.$/);
  const why = await page.getByTestId('backend-why').textContent();
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 1));
  await page.reload();
  await untilSettled(page);
  // To the tenth of a millisecond the same: it was not measured again.
  await expect(page.getByTestId('backend-why')).toHaveText(why ?? '');
});

test('WebGPU ranks in the worker when it is asked for @webgpu', async ({ page }) => {
  await openDemo(page, '?backend=webgpu');
  await expect(page.getByTestId('backend')).toHaveAttribute('data-value', 'webgpu');
  const onGpu = await idsOf(page, FOR_YOU);
  await openDemo(page, '?backend=wasm&namespace=other');
  expect(onGpu).toEqual(await idsOf(page, FOR_YOU));
});

test('without WebGPU everything works on the processor, and the page says so calmly', async ({ page }) => {
  await openDemo(page);
  await expect(page.getByTestId('backend')).toHaveAttribute('data-value', 'wasm');
  await expect(page.getByTestId('backend-why')).toContainText('No GPU');
});

test('WebGPU asked for where there is none: an error that says what to do', async ({ page }) => {
  await page.goto('/?backend=webgpu');
  await expect(page.getByTestId('error')).toContainText('Use backend "auto" or "wasm"');
});

test('a damaged shard is refused by name, and a retry with the sound file works', async ({ page }) => {
  await page.route(SHARD, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] ^= 1;
    await route.fulfill({ response, body });
  });
  await page.goto('/');
  await expect(page.locator('main')).toHaveAttribute('data-state', 'error');
  await expect(page.getByTestId('error')).toContainText('weights/items-00000.safetensors');
  await page.unroute(SHARD);
  await page.getByTestId('error').getByRole('button').click();
  await untilSettled(page);
  expect(await idsOf(page, FOR_YOU)).toHaveLength(20);
});

test('a bundle that is not there is named', async ({ page }) => {
  await page.goto('/?bundle=./bundles/none/');
  await expect(page.getByTestId('error')).toContainText('bundle.json');
});

test('once loaded, nothing is requested, online or offline, while it ranks and learns @both', async ({ page, context }) => {
  const requested: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  await openDemo(page);
  // The worker's own requests are seen too, or the silence below would prove nothing.
  expect(requested.some((url) => url.endsWith('.safetensors'))).toBe(true);
  expect(requested.some((url) => url.endsWith('.wasm'))).toBe(true);
  requested.length = 0;
  const before = await idsOf(page, FOR_YOU);
  const shelf = await idsOf(page, BROWSE);
  await openFromShelves(page, shelf.slice(0, 3));
  await expectLearned(page, 3);
  await context.setOffline(true);
  await openFromShelves(page, shelf.slice(3, 6));
  await expectEvents(page, 6);
  await expectLearned(page, 6);
  expect(await idsOf(page, FOR_YOU)).not.toEqual(before);
  expect(requested).toEqual([]);
  await expect(page.getByTestId('requests').first()).toHaveText(/^0\b/);
});

test('storage refused: the page works from memory and says so', async ({ page }) => {
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const body = `Object.defineProperty(self, 'indexedDB', { value: undefined });\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  await openDemo(page);
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 2));
  await expectLearned(page, 2);
  await expect(page.getByTestId('storage-kind')).toHaveText('memory');
});

test('learning that cannot be fetched: the list goes on, the page says so, and a second try succeeds', async ({ page }) => {
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 500 }));
  await openDemo(page);
  await expect(page.getByTestId('learning-failed')).toBeVisible();
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  await page.unroute('**/*.wasm');
  const toggle = page.getByTestId('learning-toggle');
  for (const checked of ['false', 'true']) {
    await toggle.click();
    await expect(toggle).toHaveAttribute('aria-checked', checked);
  }
  await expectLearned(page, 1);
  await expect(page.getByTestId('learning-failed')).toHaveCount(0);
});
