/** A site made with React, drawn by the page or by a server first, under a policy of trusted types; React 18 and 19. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { ReactSite, reactFolder } from './support/react-site.ts';

const RAIL = 'taste-rail[surface=home]';
const BELOW = 'taste-rail[surface=below]';

/** What a page says is wrong, gathered from now on; React's complaints are among it. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.location().url.endsWith('/favicon.ico')) faults.push(message.text());
  });
  return faults;
}

const idsOf = (page: Page, list: string) => page.locator(`${list} [data-item-id]`).evaluateAll((cards) => cards.map((card) => card.getAttribute('data-item-id') ?? ''));
const ready = (page: Page) => expect(page.locator('[data-engine=ready]')).toBeVisible({ timeout: 30_000 });
const noted = (page: Page) => page.evaluate(() => (window as unknown as { noted?: string[] }).noted ?? []);

for (const version of [18, 19] as const) {
  test.describe(`React ${version}`, () => {
    let site: ReactSite;
    test.skip(reactFolder(version) === null, `React ${version} is not installed: npm test installs it`);

    test.beforeAll(async () => {
      const folder = reactFolder(version);
      if (folder) site = await ReactSite.start(folder);
    });
    test.afterAll(() => site?.close());

    test('drawn by the page: rails and a list of its own, no item twice, one worker, one click one update @csp', async ({ page }) => {
      const faults = faultsOf(page);
      await page.goto(site.address('/'));
      await ready(page);
      await expect(page.locator(`${RAIL} [part~=item]`)).toHaveCount(6);
      await expect(page.locator('ol')).toHaveAttribute('data-status', 'ready');
      const lists = async () => [...(await idsOf(page, RAIL)), ...(await idsOf(page, BELOW)), ...(await idsOf(page, 'ol'))];
      await expect.poll(async () => new Set(await lists()).size).toBe(16);
      expect(await page.evaluate(() => (window as unknown as { reactVersion: string }).reactVersion)).toMatch(new RegExp(`^${version}[.]`));
      const [chosen] = await idsOf(page, RAIL);
      await page.locator(`${RAIL} [part~=item] [part~=link]`).first().click();
      await expect(page.locator('[data-engine]')).toHaveText('1 events');
      await expect.poll(() => idsOf(page, RAIL)).not.toContain(chosen);
      await page.locator('ol button').first().click();
      await expect(page.locator('[data-engine]')).toHaveText('2 events');
      await expect.poll(async () => new Set(await lists()).size).toBe(16);
      expect(page.workers()).toHaveLength(1);
      const history = await page.evaluate(async () => (await window.recommender.history.list()).map(({ type, surface, position }) => ({ type, surface, position })));
      expect(history).toEqual([
        { type: 'like', surface: 'plain', position: 0 },
        { type: 'click', surface: 'home', position: 0 },
      ]);
      expect(await noted(page)).toEqual(['ready 6', `select ${chosen}`, expect.stringMatching(/^change ./), expect.stringMatching(/^change ./)]);
      expect(faults).toEqual([]);
    });

    test('what goes and comes again finds its engine running', async ({ page }) => {
      const faults = faultsOf(page);
      let workers = 0;
      page.on('worker', () => workers++);
      await page.goto(site.address('/'));
      await ready(page);
      await page.locator('ol button').first().click();
      await expect(page.locator('[data-engine]')).toHaveText('1 events');
      await page.getByRole('button', { name: 'Elsewhere' }).click();
      await expect(page.locator('taste-rail')).toHaveCount(0);
      await page.getByRole('button', { name: 'Home' }).click();
      await expect(page.locator(`${RAIL} [part~=item]`)).toHaveCount(6);
      await page.evaluate(() => (window as unknown as { remount(): void }).remount());
      await expect(page.locator('[data-engine]')).toHaveText('1 events');
      await expect(page.locator(`${RAIL} [part~=item]`)).toHaveCount(6);
      expect(workers).toBe(1);
      expect(faults).toEqual([]);
    });

    test('a part that is suspended joins the others', async ({ page }) => {
      const faults = faultsOf(page);
      await page.goto(site.address('/?kind=later'));
      await expect(page.locator('ol[data-status=ready] li')).toHaveCount(4, { timeout: 30_000 });
      expect(page.workers()).toHaveLength(1);
      expect(faults).toEqual([]);
    });

    test('what is hidden for a while, because something in it is suspended, goes on afterwards', async ({ page }) => {
      const faults = faultsOf(page);
      await page.goto(site.address('/'));
      await ready(page);
      await page.getByRole('button', { name: 'More' }).click();
      await expect(page.getByText('All of it comes later')).toBeVisible();
      await expect(page.locator('ol[data-status=ready]')).toHaveCount(2);
      await page.locator('ol button').last().click();
      await expect(page.locator('[data-engine]')).toHaveText('1 events');
      await page.locator(`${RAIL} [part~=item] [part~=link]`).first().click();
      await expect(page.locator('[data-engine]')).toHaveText('2 events');
      expect((await noted(page)).filter((line) => line.startsWith('select'))).toHaveLength(1);
      expect(page.workers()).toHaveLength(1);
      expect(faults).toEqual([]);
    });

    test('its own cards are React’s: with state, with a router’s links, and a click counts', async ({ page }) => {
      const faults = faultsOf(page);
      await page.goto(site.address('/?kind=cards'));
      await ready(page);
      const cards = page.locator(`${RAIL} a.card`);
      await expect(cards).toHaveCount(6);
      const titles = await cards.allTextContents();
      expect(titles[2]).toMatch(/ \(0\)$/);
      await cards.nth(2).click();
      await expect(page.locator('[data-engine]')).toHaveText('1 events');
      await expect.poll(() => cards.allTextContents()).not.toContain(titles[2]);
      await expect(cards).toHaveCount(6);
      expect(new URL(page.url()).hash).toBe('');
      expect(faults).toEqual([]);
    });

    for (const path of ['/served', '/streamed']) {
      test(`${path}: the first HTML is the popular list, and can be read without scripts`, async ({ browser }) => {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(site.address(path));
        await expect(page.locator(`${RAIL} [part~=item]`)).toHaveCount(6);
        await expect(page.locator(`${RAIL} [part~=title]`).first()).toBeVisible();
        await expect(page.locator('ol li')).toHaveCount(4);
        const shown = await idsOf(page, RAIL);
        expect(site.popular.filter((id) => shown.includes(id))).toEqual(shown);
        await context.close();
      });

      test(`${path}: taken over without a complaint, then the visitor’s own list`, async ({ page }) => {
        const faults = faultsOf(page);
        await page.goto(site.address(path));
        await ready(page);
        await expect(page.locator('ol')).toHaveAttribute('data-status', 'ready');
        await page.locator(`${RAIL} [part~=item] [part~=link]`).first().click();
        await expect(page.locator('[data-engine]')).toHaveText('1 events');
        await expect.poll(async () => (await noted(page)).filter((line) => line.startsWith('select'))).toHaveLength(1);
        expect((await idsOf(page, RAIL)).toSorted()).not.toEqual(site.popular.slice(0, 6).toSorted());
        // Drawn by the page this time: nothing may be written as HTML.
        await page.getByRole('button', { name: 'Elsewhere' }).click();
        await page.getByRole('button', { name: 'Home' }).click();
        await expect(page.locator(`${RAIL} [part~=item]`)).toHaveCount(6);
        expect(page.workers()).toHaveLength(1);
        expect(faults).toEqual([]);
      });
    }

    test('/streamed: a part that comes late is taken over when it comes', async ({ page }) => {
      const faults = faultsOf(page);
      await page.goto(site.address('/streamed?kind=later'));
      await expect(page.locator('ol[data-status=ready] li')).toHaveCount(4, { timeout: 30_000 });
      expect(faults).toEqual([]);
    });

    test('/served: its own cards are in the first HTML, and give way to the rail’s', async ({ browser, page }) => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const plain = await context.newPage();
      await plain.goto(site.address('/served?kind=cards'));
      await expect(plain.locator(`${RAIL} a.card`)).toHaveCount(6);
      await expect(plain.locator(`${RAIL} a.card`).first()).toBeVisible();
      await context.close();
      const faults = faultsOf(page);
      await page.goto(site.address('/served?kind=cards'));
      await ready(page);
      await expect(page.locator(`${RAIL} a.card`)).toHaveCount(6);
      await page.locator(`${RAIL} a.card`).first().click();
      await expect(page.locator('[data-engine]')).toHaveText('1 events');
      expect(faults).toEqual([]);
    });

    test('its types fit', () => {
      const types = join(reactFolder(version) ?? '', '@types');
      const paths = {
        tastekit: [resolve('dist/package/types/index.d.ts')],
        'tastekit/react': [resolve('dist/package/types/react/index.d.ts')],
        react: [join(types, 'react')],
        'react/*': [join(types, 'react/*')],
        'react-dom/*': [join(types, 'react-dom/*')],
      };
      const compilerOptions = { strict: true, noEmit: true, target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', jsx: 'react-jsx', allowImportingTsExtensions: true, types: ['node'], paths };
      const folder = mkdtempSync(resolve('dist/types-'));
      writeFileSync(join(folder, 'element.tsx'), `import 'tastekit/react';\nexport const rail = <taste-rail bundle="/b/" limit={3} because class="x" item-url="/{id}" />;\n// @ts-expect-error there is no such layout\nexport const wrong = <taste-rail layout="ring" />;\n`);
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: [resolve('e2e/pages/react'), folder] }));
      try {
        execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8', stdio: 'pipe' });
      } catch (error) {
        throw new Error((error as { stdout: string }).stdout, { cause: error });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}
