/** The demo under the policy that is built into it and sent with it. Rails, React and a CDN: host-delivery and react.spec.ts. */
import { expect, type Page } from '@playwright/test';
import { HEADERS, META_POLICY } from '../scripts/content-policy.mjs';
import { faultsOf } from './support/click-through.ts';
import { BROWSE, expectEvents, FOR_YOU, untilSettled } from './support/demo.ts';
import { test } from './support/host-server.ts';

/** All of the page that draws something of its own: dialogs, charts, snippets at work, copies. */
async function useEverything(page: Page): Promise<void> {
  const first = page.locator(`${FOR_YOU} .card`).first();
  await first.getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  await first.getByRole('button', { name: /^Why\? / }).click();
  await expect(page.getByTestId('why-row')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.locator(BROWSE).getByRole('searchbox').fill('matrix');
  await page.locator(`${BROWSE} .card-open`).first().click();
  await expect(page.locator('dialog[open]')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('look').click();
  await expect(page.getByTestId('stored-record').first()).toBeVisible();
  await page.keyboard.press('Escape');
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expect(page.getByTestId('preview').locator('[data-item-id], button').first()).toBeVisible();
  }
}

test.describe('the demo @csp', () => {
  test('is served with its policy, and does all it does without a violation; what a page should not have is stopped', async ({ page }) => {
    const faults = await faultsOf(page);
    const starting = page.waitForEvent('worker');
    const response = await page.goto('/');
    expect(response?.headers()).toMatchObject(Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name.toLowerCase(), value])));
    expect(META_POLICY).not.toMatch(/unsafe-inline|'unsafe-eval'|[*]|https?:/);
    // Workers are bound by what comes with their script.
    const worker = await starting;
    expect((await page.request.get(worker.url())).headers()['content-security-policy']).toBe(HEADERS['Content-Security-Policy']);
    await untilSettled(page);
    await page.getByTestId('skip').click();
    await useEverything(page);
    expect(faults).toEqual([]);
    expect(await refusedOf(page)).toEqual(REFUSED);
  });

  test('has it in itself, as files on a host that sends no headers', async ({ page, host }) => {
    host.mount('shelf', 'dist/demo');
    const faults = await faultsOf(page);
    const response = await page.goto(host.address('/shelf/'));
    expect(response?.headers()).not.toHaveProperty('content-security-policy');
    expect(await page.locator('head > meta').first().getAttribute('content')).toBe(META_POLICY);
    await expect(page.locator('main[data-settled=true]')).toBeVisible({ timeout: 45_000 });
    expect(faults).toEqual([]);
    expect(await refusedOf(page)).toEqual(REFUSED);
  });

  test('runs no script and no handler that someone wrote into its HTML', async ({ page, host }) => {
    const answered: string[] = [];
    const violations: string[] = [];
    page.on('response', (response) => answered.push(response.url()));
    await page.exposeFunction('noteViolation', (directive: string) => violations.push(directive));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => (window as unknown as { noteViolation(directive: string): void }).noteViolation(effectiveDirective));
    });
    // Files that are there, of an origin that is another.
    const script = host.address('/plain/main.js', 'sentinel.test');
    const sheet = host.address('/shop/shop.css', 'sentinel.test');
    const planted = [
      '<script>window.pwned = 1</script>',
      '<img src="x" onerror="window.pwned = 2">',
      '<a id="link" href="javascript:window.pwned=3">a link</a>',
      '<iframe srcdoc="<script>parent.pwned = 4</script>"></iframe>',
      `<script src="${script}"></script>`,
      `<link rel="stylesheet" href="${sheet}">`,
      `<link rel="prefetch" href="${script}">`,
      '<div style="position: fixed; inset: 0"></div>',
    ];
    await page.route('/', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('<div id="root">', `${planted.join('')}<div id="root">`) });
    });
    await page.goto('/');
    await page.locator('#link').click();
    await expect(page.locator('main')).toBeVisible();
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(answered.filter((url) => url.includes('sentinel'))).toEqual([]);
    // Each for what was planted, and nothing for what was not.
    await expect.poll(() => [...new Set(violations)].sort()).toEqual(['default-src', 'script-src-attr', 'script-src-elem', 'style-src-attr', 'style-src-elem']);
  });
});

