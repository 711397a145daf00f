/** The rail on pages of host sites, from the package as it is published. */
import { expect } from '@playwright/test';
import { findChromium } from '../scripts/chromium.mjs';
import { test } from './support/host-server.ts';
import { cardsOf, expectReady, historyOf, idsOf } from './support/rail-page.ts';

test('a list, and nothing moves on its way', async ({ page, host }) => {
  await page.goto(host.address('/rail/?limit=12'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await expect(cardsOf(rail)).toHaveCount(12);
  await page.waitForTimeout(1500);
  expect(await page.evaluate(() => window.shifts)).toBe(0);
  expect(await page.evaluate(() => window.told)).toEqual([{ type: 'taste-ready', source: 'engine' }]);
});

test('a click is kept, one new list follows, and a reload keeps it', async ({ page, host }) => {
  await page.goto(host.address('/rail/?limit=12'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  const [, second] = await idsOf(rail);
  await cardsOf(rail).nth(1).locator('a').click();
  await expect.poll(() => idsOf(rail)).not.toContain(second);
  expect(new URL(page.url()).hash).toBe(`#${second}`);
  await page.waitForTimeout(1000);
  expect((await page.evaluate(() => window.told)).map(({ type }) => type)).toEqual(['taste-ready', 'taste-select', 'taste-change']);
  const after = await idsOf(rail);
  await page.reload();
  await expectReady(rail);
  await expect.poll(() => historyOf(rail)).toEqual([`click ${second}`]);
  expect(await idsOf(rail)).toEqual(after);
});

test('a device that saves data gets the popular list, and no engine', async ({ page, host }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await page.goto(host.address('/rail/?limit=6'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  expect(await page.evaluate(() => window.told)).toEqual([{ type: 'taste-ready', source: 'popular' }]);
  expect(page.workers()).toEqual([]);
  await page.goto(host.address('/rail/?limit=6&eager'));
  await expectReady(rail);
  expect(page.workers()).toHaveLength(1);
});

test('a worker that cannot be loaded leaves the popular list', async ({ page, host }) => {
  await page.route(/worker[^/]*\.js/, (route) => route.abort());
  await page.goto(host.address('/rail/?limit=6'));
  const rail = page.locator('taste-rail');
  await expectReady(rail);
  await expect(cardsOf(rail)).toHaveCount(6);
  expect((await page.evaluate(() => window.told)).map(({ type, source }) => source ?? type)).toEqual(['taste-error', 'popular']);
});

test('styles of the page that mean no good stay outside', async ({ page, host }) => {
  const look = async (path: string) => {
    await page.goto(host.address(path));
    const rail = page.locator('taste-rail');
    await expectReady(rail);
    return cardsOf(rail).first().evaluate((card) => {
      const title = card.querySelector('.title') as HTMLElement;
      const { width, height } = card.getBoundingClientRect();
      const style = getComputedStyle(title);
      const said = ['letterSpacing', 'textTransform', 'textIndent', 'fontStyle', 'whiteSpace', 'textShadow', 'webkitTextStrokeWidth', 'wordSpacing', 'lineHeight', 'fontWeight', 'visibility'] as const;
      return { width, height, cursor: getComputedStyle(card.querySelector('.link') as HTMLElement).cursor, ...Object.fromEntries(said.map((name) => [name, style[name]])) };
    });
  };
  expect(await look('/hostile/')).toEqual(await look('/rail/?limit=8'));
});

test('defined late: the page’s own links until then, and what was set counts', async ({ page, host }) => {
  await page.goto(host.address('/late/'));
  const rail = page.locator('taste-rail');
  await expect(page.locator('#fallback')).toBeVisible();
  await page.evaluate(() => window.define());
  await expectReady(rail);
  await expect(page.locator('#fallback')).toBeHidden();
  await expect(rail.getByRole('heading')).toHaveText('Comedies for you');
  expect(await rail.evaluate((element) => (element as HTMLElementTagNameMap['taste-rail']).items.every(({ genres }) => genres.includes('Comedy')))).toBe(true);
});

test('taken out and put in again, moved, and many: one engine', async ({ page, host }) => {
  await page.goto(host.address('/rail/?limit=6'));
  const first = page.locator('taste-rail').first();
  await expectReady(first);
  await page.evaluate(() => {
    const [rail] = document.querySelectorAll('taste-rail');
    const parent = rail.parentElement as HTMLElement;
    rail.remove();
    parent.append(rail);
    for (let i = 1; i < 6; i++) {
      const other = document.createElement('taste-rail');
      Object.assign(other, { bundle: '/bundles/movies/', limit: 6, surface: `shelf-${i}`, eager: true });
      other.excludeSurface = ['for-you', ...Array.from({ length: i - 1 }, (_, at) => `shelf-${at + 1}`)];
      parent.append(other);
    }
  });
  const rails = page.locator('taste-rail');
  for (let i = 0; i < 6; i++) await expectReady(rails.nth(i));
  const all = async () => (await Promise.all([0, 1, 2, 3, 4, 5].map((i) => idsOf(rails.nth(i))))).flat();
  expect(new Set(await all()).size).toBe(36);
  expect(page.workers()).toHaveLength(1);
  const [chosen] = await idsOf(rails.nth(3));
  await cardsOf(rails.nth(3)).first().getByRole('button').click();
  await expect.poll(all).not.toContain(chosen);
  expect(new Set(await all()).size).toBe(36);
  await page.evaluate(() => document.querySelector('#rails')?.replaceChildren());
  await expect.poll(() => page.workers()).toEqual([]);
});

test('an article: what is like it, and what follows from a like', async ({ page, host }) => {
  await page.goto(host.address('/article/'));
  const related = page.locator('#related');
  const because = page.locator('#because');
  await expectReady(related);
  await expect(related.getByRole('heading')).toHaveText('More like this');
  await expect(because.getByText('Open something you like')).toBeVisible();
  const { height } = (await because.boundingBox()) ?? {};
  await page.getByRole('button', { name: 'I liked it' }).click();
  await expect(because.getByRole('heading')).toHaveText('Because you liked Alien');
  expect((await because.boundingBox())?.height).toBe(height);
  const shown = await idsOf(because);
  expect(shown).toHaveLength(8);
  expect(shown).not.toContain('1214');
  expect((await idsOf(related)).filter((id) => shown.includes(id))).toEqual([]);
});

test('comes back from the back/forward cache as it was, and goes on', async ({ playwright, host }) => {
  const browser = await playwright.chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'], ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const page = await browser.newPage();
    await page.goto(host.address('/rail/?limit=6'));
    const rail = page.locator('taste-rail');
    await expectReady(rail);
    await page.evaluate(async () => {
      await document.querySelector('taste-rail')?.recommender?.settled;
      window.addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
    });
    const before = await idsOf(rail);
    await page.goto(host.address('/plain/'));
    // Nothing is loaded that one could wait for.
    await page.goBack({ waitUntil: 'commit' });
    test.skip(!(await page.evaluate(() => (window as { persisted?: boolean }).persisted)), 'this browser did not keep the page in its back/forward cache');
    expect(await idsOf(rail)).toEqual(before);
    await cardsOf(rail).first().locator('a').click();
    await expect.poll(() => idsOf(rail)).not.toContain(before[0]);
    expect(await historyOf(rail)).toEqual([`click ${before[0]}`]);
  } finally {
    await browser.close();
  }
});

test('prerendered, it starts no engine before somebody looks', async ({ page, host }) => {
  // A browser that is driven does not prerender (PrerenderingDisabledByDevTools): the page is told what one would tell it.
  await page.addInitScript(() => {
    let prerendering = true;
    Object.defineProperty(document, 'prerendering', { get: () => prerendering });
    Object.assign(window, {
      activate: () => {
        prerendering = false;
        document.dispatchEvent(new Event('prerenderingchange'));
      },
    });
  });
  await page.goto(host.address('/article/'));
  const related = page.locator('#related');
  await expect(related.locator('[part="skeleton"]').first()).toBeVisible();
  await page.waitForTimeout(1000);
  expect(page.workers()).toEqual([]);
  await page.evaluate(() => (window as unknown as { activate: () => void }).activate());
  await expectReady(related);
  expect(page.workers()).toHaveLength(1);
});
