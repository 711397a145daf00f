import { expect } from '@playwright/test';
import { test } from './support/host-server.ts';

test('a plain static page: a list, and another one after a click @both', async ({ page, host }) => {
  await page.goto(host.address('/plain/'));
  const cards = page.locator('#list button');
  await expect(cards).toHaveCount(12);
  const [first] = await cards.allTextContents();
  await cards.first().click();
  await expect(cards.first()).not.toHaveText(first);
  expect(await page.evaluate(async () => (await window.recommender.history.list()).map(({ type }) => type))).toEqual(['click']);
});
