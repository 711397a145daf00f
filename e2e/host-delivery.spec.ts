/** The package without a bundler, on pages of several kinds of sites. */
import { expect } from '@playwright/test';
import { clickThrough } from './support/click-through.ts';
import { test } from './support/host-server.ts';

test('a plain static page, without the element @both', async ({ page, host }) => {
  await page.goto(host.address('/plain/'));
  const cards = page.locator('#list button');
  await expect(cards).toHaveCount(12);
  const [first] = await cards.allTextContents();
  await cards.first().click();
  await expect(cards.first()).not.toHaveText(first);
  expect(await page.evaluate(async () => (await window.recommender.history.list()).map(({ type }) => type))).toEqual(['click']);
});

test('a plain static page with a rail', async ({ page, host }) => {
  await clickThrough(page, host.address('/plain-rail/'));
});

test('a strict content-security policy with Trusted Types @csp @both', async ({ page, host }) => {
  await clickThrough(page, host.address('/strict-policy/'));
  // It was in force.
  const refused = await page.evaluate(() => {
    try {
      // oxlint-disable-next-line no-restricted-properties
      document.createElement('div').insertAdjacentHTML('beforeend', 'a text');
      return '';
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(refused).toBe('TypeError');
});

test('a policy without the name tastekit: the page hears what it has to allow @csp', async ({ page, host }) => {
  await page.route('**/strict-policy/', async (route) => {
    const response = await route.fetch();
    const policy = response.headers()['content-security-policy'].replace('trusted-types tastekit', "trusted-types 'none'");
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  const warned = page.waitForEvent('console', (message) => message.text().startsWith('<taste-rail>'));
  await page.goto(host.address('/strict-policy/'));
  expect((await warned).text()).toContain('has to allow "trusted-types tastekit"');
  // What is popular needs no worker.
  await expect(page.locator('taste-rail [part~=item][data-item-id]')).toHaveCount(8);
});

test('plain http, no secure context: it ranks and learns, and says what is missing', async ({ page, host }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await clickThrough(page, host.address('/plain-rail/', 'shop.test'));
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  const said = await page.locator('taste-rail').evaluate((rail) => {
    const state = (rail as unknown as { recommender: Window['recommender'] }).recommender.getState();
    return state.status === 'ready' && { why: state.engine.why, backend: state.engine.backend, storage: state.storage.kind };
  });
  expect(said).toMatchObject({ backend: 'wasm', storage: 'indexeddb' });
  expect(said && said.why).toMatch(/No GPU: .*(https|secure)/);
  expect(asked).toContain('/tastekit/parts/sha256.js');
});

test('a CDN of another origin: the worker starts through a script of one line @csp', async ({ page, host }) => {
  await clickThrough(page, host.address('/cdn/'));
  const [worker] = page.workers().map((each) => each.url());
  expect(worker).toMatch(/^blob:http:\/\/127\.0\.0\.1/);
});

test('a CDN of another origin, and a worker that the site serves itself @csp', async ({ page, host }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await clickThrough(page, host.address('/cdn/?own-worker'));
  expect(page.workers().map((each) => each.url())).toEqual([host.address('/cdn/tastekit/worker.js')]);
  // What it fetches later lies beside it.
  const parts = asked.filter((url) => url.includes('/parts/'));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.filter((url) => !url.startsWith(host.address('/cdn/tastekit/parts/')))).toEqual([]);
});
