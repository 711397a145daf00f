/** How a site would have it: snippets to copy, each at work on the page's own engine. */
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, look, looks } from './support/accessible.ts';
import { expectEvents, FOR_YOU, idsOf, openDemo, openFromShelves, BROWSE } from './support/demo.ts';

const TABS = ['A row', 'A grid', 'A list', 'More like this', 'Because you liked', 'Your own look', 'React', 'Only the engine'];

const preview = (page: Page) => page.getByTestId('preview');
const cards = (page: Page) => preview(page).locator('[data-item-id]');

async function choose(page: Page, tab: string): Promise<void> {
  await page.getByRole('tab', { name: tab, exact: true }).click();
}

test('every snippet is at work, with nothing more requested', async ({ page }) => {
  await openDemo(page);
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 1));
  for (const tab of TABS) {
    await choose(page, tab);
    await expect(tab === 'Only the engine' ? preview(page).getByRole('button').first() : cards(page).first()).toBeVisible();
  }
  await expect(page.getByTestId('requests')).toHaveText('0');
});

test('a preview shares the page’s engine: a click in either changes both', async ({ page }) => {
  await openDemo(page);
  await choose(page, 'A list');
  const shown = async () => {
    // It follows while it is near.
    await preview(page).scrollIntoViewIfNeeded();
    return cards(page).evaluateAll((items) => items.map((item) => item.getAttribute('data-item-id') ?? ''));
  };
  await expect(cards(page)).toHaveCount(5);
  expect(await shown()).toEqual((await idsOf(page, FOR_YOU)).slice(0, 5));
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  await expect.poll(shown).toEqual((await idsOf(page, FOR_YOU)).slice(0, 5));
  const [first] = await shown();
  await cards(page).first().getByRole('button').click();
  await expectEvents(page, 2);
  await expect(page.getByTestId('history-entry').first()).toHaveAttribute('data-item-id', first);
  await expect.poll(shown).toEqual((await idsOf(page, FOR_YOU)).slice(0, 5));
});

test('the code is copied as it stands, and the page says so; by keyboard from tab to tab', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openDemo(page);
  await page.getByRole('tab', { name: 'A row' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('tab', { name: 'A grid' })).toBeFocused();
  await expect(page.getByRole('tab', { name: 'A grid' })).toHaveAttribute('aria-selected', 'true');
  await page.getByTestId('copy').click();
  await expect(page.getByTestId('copied')).toHaveText('Copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.getByTestId('code').textContent());
  expect(copied).toContain('<taste-rail bundle="/bundles/movies/" layout="grid" heading="More for you" limit="8"></taste-rail>');
});

test('where the browser lets no page copy, the code is selected', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await openDemo(page);
  await page.getByTestId('copy').click();
  await expect(page.getByTestId('copied')).toContainText('Selected');
  expect(await page.evaluate(() => getSelection()?.toString())).toContain('<taste-rail');
});

test('an example that cannot be fetched costs nothing else', async ({ page }) => {
  await page.route('**/assets/gallery-*.js', (route) => route.abort());
  await openDemo(page);
  await expect(page.getByText('The examples could not be fetched.')).toBeVisible();
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
});

for (const appearance of looks('desktop, light')) {
  test(`axe finds nothing in the gallery: ${appearance.name}`, async ({ page }) => {
    test.setTimeout(120_000);
    await look(page, appearance);
    await openDemo(page);
    for (const tab of ['A row', 'A list', 'Your own look', 'Only the engine']) {
      await choose(page, tab);
      await expect(tab === 'Only the engine' ? preview(page).getByRole('button').first() : cards(page).first()).toBeVisible();
      await expectAccessible(page, '.your-site');
    }
  });
}
