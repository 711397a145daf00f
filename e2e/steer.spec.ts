/** The visitor steers the list: how safe it plays, more or less of a genre, what is never to be seen again. */
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, looks } from './support/accessible.ts';
import { expectEvents, FOR_YOU, idsOf, openDemo, untilSettled } from './support/demo.ts';
import { genresById } from './support/movies.ts';

const rankingId = (page: Page) => page.locator('main').getAttribute('data-ranking-id');

async function untilNewList(page: Page, before: string | null): Promise<void> {
  await expect(page.locator('main')).not.toHaveAttribute('data-ranking-id', before ?? '');
}

test('the slider moves the list, by keyboard, and a reload keeps it', async ({ page }) => {
  await openDemo(page);
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  const safe = await idsOf(page, FOR_YOU);
  const slider = page.getByRole('slider', { name: 'From play it safe to surprise me' });
  await expect(slider).toHaveAttribute('aria-valuetext', 'Play it safe');
  await slider.focus();
  for (const words of ['A little variety', 'Half and half', 'Mostly surprises']) {
    const before = await rankingId(page);
    await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', words);
    await untilNewList(page, before);
  }
  await expect(slider).toBeFocused();
  const surprising = await idsOf(page, FOR_YOU);
  expect(surprising[0]).toBe(safe[0]);
  expect(surprising.filter((id) => safe.includes(id)).length).toBeLessThan(15);
  await page.reload();
  await untilSettled(page);
  await expect(slider).toHaveAttribute('aria-valuetext', 'Mostly surprises');
  expect(await idsOf(page, FOR_YOU)).toEqual(surprising);
});

test('more of a genre raises its share, less of it lowers it', async ({ page }) => {
  await openDemo(page);
  const genres = genresById();
  const sciFi = async () => (await idsOf(page, FOR_YOU)).filter((id) => genres.get(id)?.includes('Sci-Fi')).length;
  const before = await sciFi();
  await page.getByTestId('steer-genres').click();
  const press = async (name: string) => {
    const ranking = await rankingId(page);
    await page.getByRole('button', { name, exact: true }).click();
    await untilNewList(page, ranking);
  };
  await press('More Sci-Fi');
  await expect(page.locator('[data-genre="Sci-Fi"]')).toContainText('more');
  await press('More Sci-Fi');
  await expect(page.locator('[data-genre="Sci-Fi"]')).toContainText('much more');
  await expect(page.getByRole('button', { name: 'More Sci-Fi', exact: true })).toHaveAttribute('aria-disabled', 'true');
  expect(await sciFi()).toBeGreaterThan(before);
  for (let step = 0; step < 4; step++) await press('Less Sci-Fi');
  await expect(page.locator('[data-genre="Sci-Fi"]')).toContainText('much less');
  expect(await sciFi()).toBeLessThan(Math.max(1, before));
});

test('what is hidden leaves the list for good, until it is shown again', async ({ page }) => {
  await openDemo(page);
  const [first, second] = await idsOf(page, FOR_YOU);
  const card = page.locator(`${FOR_YOU} [data-item-id="${first}"]`);
  await card.hover();
  await card.getByRole('button', { name: /^Hide this: / }).click();
  await expect(card).toHaveCount(0);
  await expectEvents(page, 0);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(card).toHaveCount(1);
  await page.locator(`${FOR_YOU} [data-item-id="${second}"] .card-open`).click();
  await page.locator('dialog[open]').getByRole('button', { name: /^Hide this: / }).click();
  await expect(page.locator('dialog[open]')).toContainText('Hidden.');
  await page.keyboard.press('Escape');
  await page.reload();
  await untilSettled(page);
  expect(await idsOf(page, FOR_YOU)).not.toContain(second);
  const entry = page.getByTestId('hidden-item');
  await expect(entry).toHaveCount(1);
  await entry.getByRole('button', { name: /^Show again: / }).click();
  await expect(entry).toHaveCount(0);
  await expect(page.locator('#panel')).toBeFocused();
});

test('erasing everything takes the steering along', async ({ page }) => {
  await openDemo(page);
  const slider = page.getByTestId('explore');
  await slider.fill('4');
  await expect(slider).toHaveAttribute('aria-valuetext', 'Surprise me');
  await page.getByTestId('erase').click();
  await page.getByTestId('erase-confirm').click();
  // Whoever is here now is new.
  await page.getByTestId('skip').click();
  await expect(slider).toHaveAttribute('aria-valuetext', 'Play it safe');
  await openDemo(page);
  await expect(slider).toHaveAttribute('aria-valuetext', 'Play it safe');
});

for (const { name, width, colorScheme } of looks('phone, dark')) {
  test(`axe finds nothing in what steers, targets are large enough, nothing overflows: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openDemo(page);
    await page.getByTestId('steer-genres').click();
    for (const button of ['More Drama', 'Less Comedy']) {
      const before = await rankingId(page);
      await page.getByRole('button', { name: button, exact: true }).click();
      await untilNewList(page, before);
    }
    const card = page.locator(`${FOR_YOU} .card`).first();
    await card.hover();
    await card.getByRole('button', { name: /^Hide this: / }).click();
    await expect(page.getByTestId('toast')).toBeVisible();
    await expectAccessible(page);
    const small = await page.locator('.steer button, .steer input, .steer summary, .hide-cross').evaluateAll((targets) =>
      targets.filter((target) => target.getBoundingClientRect().height < 43.9 || target.getBoundingClientRect().width < 43.9).map((target) => target.textContent),
    );
    expect(small).toEqual([]);
  });
}
