/**
 * A catalogue is untrusted text: every field of every item of this bundle wants to be markup, script or style. It is shown by
 * the demo, by rails (without any policy to save them) and by a server's HTML, and stays text.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';
import { shortTitleOf, titleOf } from '../src/covers/titles.ts';
import { type Item } from '../src/types.ts';
import { HOSTILE_TEXTS } from '../src/widget/xss-corpus.fixture.ts';
import { Canary } from './support/canary.ts';
import { BROWSE, expectEvents, FOR_YOU } from './support/demo.ts';
import { HOSTILE_GENRE, HOSTILE_ITEMS, makeHostileBundle } from './support/hostile-shop.ts';
import { test } from './support/host-server.ts';
import { cardsOf, expectReady } from './support/rail-page.ts';

const BUNDLE = '/hostile-bundle/';

let folder = '';
let items: Item[] = [];
test.beforeAll(({ host }) => {
  folder = mkdtempSync(join(tmpdir(), 'tastekit-hostile-'));
  makeHostileBundle(folder);
  const bundle = join(folder, 'bundle');
  host.mount('hostile-bundle', bundle);
  host.mount('hostile-pages', folder);
  host.mount('shelf', 'dist/demo');
  const read = (path: string): unknown => JSON.parse(readFileSync(join(bundle, path), 'utf8'));
  const ids = read('items/ids.json') as string[];
  const texts = read('items/text-00000.json') as Omit<Item, 'id'>[];
  items = ids.map((id, at) => ({ ...texts[at], id }));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Each of these elements has the whole text of its item's title, by `data-item-id`. */
async function expectTitles(cards: Locator, title: (item: Item) => string): Promise<void> {
  const shown = await cards.evaluateAll((all) => all.map((card) => [card.getAttribute('data-item-id') ?? '', card.textContent ?? '']));
  expect(shown.length).toBeGreaterThan(0);
  for (const [id, text] of shown) {
    const item = items.find((each) => each.id === id);
    expect(text).toContain(item ? title(item) : `an item with the id ${id}`);
  }
}

function writePage(name: string, body: string): string {
  writeFileSync(join(folder, name), `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title></head><body>${body}</body></html>`);
  return `/hostile-pages/${name}`;
}

const DEFINE = '<script type="module" src="/tastekit/widget/define.js"></script>';

