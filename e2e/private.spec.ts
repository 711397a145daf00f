/** Nothing leaves: what the visitor does is in their browser's own storage for this site and this history, and nowhere else. */
import { chromium, expect, type FrameLocator, type Page } from '@playwright/test';
import { untilSettled } from './support/demo.ts';
import { test } from './support/host-server.ts';
import { withNetLog } from './support/net-log.ts';
import { outerSideOf, watchWaysOut } from './support/outgoing.ts';
import { cardsOf, expectReady, historyOf } from './support/rail-page.ts';

const EVENTS = 200;

/** What remains of both ways of looking once the page has settled; the session between. */
async function nothingLeaves(page: Page, told: { requests: string[]; said: string[] }, session: () => Promise<void>): Promise<void> {
  const before = await outerSideOf(page);
  await page.evaluate(() => (window.ways.length = 0));
  told.requests.length = 0;
  await session();
  expect(told).toEqual({ requests: [], said: [] });
  expect(await page.evaluate(() => window.ways)).toEqual([]);
  expect(await outerSideOf(page)).toEqual(before);
  expect(before).toMatchObject({ cookie: '', name: '', local: '[]', session: '[]', hints: 0 });
  expect(await page.context().cookies()).toEqual([]);
}

test.describe('a session of 200 events lets nothing out @private', () => {
  test('on the demo page: likes, refusals, a title opened, asked why, forgotten, saved, erased', async ({ launchOptions, baseURL }) => {
    let settled = Infinity;
    const sent = await withNetLog(launchOptions, 'http://127.0.0.1', async (browser) => {
      const page = await browser.newPage({ baseURL, reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
      const told = await watchWaysOut(page);
      await page.goto('/?backend=wasm');
      await untilSettled(page);
      await page.getByTestId('skip').click();
      settled = Date.now();
      await nothingLeaves(page, told, async () => {
        await page.evaluate(likeAndRefuse, EVENTS - 2);
        await page.locator('[data-surface="for-you"] .card-open').first().click();
        await expect(page.locator('dialog[open]')).toBeVisible();
        await page.keyboard.press('Escape');
        await page.locator('[data-surface="for-you"] .card-why').first().click();
        await page.keyboard.press('Escape');
        await page.getByTestId('look').click();
        await page.keyboard.press('Escape');
        const saving = page.waitForEvent('download');
        await page.getByTestId('export').click();
        expect(await (await saving).failure()).toBeNull();
        await page.getByTestId('erase').click();
        await page.getByTestId('erase-confirm').click();
        await expect(page.locator('main')).toHaveAttribute('data-events', '0');
        await expect(page.getByTestId('proof-requests')).toHaveText('0');
      });
    });
    // That the log sees what there is to be seen.
    expect(sent.some(({ where, at }) => where.endsWith('/bundle.json') && at < settled)).toBe(true);
    expect(sent.filter(({ at }) => at > settled)).toEqual([]);
  });

  test('on a page with two rails', async ({ launchOptions, host }) => {
    let settled = Infinity;
    const served: string[] = [];
    const sent = await withNetLog(launchOptions, 'http://127.0.0.1', async (browser) => {
      const page = await browser.newPage();
      const told = await watchWaysOut(page);
      host.onRequest = (path) => served.push(path);
      await page.goto(host.address('/private/'));
      const rails = ['#one', '#other'].map((id) => page.locator(id));
      for (const rail of rails) {
        await expectReady(rail);
        await rail.evaluate((element) => (element as HTMLElementTagNameMap['taste-rail']).recommender?.settled);
      }
      settled = Date.now();
      expect(served).toContain('/bundles/movies/bundle.json');
      served.length = 0;
      await nothingLeaves(page, told, async () => {
        for (const rail of rails) await rail.evaluate(recordOnRail, EVENTS / 2);
        await cardsOf(rails[0]).first().click();
        await expect.poll(() => historyOf(rails[0])).toHaveLength(EVENTS / 2 + 1);
      });
      expect(served).toEqual([]);
    });
    expect(sent.some(({ where, at }) => where.endsWith('/worker.js') && at < settled)).toBe(true);
    expect(sent.filter(({ at }) => at > settled)).toEqual([]);
  });
});

/** In the page: presses Like and Not for me in turn, each when the list has followed the one before. */
async function likeAndRefuse(events: number): Promise<void> {
  const main = document.querySelector('main') as HTMLElement;
  const made = () => Number(main.dataset.events);
  for (let event = made() + 1; event <= events; event++) {
    const words = event % 5 === 0 ? 'Not for me: ' : 'Like: ';
    const followed = new Promise<void>((resolve) => {
      const watching = new MutationObserver(() => {
        if (made() < event) return;
        watching.disconnect();
        resolve();
      });
      watching.observe(main, { attributes: true });
    });
    document.querySelector<HTMLElement>(`[data-surface="for-you"] .card [aria-label^="${words}"]`)?.click();
    await followed;
  }
}

/** In the page: what a site would record from a rail, of every kind. */
async function recordOnRail(element: Element, events: number): Promise<void> {
  const { recommender } = element as HTMLElementTagNameMap['taste-rail'];
  const types = ['view', 'click', 'like', 'dwell', 'purchase', 'skip', 'dismiss', 'dislike'] as const;
  for (let event = 0; event < events; event++) {
    const state = recommender?.getState();
    if (state?.status !== 'ready') throw new Error('the rail has no engine');
    const { items, id } = state.ranking;
    await recommender?.record({ item: items[0].item.id, type: types[event % types.length], rankingId: id, position: 0, shown: items.slice(1, 4).map(({ item }) => item.id) });
  }
}

test.describe('who can read a history @private', () => {
  test('of a site, the same namespace alone', async ({ page, host }) => {
    await page.goto(host.address('/private/'));
    const [one, other] = ['#one', '#other'].map((id) => page.locator(id));
    await Promise.all([expectReady(one), expectReady(other)]);
    await cardsOf(one).first().click();
    await expect.poll(() => historyOf(one)).toHaveLength(1);
    expect(await historyOf(other)).toEqual([]);
    await page.reload();
    await Promise.all([expectReady(one), expectReady(other)]);
    expect(await historyOf(one)).toHaveLength(1);
    expect(await historyOf(other)).toEqual([]);
    // A second tab of the same site has both as they are.
    const tab = await page.context().newPage();
    await tab.goto(host.address('/private/'));
    await expectReady(tab.locator('#one'));
    expect(await historyOf(tab.locator('#one'))).toHaveLength(1);
  });

  test('not another site, and not a site that embeds it', async ({ page, host }) => {
    const clickOn = async (place: Page | FrameLocator) => {
      const rail = place.locator('#one');
      await expectReady(rail);
      const before = await historyOf(rail);
      await cardsOf(rail).first().click();
      await expect.poll(() => historyOf(rail)).toHaveLength(before.length + 1);
      return before;
    };
    await page.goto(host.address('/private/'));
    expect(await clickOn(page)).toEqual([]);
    // Another origin, with files of the same server.
    await page.goto(host.address('/private/', 'localhost'));
    expect(await clickOn(page)).toEqual([]);
    // The first one again, inside of a page of the other site: the browser keeps a history for it there of its own.
    await page.goto(host.address('/private/frame.html', 'localhost'));
    await page.evaluate((address) => document.body.append(Object.assign(document.createElement('iframe'), { src: address, width: 900, height: 700 })), host.address('/private/'));
    expect(await clickOn(page.frameLocator('iframe'))).toEqual([]);
    await page.goto(host.address('/private/'));
    await expectReady(page.locator('#one'));
    expect(await historyOf(page.locator('#one'))).toHaveLength(1);
  });
});

test('Global Privacy Control: honoured where a rail says so, for this visit only; elsewhere it changes nothing @private', async ({ page, host }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }));
  const visit = async (attributes: Record<string, string>) => {
    await page.goto(host.address('/private/frame.html'));
    await page.evaluate(async (given) => {
      const define = '/tastekit/widget/define.js';
      await import(define);
      for (const id of ['one', 'beside']) {
        const rail = Object.assign(document.createElement('taste-rail'), { id, bundle: '/bundles/movies/', limit: 8, eager: true, surface: id });
        if (id === 'one') for (const [name, value] of Object.entries(given)) rail.setAttribute(name, value);
        document.body.append(rail);
      }
    }, attributes);
    const rail = page.locator('#one');
    await expectReady(rail);
    const before = await historyOf(rail);
    await cardsOf(rail).first().click();
    if (attributes.consent !== 'ask') await expect.poll(() => historyOf(rail)).toHaveLength(before.length + 1);
    const state = await page.locator('#beside').evaluate((element) => {
      const now = (element as HTMLElementTagNameMap['taste-rail']).recommender?.getState();
      return now?.status === 'ready' ? { consent: now.consent, kind: now.storage.kind } : null;
    });
    return { ...state, before: before.length };
  };
  // It holds for all rails of the page, and leaves nothing for the next visit.
  expect(await visit({ 'honour-gpc': '' })).toEqual({ consent: 'session-only', kind: 'memory', before: 0 });
  expect(await visit({ 'honour-gpc': '' })).toEqual({ consent: 'session-only', kind: 'memory', before: 0 });
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  expect(await visit({ 'honour-gpc': '', consent: 'ask' })).toEqual({ consent: 'unanswered', kind: 'memory', before: 0 });
  expect(await visit({})).toEqual({ consent: 'granted', kind: 'indexeddb', before: 0 });
  expect(await visit({})).toEqual({ consent: 'granted', kind: 'indexeddb', before: 1 });
});

