/**
 * What goes wrong on a visitor's device, brought about for real wherever a page or its browser can: after each, no event
 * is lost, the list is there, and the visitor is told in a sentence.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { makeShopBundle } from './support/shop-bundle.ts';
import { largeBundle } from './support/large-bundle.ts';
import { test } from './support/host-server.ts';
import { BLOCK_ALL_COOKIES, withOwnProfile } from './support/own-profile.ts';
import { clickFirst, expectList, expectNoNotice, expectNotice, itemsKept, openPlain } from './support/plain-page.ts';

test.describe('@faults', () => {
  test('the worker dies: another takes its place, and nothing that was done is lost or kept twice', async ({ page, host }) => {
    await openPlain(page, host);
    await clickFirst(page, 1);
    const before = await itemsKept(page);
    const [worker] = page.workers();
    await worker.evaluate(() => self.close()).catch(() => undefined);
    const next = await page.locator('#list button').first().getAttribute('data-item-id');
    await page.locator('#list button').first().click();
    await expectList(page);
    await expectNotice(page, 'engine-restarted', /restarted|started again/);
    expect(await itemsKept(page)).toEqual([...before, next]);
    await clickFirst(page, 3);
  });

  test('the GPU’s process dies in the middle of learning: it goes on on the processor @webgpu', async ({ page, host, browser }) => {
    await openPlain(page, host, { backend: 'webgpu' });
    const engine = () =>
      page.evaluate(() => {
        const state = window.recommender.getState();
        return state.status === 'ready' ? { backend: state.engine.backend, why: state.engine.why, learning: state.learning.status, learned: state.learning.learnedEvents } : null;
      });
    expect((await engine())?.backend).toBe('webgpu');
    const ids = await page.locator('#list button').evaluateAll((buttons) => buttons.map((button) => (button as HTMLElement).dataset.itemId ?? ''));
    const recording = page.evaluate((items) => Promise.all(items.map((item) => window.recommender.record({ item, type: 'like' }))), ids.slice(0, 6));
    const session = await browser.newBrowserCDPSession();
    await session.send('Browser.crashGpuProcess' as 'Browser.getVersion').catch(() => undefined);
    await recording;
    await expect.poll(engine, { timeout: 45_000 }).toMatchObject({ backend: 'wasm', why: expect.stringContaining('The GPU was lost'), learning: 'ready', learned: 6 });
    await expectList(page);
    expect((await itemsKept(page)).sort()).toEqual(ids.slice(0, 6).sort());
  });

  test('no room on the disk: what is done is kept in memory, and in storage as soon as there is room', async ({ host, launchOptions }) => {
    await withOwnProfile(launchOptions, {}, async (context) => {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const origin = new URL(host.address('/')).origin;
      // The bundle, which is kept beside the history, has 2.5 MB.
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3.6e6 });
      await openPlain(page, host);
      await clickFirst(page, 1);
      const unsaved = () =>
        page.evaluate(() => {
          const state = window.recommender.getState();
          return state.status === 'ready' ? state.storage.unsaved : -1;
        });
      let done = 1;
      for (; done < 60 && (await unsaved()) === 0; done++) {
        await page.evaluate((n) => window.recommender.record({ item: `unknown ${n}`, type: 'view', shown: Array.from({ length: 50 }, (_, k) => `${n} ${k} `.padEnd(900, 'x')) }), done);
      }
      expect(await unsaved()).toBeGreaterThan(0);
      await expectNotice(page, 'storage-unsaved', /is full.*not saved/);
      await expectList(page);
      const kept = await itemsKept(page);
      expect(kept).toHaveLength(done);
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await clickFirst(page, done + 1);
      await expectNoNotice(page);
      expect(await unsaved()).toBe(0);
      const all = await itemsKept(page);
      expect(all.slice(0, -1)).toEqual(kept);
      await page.reload();
      await page.evaluate(() => window.recommender.settled);
      expect(await itemsKept(page)).toEqual(all);
    });
  });

  test('the browser drops the database under the page: the page goes on, says so, and keeps what is done next', async ({ page, host, context }) => {
    await openPlain(page, host);
    await clickFirst(page, 1);
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: new URL(host.address('/')).origin, storageTypes: 'indexeddb' });
    const next = await page.locator('#list button').first().getAttribute('data-item-id');
    await page.locator('#list button').first().click();
    await expectNotice(page, 'storage-removed', /removed/);
    await expectList(page);
    await expect.poll(() => itemsKept(page)).toEqual([next]);
    await page.reload();
    await page.evaluate(() => window.recommender.settled);
    expect(await itemsKept(page)).toEqual([next]);
  });

  test('a visitor who lets no page store anything: it works in memory, and says so', async ({ host, launchOptions }) => {
    await withOwnProfile(launchOptions, BLOCK_ALL_COOKIES, async (context) => {
      const page = await context.newPage();
      await openPlain(page, host);
      await clickFirst(page, 1);
      await expectNotice(page, 'storage-memory', /forgotten/);
      await expectList(page);
      expect(await itemsKept(page)).toHaveLength(1);
      await page.reload();
      await page.evaluate(() => window.recommender.settled);
      expect(await itemsKept(page)).toEqual([]);
    });
  });

  test('the clock is set back: the order stays, and the visitor is told', async ({ page, host }) => {
    await page.clock.setSystemTime(new Date(Date.now() + 3 * 86_400_000));
    await openPlain(page, host);
    await clickFirst(page, 1);
    await expectNoNotice(page);
    const [first] = await itemsKept(page);
    await page.clock.setSystemTime(new Date());
    await clickFirst(page, 2);
    await expectNotice(page, 'clock-back', /clock .* set back/);
    const kept = await itemsKept(page);
    expect(kept[0]).toBe(first);
    await page.evaluate(() => window.recommender.history.undo());
    expect(await itemsKept(page)).toEqual([first]);
    await expectList(page);
  });

  test('a tab is frozen and goes on again: nothing is lost, and what another tab did meanwhile is there', async ({ page, host, context }) => {
    await openPlain(page, host);
    await clickFirst(page, 1);
    const session = await context.newCDPSession(page);
    // In the middle of something, too.
    const recording = page.evaluate(async () => {
      const state = window.recommender.getState();
      const items = state.status === 'ready' ? state.ranking.items.slice(1, 4).map(({ item }) => item.id) : [];
      await Promise.all(items.map((item) => window.recommender.record({ item, type: 'view' })));
      return items;
    });
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    const other = await context.newPage();
    await openPlain(other, host);
    await other.locator('#list button').first().click();
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    const items = await recording;
    await expect.poll(async () => (await itemsKept(page)).length, { timeout: 30_000 }).toBe(5);
    await expect.poll(async () => itemsKept(other), { timeout: 30_000 }).toEqual(await itemsKept(page));
    expect(await itemsKept(page)).toEqual(expect.arrayContaining(items));
    await expectList(page);
    await expectList(other);
  });

  for (const ms of [0, 5, 25]) {
    test(`the page is left ${ms} ms after a click: what was promised is there, and nothing is half there`, async ({ page, host }) => {
      await openPlain(page, host);
      await clickFirst(page, 1);
      const before = await itemsKept(page);
      await page.locator('#list button').nth(3).click();
      await page.waitForTimeout(ms);
      await page.goto('about:blank');
      await openPlain(page, host);
      const kept = await itemsKept(page);
      expect(kept.slice(0, 1)).toEqual(before);
      expect(kept.length).toBeLessThanOrEqual(2);
      await expectList(page);
      await clickFirst(page, kept.length + 1);
    });
  }

  test.describe('the network', () => {
    let folder: string;
    test.beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'tastekit-faults-'));
      makeShopBundle(folder);
    });
    test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('breaks at any byte of any file: said by file, or served without it; then all is well again', async ({ page, host }) => {
      host.mount('site', join(folder, 'bundle'));
      await openPlain(page, host, { bundle: '/site/' });
      await clickFirst(page, 1);
      const kept = await itemsKept(page);
      const files = readdirSync(join(folder, 'bundle'), { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, 'bundle', file)).isFile() && /json|safetensors/.test(file));
      for (const file of files) {
        const { size } = statSync(join(folder, 'bundle', file));
        for (const bytes of [0, Math.floor(size / 3), size - 1]) {
          await page.evaluate(() => caches.delete('tastekit'));
          host.breakAfter(`/site/${file}`, bytes);
          await page.goto(host.address('/plain/?bundle=/site/'));
          await expect(page.locator('#status'), `${file} after ${bytes} bytes`).toHaveText(/^ready|^error: .*could not be read/, { timeout: 30_000 });
          const status = (await page.locator('#status').textContent()) ?? '';
          if (status.startsWith('error')) expect(status).toContain(file);
          else await expectList(page);
          host.mend();
        }
      }
      await openPlain(page, host, { bundle: '/site/' });
      expect(await itemsKept(page)).toEqual(kept);
      await expectList(page);
    });
  });

  test('the site publishes another bundle under a running page: the list stays, and the visitor is told to reload', async ({ page, host }) => {
    const folder = mkdtempSync(join(tmpdir(), 'tastekit-changed-'));
    // Texts of a large catalogue come as they are shown.
    cpSync(largeBundle(120_000), folder, { recursive: true });
    host.mount('big', folder);
    await openPlain(page, host, { bundle: '/big/' });
    await clickFirst(page, 1);
    await page.evaluate(() => caches.delete('tastekit'));
    rmSync(folder, { recursive: true });
    cpSync('public/bundles/movies', folder, { recursive: true });
    // Farther and farther down, until texts are asked for that are not there.
    await page.evaluate(async () => {
      for (let limit = 100; limit <= 1000; limit += 100) await window.recommender.rank({ limit }).catch(() => undefined);
    });
    await clickFirst(page, 2);
    await expectNotice(page, 'bundle-changed', /newer version.*reload/i);
    await expectList(page);
    const kept = await itemsKept(page);
    expect(kept).toHaveLength(2);
    rmSync(folder, { recursive: true, force: true });
  });
});
