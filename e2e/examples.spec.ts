/** Each example as its README says, from the packed package: built, and clicked through. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, mergeTests, type Page } from '@playwright/test';
import { faultsOf } from './support/click-through.ts';
import { test as hosted } from './support/host-server.ts';
import { test as packaged } from './support/packed-package.ts';

const test = mergeTests(hosted, packaged);

/** What each takes from npm, beside the package. */
const BUILT: Record<string, string[]> = {
  react: ['vite', 'react', 'react-dom', '@vitejs/plugin-react'],
  vue: ['vite', 'vue', '@vitejs/plugin-vue'],
  svelte: ['vite', 'svelte', '@sveltejs/vite-plugin-svelte'],
};

/** A shelf; a click, after which it is another one and says why; and forgetting, which brings the first one back. */
async function clickThrough(page: Page, address: string): Promise<void> {
  const faults = await faultsOf(page);
  await page.goto(address);
  const cards = page.locator('.card');
  const forget = page.locator('header button', { hasText: 'Forget me' });
  await expect(cards).toHaveCount(12, { timeout: 30_000 });
  await expect(page.locator('.why')).toContainText('comes first. Popular with people who are new here.');
  await expect(forget).toBeDisabled();
  const before = await cards.allTextContents();
  const title = (await page.locator('.cover').nth(2).textContent()) ?? '';
  await cards.nth(2).click();
  await expect(page.locator('.why')).toContainText(`Because you opened ${title.replace(/ [(]\d+[)]$/, '')}`);
  await expect(cards.filter({ hasText: title })).toHaveCount(0);
  await expect(cards).toHaveCount(12);
  expect(await cards.allTextContents()).not.toEqual(before);
  await forget.click();
  await expect(forget).toBeDisabled();
  await expect.poll(() => cards.allTextContents()).toEqual(before);
  expect(faults).toEqual([]);
}

test('plain: served as it is', async ({ page, host, packed }) => {
  host.mount('shop', packed([], 'examples/plain').folder);
  host.mount('bundle', 'public/bundles/movies');
  await clickThrough(page, host.address('/shop/'));
});

for (const [name, packages] of Object.entries(BUILT)) {
  test(`${name}: built`, async ({ page, packed }) => {
    const project = packed(packages, `examples/${name}`);
    project.addBundle('public/bundle');
    project.run('vite/bin/vite.js', 'build', '--logLevel', 'warn');
    await clickThrough(page, await project.serve('preview'));
  });
}

test('all examples are tried, look alike, and ask for the versions that are tested here', () => {
  const names = readdirSync('examples');
  expect(names.toSorted()).toEqual(['plain', ...Object.keys(BUILT)].toSorted());
  const read = (path: string) => readFileSync(`examples/${path}`, 'utf8');
  const own = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; devDependencies: Record<string, string> };
  for (const name of names) {
    expect(read(name === 'plain' ? 'plain/style.css' : `${name}/src/style.css`)).toBe(read('plain/style.css'));
    const { dependencies, devDependencies = {} } = JSON.parse(read(`${name}/package.json`)) as { dependencies: Record<string, string>; devDependencies?: Record<string, string> };
    const { tastekit, ...others } = { ...dependencies, ...devDependencies };
    expect(tastekit).toBe(`^${own.version}`);
    for (const [other, version] of Object.entries(others)) expect([other, version]).toEqual([other, own.devDependencies[other]]);
  }
});
