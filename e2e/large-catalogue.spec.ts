/** A catalogue of several shards: the list before the last of them, texts as they are shown, two stages. */
import { expect, test } from '@playwright/test';
import { expectEvents, expectLearned, FOR_YOU, forgetBundle, idsOf, untilSettled } from './support/demo.ts';
import { LARGE, largeBundle, serveLarge } from './support/large-bundle.ts';

const ITEMS = 120_000;
const LAST = 'weights/items-00002.safetensors';
let folder: string;

test.beforeAll(() => {
  folder = largeBundle(ITEMS);
});

test('the list is there before the last shard, takes clicks, and is made anew once when all is there', async ({ page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await serveLarge(page, folder, async (file, _, bytes) => {
    if (file === LAST) await released;
    return bytes;
  });
  await page.goto(`/?bundle=${LARGE}`);
  await expect(page.locator('main')).toHaveAttribute('data-state', 'ready');
  await expect(page.getByTestId('arriving')).toContainText(/\d{2,3},\d{3} of 120,000/);
  const early = await idsOf(page, FOR_YOU);
  expect(early).toHaveLength(20);
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  expect(await idsOf(page, FOR_YOU)).not.toEqual(early);
  await expect(page.locator('main')).not.toHaveAttribute('data-settled', 'true');

  const before = await page.locator('main').getAttribute('data-ranking-id');
  release();
  await untilSettled(page);
  await expect(page.getByTestId('arriving')).toHaveCount(0);
  expect(await page.locator('main').getAttribute('data-ranking-id')).not.toBe(before);
  await expectLearned(page, 1);
  await expect(page.getByTestId('scorer')).toContainText('two stages');
});

test('texts come for what is shown, and a reload shows the same list before the shards are there', async ({ page }) => {
  let hold: Promise<void> = Promise.resolve();
  const asked = await serveLarge(page, folder, async (file, _, bytes) => {
    if (file.startsWith('weights/items-')) await hold;
    return bytes;
  });
  await page.goto(`/?bundle=${LARGE}`);
  await untilSettled(page);
  const texts = () => asked.filter((file) => file.startsWith('items/text-')).length;
  expect(texts()).toBeGreaterThan(0);
  expect(texts()).toBeLessThanOrEqual(20);
  await expect(page.locator('[data-surface="browse"]')).toHaveCount(0);
  await page.locator(`${FOR_YOU} .card`).nth(2).getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  await expectLearned(page, 1);
  const list = await idsOf(page, FOR_YOU);
  const id = await page.locator('main').getAttribute('data-ranking-id');

  let release = () => {};
  hold = new Promise((resolve) => (release = resolve));
  await forgetBundle(page);
  await page.reload();
  await expect(page.locator(`${FOR_YOU} .card[data-item-id]`)).toHaveCount(20);
  expect(await page.locator('main').getAttribute('data-state')).toBe('loading');
  expect(await idsOf(page, FOR_YOU)).toEqual(list);
  release();
  await untilSettled(page);
  expect(await idsOf(page, FOR_YOU)).toEqual(list);
  expect(await page.locator('main').getAttribute('data-ranking-id')).toBe(id);
});

test('a damaged last shard: the list goes on over what arrived, and the page names the file', async ({ page }) => {
  await serveLarge(page, folder, async (file, _, bytes) => {
    if (file === LAST) bytes[bytes.length >> 1] ^= 1;
    return bytes;
  });
  await page.goto(`/?bundle=${LARGE}`);
  await expect(page.getByTestId('missing')).toContainText(LAST);
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  expect(await idsOf(page, FOR_YOU)).toHaveLength(20);
  await expect(page.getByTestId('learning-failed')).toBeVisible();
});
