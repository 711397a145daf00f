/** The page as a visitor finds it: by keyboard, by screen reader, on a phone, in the dark. */
import { expect, test } from '@playwright/test';
import { expectAccessible, looks } from './support/accessible.ts';
import { BROWSE, expectEvents, FOR_YOU, idsOf, openDemo } from './support/demo.ts';

for (const { name, width, colorScheme } of looks('desktop, light')) {
  test(`axe finds nothing, and nothing overflows: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openDemo(page);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.locator(`${FOR_YOU} .card-open`).first().click();
    await expect(page.locator('dialog[open] [data-surface="related"] .card').first()).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.locator(BROWSE).getByRole('searchbox').fill('zzzzzz');
    await expect(page.getByTestId('no-results')).toBeVisible();
    await expectAccessible(page);
  });
}

test('by keyboard alone: search, open, like, close; the focus comes back', async ({ page }) => {
  await openDemo(page);
  await page.locator(BROWSE).getByRole('searchbox').focus();
  await page.keyboard.type('matrix');
  const first = page.locator(`${BROWSE} .card`).first();
  await expect(first).toContainText('Matrix');
  const opener = first.locator('.card-open');
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog[open].item-dialog');
  await expect(dialog).toBeVisible();
  await expectEvents(page, 1);
  await dialog.getByRole('button', { name: /^Like: / }).first().focus();
  await page.keyboard.press('Enter');
  await expectEvents(page, 2);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test('one click, one new list', async ({ page }) => {
  await openDemo(page);
  await page.evaluate(() => {
    const seen: string[] = [];
    const main = document.querySelector('main') as HTMLElement;
    new MutationObserver(() => {
      const id = main.dataset.rankingId ?? '';
      if (seen.at(-1) !== id) seen.push(id);
    }).observe(main, { attributes: true });
    Object.assign(window, { rankingsSeen: seen });
  });
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  await page.waitForTimeout(2000);
  expect(await page.evaluate(() => (window as unknown as { rankingsSeen: string[] }).rankingsSeen.length)).toBe(1);
});

test('the licence of the data is beside the bundle, and the page shows it', async ({ page }) => {
  await openDemo(page);
  const link = page.getByTestId('licence').getByRole('link').last();
  await expect(page.locator('footer')).toContainText('MovieLens');
  const text = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(text.ok()).toBe(true);
  expect(await text.text()).toContain('GroupLens');
});

test('an item opened from the list is an event, and leaves the list', async ({ page }) => {
  await openDemo(page);
  const [first] = await idsOf(page, FOR_YOU);
  await page.locator(`${FOR_YOU} [data-item-id="${first}"] .card-open`).click();
  await expectEvents(page, 1);
  await expect(page.locator(`${FOR_YOU} [data-item-id="${first}"]`)).toHaveCount(0);
  await expect(page.getByTestId('history-entry').first()).toHaveAttribute('data-item-id', first);
});

test('liked one after the other, quickly: what is pressed stays pressed until it leaves', async ({ page }) => {
  await openDemo(page);
  const flickered = await page.evaluate(async () => {
    const likes = [...document.querySelectorAll<HTMLElement>('[data-surface="for-you"] .card [data-verdict="like"]')].slice(0, 6);
    let released = 0;
    const observer = new MutationObserver((records) => {
      released += records.filter(({ oldValue, target }) => oldValue === 'true' && target.isConnected).length;
    });
    for (const like of likes) observer.observe(like, { attributeFilter: ['aria-pressed'], attributeOldValue: true });
    for (const like of likes) like.click();
    const main = document.querySelector('main') as HTMLElement;
    while (main.dataset.events !== '6') await new Promise((resolve) => setTimeout(resolve, 20));
    return released;
  });
  expect(flickered).toBe(0);
});

test('on a page that runs from right to left, a cover keeps its letters', async ({ page }) => {
  await openDemo(page);
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  const outside = await page.locator(`${FOR_YOU} .cover`).evaluateAll((covers) =>
    covers.filter((cover) => {
      const { left, right } = cover.getBoundingClientRect();
      const title = cover.querySelector('.cover-title')?.getBoundingClientRect();
      return !title || title.left < left || title.right > right;
    }).length,
  );
  expect(outside).toBe(0);
});