test('the page comes back from the back/forward cache, and takes up what another tab did meanwhile @private', async ({ launchOptions, host }) => {
  // Playwright switches it off, since its own handles do not outlive it.
  const browser = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(host.address('/private/'));
  await expectReady(page.locator('#one'));
  await page.locator('#one').evaluate((element) => (element as HTMLElementTagNameMap['taste-rail']).recommender?.settled);
  await page.evaluate(() => {
    document.body.dataset.mark = 'the same page';
    window.addEventListener('pageshow', ({ persisted }) => (document.body.dataset.persisted = String(persisted)));
  });
  await cardsOf(page.locator('#one')).first().click();
  await expect.poll(() => historyOf(page.locator('#one'))).toHaveLength(1);
  await page.goto(host.address('/private/frame.html'));
  const tab = await context.newPage();
  await tab.goto(host.address('/private/'));
  await expectReady(tab.locator('#one'));
  await cardsOf(tab.locator('#one')).first().click();
  await expect.poll(() => historyOf(tab.locator('#one'))).toHaveLength(2);
  const kept = await historyOf(tab.locator('#one'));

  await page.bringToFront();
  await page.goBack({ waitUntil: 'commit' });
  const reasons = () =>
    page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { notRestoredReasons?: unknown })[];
      return { mark: document.body.dataset.mark, persisted: document.body.dataset.persisted, why: JSON.stringify(entry.notRestoredReasons ?? null) };
    });
  await expect.poll(reasons).toEqual({ mark: 'the same page', persisted: 'true', why: 'null' });
  await expect.poll(() => historyOf(page.locator('#one'))).toEqual(kept);
  await cardsOf(page.locator('#one')).first().click();
  await expect.poll(() => historyOf(page.locator('#one'))).toHaveLength(3);
  await expect.poll(() => historyOf(tab.locator('#one'))).toHaveLength(3);
  await browser.close();
});
