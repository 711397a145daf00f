/** "Why this?": the reasons for a place in the list, and a way to take each of them back. */
import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations, looks } from './support/accessible.ts';
import { BROWSE, browseGenre, expectEvents, FOR_YOU, idsOf, openDemo, openFromShelves } from './support/demo.ts';

const WHY = 'dialog[open] .why';

/** Opens three Westerns, and asks why the first of the list is the first. */
async function askOfFirst(page: Page): Promise<string> {
  await browseGenre(page, 'Western');
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 3));
  const [first] = await idsOf(page, FOR_YOU);
  await page.locator(`${FOR_YOU} [data-item-id="${first}"]`).getByRole('button', { name: /^Why\? / }).click();
  await expect(page.getByTestId('why-row')).toHaveCount(3);
  return first;
}

test('a card tells why: a sentence, the events with what each did, the rank without; asking is no event', async ({ page }) => {
  await openDemo(page);
  const first = await askOfFirst(page);
  await expect(page.locator('dialog[open]')).toHaveAttribute('data-item-id', first);
  await expect(page.locator(`${WHY} .why-sentence`)).toHaveText(/^(Because you opened .+|Popular with .+|Because of what .+)\.$/);
  const rows = page.getByTestId('why-row');
  await expect(rows.first()).toContainText(/You opened .+Without .+ this would (still )?be at rank [\d,]+\./);
  await expect(rows.first().locator('.why-effect')).toHaveText(/^(raised it|lowered it|hardly mattered)$/);
  await expect(page.locator(`${WHY} .why-facts`)).toHaveText(/^Rank 1 of 9,742 for you, [\d,]+ for someone new\. Worked out on your device in [\d.]+ ms\.$/);
  await expectEvents(page, 3);
});

test('what is forgotten there is gone from the reasons, the history and the list', async ({ page }) => {
  await openDemo(page);
  await askOfFirst(page);
  const row = page.getByTestId('why-row').first();
  const id = await row.getAttribute('data-event-id');
  await row.getByRole('button', { name: /^Forget this: / }).click();
  await expectEvents(page, 2);
  await expect(page.getByTestId('why-row')).toHaveCount(2);
  await expect(page.locator(`${WHY} [data-event-id="${id}"]`)).toHaveCount(0);
  await expect(page.locator(`${WHY} .why-sentence`)).toBeFocused();
  await expect(page.locator(`[data-testid="history-entry"][data-event-id="${id}"]`)).toHaveCount(0);
});

test('by keyboard, from a card and back; the dialog asks it too, and of what was met', async ({ page }) => {
  await openDemo(page);
  const card = page.locator(`${FOR_YOU} .card`).first();
  const ask = card.getByRole('button', { name: /^Why\? / });
  await ask.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator(`${WHY} .why-sentence`)).toHaveText('Popular with people who are new here.');
  await expect(page.locator('dialog[open] .why-ask')).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(ask).toBeFocused();
  await card.locator('.card-open').click();
  await expectEvents(page, 1);
  await expect(page.locator(WHY)).toBeHidden();
  await page.locator('dialog[open] .why-ask').click();
  // Its own event does not explain it.
  await expect(page.locator(`${WHY} .why-sentence`)).toHaveText('Popular with people who are new here.');
});

for (const { name, width, colorScheme } of looks('desktop, light')) {
  test(`axe finds nothing, nothing overflows, and nothing moves when the reasons arrive: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openDemo(page);
    await page.evaluate(() => {
      const heights: number[] = [];
      Object.assign(window, { whyHeights: heights });
      const watch = () => {
        const why = document.querySelector('dialog[open] .why:not([hidden])');
        if (why) heights.push(why.getBoundingClientRect().height);
        requestAnimationFrame(watch);
      };
      watch();
    });
    await askOfFirst(page);
    await expectNoViolations(page);
    expect(await page.locator('dialog[open]').evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBeLessThanOrEqual(0);
    const heights = await page.evaluate(() => (window as unknown as { whyHeights: number[] }).whyHeights);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1);
  });
}