test.describe('hostile texts stay texts @xss', () => {
  test('the corpus reaches the page as it is', () => {
    expect(items).toHaveLength(HOSTILE_ITEMS);
    for (const text of HOSTILE_TEXTS) expect(items.filter(({ id, title }) => id === text && title === text)).toHaveLength(1);
  });

  for (const layout of ['rail', 'grid', 'list']) {
    test(`a rail, ${layout}: titles, facts, covers, links, images; clicked`, async ({ page, host }) => {
      const canary = await Canary.watch(page);
      const path = writePage(`${layout}.html`, `${DEFINE}<taste-rail bundle="${BUNDLE}" layout="${layout}" limit="100"></taste-rail>`);
      await page.goto(host.address(path));
      const rail = page.locator('taste-rail');
      await expectReady(rail);
      await expect(cardsOf(rail)).toHaveCount(HOSTILE_ITEMS);
      await expectTitles(cardsOf(rail), titleOf);
      // An address that is none of the web is no link, and no image.
      expect(await rail.locator('img').count()).toBe(0);
      await expect(rail.locator('[part~=item] svg').first()).toBeAttached();
      const buttons = rail.locator('button[part~=link]');
      expect(await buttons.count()).toBeGreaterThan(HOSTILE_ITEMS / 2);
      await buttons.first().click();
      await expect(cardsOf(rail)).toHaveCount(HOSTILE_ITEMS - 1);
      await page.mouse.move(200, 200);
      await page.keyboard.press('Tab');
      await canary.expectSilent();
    });
  }

  test('a server’s HTML, parsed by the browser: without the element, then taken over by it', async ({ page, host }) => {
    const { railHtml } = (await import(pathToFileURL(resolve('dist/package/widget/index.js')).href)) as typeof import('../src/widget/index.ts');
    const [text] = HOSTILE_TEXTS;
    const html = railHtml({ items, layout: 'grid', heading: text, itemUrl: `javascript:window.pwned=1//{id}`, attributes: { bundle: BUNDLE, limit: 100, surface: text }, texts: { popular: text } });
    const canary = await Canary.watch(page);
    await page.goto(host.address(writePage('served.html', html)));
    const rail = page.locator('taste-rail');
    await expect(cardsOf(rail)).toHaveCount(HOSTILE_ITEMS);
    await expectTitles(cardsOf(rail), titleOf);
    await expect(rail.locator('[part=heading]')).toHaveText(text);
    // The parser made what was written, and nothing beside it.
    expect(await page.evaluate(() => [document.body.children.length, document.body.firstElementChild?.shadowRoot?.children.length])).toEqual([1, 2]);
    await canary.expectSilent();
    await page.goto(host.address(writePage('defined.html', DEFINE + html)));
    await expectReady(rail);
    await expect(cardsOf(rail)).toHaveCount(HOSTILE_ITEMS);
    await expectTitles(cardsOf(rail), titleOf);
    await canary.expectSilent();
  });

  test('the demo: first visit, list, search, dialog, why, history, what is stored, snippets, React', async ({ page, host }) => {
    const canary = await Canary.watch(page);
    await page.goto(`${host.address('/shelf/')}?bundle=${BUNDLE}&backend=wasm`);
    await expect(page.locator('main[data-settled=true]')).toBeVisible({ timeout: 45_000 });
    await page.getByTestId('skip').click();
    const cards = page.locator(`${FOR_YOU} .card[data-item-id]`);
    await expectTitles(cards, titleOf);
    await expectTitles(page.locator(`${BROWSE} .card[data-item-id]`), titleOf);

    await search(page, 'onerror');
    await expect(page.locator(`${BROWSE} .card[data-item-id]`).first()).toContainText('onerror');
    await search(page, '<img src=x onerror=window.pwned=1><zzzzzz');
    await expect(page.getByTestId('no-results')).toContainText('<img src=x onerror=window.pwned=1><zzzzzz');
    await search(page, '');
    // Every genre is one, too.
    await page.locator(BROWSE).getByRole('button', { name: HOSTILE_GENRE, exact: true }).click();
    await expect(page.locator(`${BROWSE} .card[data-item-id]`)).not.toHaveCount(0);
    await page.locator(BROWSE).getByRole('button', { name: 'All', exact: true }).click();

    await cards.first().getByRole('button', { name: /^Like: / }).click();
    await expectEvents(page, 1);
    await page.locator(`${BROWSE} .card-open`).first().click();
    await expectEvents(page, 2);
    await expectTitles(page.locator('dialog[open]'), titleOf);
    await page.keyboard.press('Escape');
    await cards.first().getByRole('button', { name: /^Why\? / }).click();
    await expect(page.getByTestId('why-row')).toHaveCount(2);
    await expectTitles(page.locator('dialog[open]'), titleOf);
    await page.keyboard.press('Escape');
    await expectTitles(page.getByTestId('history-entry'), shortTitleOf);

    await page.getByTestId('look').click();
    for (const record of await page.getByTestId('stored-record').all()) await record.locator('summary').click();
    await page.keyboard.press('Escape');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await expect(page.getByTestId('preview').locator('[data-item-id], button').first()).toBeVisible();
    }
    await expect(page).toHaveTitle(/TasteKit/);
    await canary.expectSilent();
  });
});

async function search(page: Page, text: string): Promise<void> {
  await page.locator(BROWSE).getByRole('searchbox').fill(text);
}

test('the canary sings @xss', async ({ page, host }) => {
  const canary = await Canary.watch(page);
  await page.goto(host.address(writePage('unsafe.html', HOSTILE_TEXTS.slice(0, 12).join(''))));
  await expect.poll(() => page.evaluate(() => 'pwned' in window)).toBe(true);
  await expect(canary.expectSilent()).rejects.toThrow('onerror');
});
