/** A shop with a catalogue of its own: addresses, images and prices; view, add to cart, purchase. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './support/host-server.ts';
import { cardsOf, expectReady, historyOf, idsOf } from './support/rail-page.ts';
import { makeShopBundle } from './support/shop-bundle.ts';

let folder = '';
test.beforeAll(({ host }) => {
  folder = mkdtempSync(join(tmpdir(), 'tastekit-shop-'));
  makeShopBundle(folder);
  host.mount('shop-bundle', join(folder, 'bundle'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test('a visitor looks, puts into the cart, buys, and the shop’s shelves follow', async ({ page, host }) => {
  await page.goto(host.address('/shop/'));
  const forYou = page.locator('#for-you');
  const more = page.locator('#more');
  await expectReady(forYou);
  await expectReady(more);
  expect((await idsOf(more)).filter((id) => !id)).toEqual([]);
  const both = [...(await idsOf(forYou)), ...(await idsOf(more))];
  expect(new Set(both).size).toBe(14);

  // The shop's own card: its button is no choice of the film.
  await expect(more.locator('.product').first()).toContainText('€');
  const [own] = await idsOf(more);
  const first = await idsOf(forYou);
  await more.locator('.product button').first().click();
  await expect.poll(() => historyOf(forYou)).toEqual([`like ${own}`]);
  await expect.poll(() => idsOf(forYou)).not.toEqual(first);

  const [chosen] = await idsOf(forYou);
  await cardsOf(forYou).first().locator('a').click();
  await page.waitForURL(`**/shop/film.html?id=${chosen}`);
  const related = page.locator('taste-rail');
  await expectReady(related);
  await expect(page.locator('#done')).toHaveText('view');
  await page.locator('#cart').click();
  await expect(page.locator('#done')).toHaveText('view like');
  await page.locator('#buy').click();
  await expect(page.locator('#done')).toHaveText('view like purchase');
  expect(await historyOf(related)).toEqual([`like ${own}`, `click ${chosen}`, `view ${chosen}`, `like ${chosen}`, `purchase ${chosen}`]);

  await page.goto(host.address('/shop/'));
  await expectReady(forYou);
  await expect.poll(() => idsOf(forYou)).not.toContain(chosen);
});

test('images where there are any, covers where not; an address that is none is no link', async ({ page, host }) => {
  await page.goto(host.address('/shop/'));
  await page.locator('#for-you').evaluate((rail) => Object.assign(rail, { layout: 'grid', limit: 60 }));
  const rail = page.locator('#for-you');
  await expectReady(rail);
  await expect(cardsOf(rail)).toHaveCount(60);
  await expect(rail.locator('img[part="image"]').first()).toBeAttached();
  expect(await rail.locator('a[href^="javascript"]').count()).toBe(0);
  const cards = await cardsOf(rail).evaluateAll((found) =>
    found.map((card) => ({ covers: card.querySelectorAll('[part="image"], [part="art"]').length, links: card.querySelectorAll('a[part="link"], button[part="link"]').length })),
  );
  expect(cards.every(({ covers, links }) => covers === 1 && links === 1)).toBe(true);
});