/** The lines of the policy that stopped each attempt. */
const REFUSED = {
  'an inline script': 'require-trusted-types-for',
  'an inline handler': 'require-trusted-types-for',
  eval: 'require-trusted-types-for',
  'a function from text': 'require-trusted-types-for',
  'a script from elsewhere': 'require-trusted-types-for',
  'HTML from text': 'require-trusted-types-for',
  'a document from text': 'require-trusted-types-for',
  'a worker from text': 'require-trusted-types-for',
  'an object': 'require-trusted-types-for',
  'a policy of another name': 'trusted-types',
  'the engine’s policy again': 'trusted-types',
  'an inline style': 'style-src-elem',
  'a style attribute': 'style-src-attr',
  'an image from elsewhere': 'img-src',
  'a frame': 'frame-src',
  'a form sent elsewhere': 'form-action',
  'another base': 'base-uri',
  'a request to elsewhere': 'connect-src',
  'a socket': 'connect-src',
};

/** Tries what a script that got into the page would try. */
function refusedOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const { trustedTypes } = window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): { createScript(text: string): string } } };
    const add = <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, text = '') => {
      const node = document.createElement(name);
      for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
      node.append(text);
      document.body.append(node);
      return node;
    };
    /* oxlint-disable no-eval, no-new-func, no-implied-eval, no-restricted-properties -- they are what is to be refused */
    const tries: Record<string, () => unknown> = {
      'an inline script': () => add('script', {}, 'window.pwned = 1'),
      'an inline handler': () => add('div', {}).setAttribute('onclick', 'window.pwned = 1'),
      eval: () => (0, eval)('window.pwned = 1'),
      'a function from text': () => new Function('window.pwned = 1')(),
      'a script from elsewhere': () => add('script', {}).setAttribute('src', 'http://sentinel.test/x.js'),
      'HTML from text': () => (add('div', {}).innerHTML = '<img src=x onerror="window.pwned = 1">'),
      'a document from text': () => new DOMParser().parseFromString('<p>x', 'text/html'),
      'a worker from text': () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))),
      'a policy of another name': () => trustedTypes.createPolicy('other', {}),
      'the engine’s policy again': () => trustedTypes.createPolicy('tastekit', {}),
      'an inline style': () => add('style', {}, 'body { display: none }'),
      'a style attribute': () => add('div', { style: 'color: red' }),
      'an image from elsewhere': () => add('img', { src: 'http://sentinel.test/x.png' }),
      'a frame': () => add('iframe', { src: 'http://sentinel.test/' }),
      'an object': () => add('object', { data: 'http://sentinel.test/x' }),
      'a form sent elsewhere': () => add('form', { action: 'http://sentinel.test/', method: 'post' }).submit(),
      'another base': () => add('base', { href: 'http://sentinel.test/' }),
      'a request to elsewhere': () => fetch('http://sentinel.test/'),
      'a socket': () => new WebSocket('ws://sentinel.test/'),
    };
    /* oxlint-enable no-eval, no-new-func, no-implied-eval, no-restricted-properties */
    const refused: Record<string, string> = {};
    const told = new Set<string>();
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => told.add(effectiveDirective));
    for (const [name, attempt] of Object.entries(tries)) {
      told.clear();
      try {
        await attempt();
      } catch {
        // Some attempts throw; that it was the policy says the event, which comes later.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      refused[name] = [...told].join(' ');
    }
    if ('pwned' in window) refused.pwned = 'yes';
    return refused;
  });
}

test('without wasm-unsafe-eval it ranks in TypeScript; where there is no GPU either it does not learn, and says so @csp', async ({ page, host }) => {
  await page.goto(host.address('/no-wasm/'));
  const cards = page.locator('taste-rail [part~=item]');
  await expect(cards).toHaveCount(8);
  const first = await cards.first().getAttribute('data-item-id');
  await cards.first().click();
  await expect(cards.first()).not.toHaveAttribute('data-item-id', first ?? '');
  const said = await page.locator('taste-rail').evaluate(async (rail) => {
    const { recommender } = rail as unknown as { recommender: Window['recommender'] };
    await recommender.settled.catch(() => undefined);
    const state = recommender.getState();
    return state.status === 'ready' && { engine: state.engine, learning: state.learning.status };
  });
  expect(said).toMatchObject({ engine: { scorer: 'typescript', backend: 'wasm' }, learning: 'failed' });
});
