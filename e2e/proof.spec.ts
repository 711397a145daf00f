/** What the page shows of itself: the list before and now, what each event taught, all that is stored, and a copy of it. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, look, LOOKS } from './support/accessible.ts';
import { BROWSE, expectEvents, expectLearned, FOR_YOU, idsOf, openDemo, openFirst, pick, untilSettled } from './support/demo.ts';
import { keptEvents } from './support/kept.ts';

const PICKS = [/^Shrek/, /^The Lion King/, /^Willy Wonka/];
const rowsOf = (page: Page, list: string) => page.getByTestId(list).locator('li').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-item-id') ?? ''));

/** A visitor who has picked three; the list before, and each list on the way. */
async function afterThree(page: Page): Promise<string[][]> {
  await openFirst(page);
  const lists = [await idsOf(page, FOR_YOU)];
  for (const title of PICKS) {
    await pick(page, title);
    lists.push(await idsOf(page, FOR_YOU));
  }
  await expect(page.getByTestId('first-run')).toHaveCount(0);
  return lists;
}

test('before and now: the list a stranger gets beside the visitor’s, with what moved, why, and the shares of genres', async ({ page }) => {
  const lists = await afterThree(page);
  await expectLearned(page, 3);
  const [stranger, now] = [lists[0], await idsOf(page, FOR_YOU)];
  const fresh = now.filter((id) => !stranger.includes(id)).length;
  const summary = page.getByTestId('compare-open');
  await expect(summary).toHaveText(`Before you came, and now: ${fresh} of 20 are yours alone`);
  await summary.click();
  await expect.poll(() => rowsOf(page, 'before')).toEqual(stranger.slice(0, 10));
  expect(await rowsOf(page, 'now')).toEqual(now.slice(0, 10));
  await expect(page.getByTestId('now').locator('li').first()).toContainText(/(from [\d,]+|as before)\. Because /);
  const children = page.locator('[data-share="Children"]');
  expect(Number(await children.getAttribute('data-now'))).toBeGreaterThan(Number(await children.getAttribute('data-before')));
  // It follows the list: what is taken back is gone from it, too.
  await page.getByTestId('forget').first().click();
  await expectEvents(page, 2);
  await expect.poll(async () => rowsOf(page, 'now')).toEqual((await idsOf(page, FOR_YOU)).slice(0, 10));
});

test('a returning visitor is compared with a stranger, too', async ({ page }) => {
  const [stranger] = await afterThree(page);
  await page.reload();
  await untilSettled(page);
  await page.getByTestId('compare-open').click();
  await expect.poll(() => rowsOf(page, 'before')).toEqual(stranger.slice(0, 10));
});

test('each event tells what it taught: new titles, times, and the guard’s verdict; for this visit only', async ({ page }) => {
  const lists = await afterThree(page);
  await expectLearned(page, 3);
  const lessons = page.getByTestId('lesson');
  await expect(lessons).toHaveCount(3);
  for (const [i, list] of lists.slice(1).entries()) {
    const fresh = list.filter((id) => !lists[i].includes(id)).length;
    await expect(lessons.nth(2 - i)).toHaveAttribute('data-fresh', String(fresh));
    await expect(lessons.nth(2 - i)).toHaveAttribute('data-learned', 'true');
  }
  const latest = lessons.first();
  await latest.locator('summary').click();
  await expect(latest).toContainText(/What it knew of you .+ it\. Your list follows what it learned by \d+ %\./);
  await expect(latest).toContainText(/Stored in [\d.]+ ms, learned in [\d.]+ ms, ranked in [\d.]+ ms\./);
  await page.getByTestId('forget').first().click();
  await expect(lessons).toHaveCount(2);
  await page.reload();
  await untilSettled(page);
  await expect(page.getByTestId('history-entry')).toHaveCount(2);
  await expect(lessons).toHaveCount(0);
});

test('all that is stored is shown as it is, and erased it is nothing', async ({ page }) => {
  await afterThree(page);
  await expectLearned(page, 3);
  await page.getByTestId('look').click();
  const stored = page.getByTestId('stored');
  await expect(stored).toContainText(/\d+ records, [\d.]+ kB, in this browser’s own database/);
  const events = page.locator('[data-testid="stored-record"][data-store="events"]');
  await expect(events).toHaveCount(3);
  await events.first().locator('summary').click();
  expect(JSON.parse((await events.first().locator('pre').textContent()) ?? '')).toMatchObject((await keptEvents(page))[0]);
  const learned = page.locator('[data-testid="stored-record"][data-store="current"]');
  await learned.locator('summary').click();
  await expect(learned).toContainText('float32');
  await page.keyboard.press('Escape');
  await expect(stored).toHaveCount(0);
  await expect(page.getByTestId('look')).toBeFocused();
  await page.getByTestId('erase').click();
  await page.getByTestId('erase-confirm').click();
  await expectEvents(page, 0);
  await page.getByTestId('look').click();
  await expect(stored).toContainText('Nothing.');
  await expect(page.getByTestId('stored-record')).toHaveCount(0);
});

test('a copy is saved as a file of the visitor’s, without a request', async ({ page }) => {
  await afterThree(page);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  const saving = page.waitForEvent('download');
  await page.getByTestId('export').click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('tastekit-movies.json');
  const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as { format: string; events: { item: string; type: string }[]; steering: object };
  expect(file.format).toBe('tastekit-history');
  expect(file.events).toEqual(await keptEvents(page));
  expect(file.events.map(({ type }) => type)).toEqual(['like', 'like', 'like']);
  expect(file.steering).toEqual({ explore: 0, genres: {}, hidden: [] });
  expect(requested.filter((url) => /^https?:/.test(url))).toEqual([]);
  await expect(page.getByTestId('proof-requests')).toHaveText('0');
});

test('without a network the page says so calmly, and goes on', async ({ page, context }) => {
  await afterThree(page);
  await context.setOffline(true);
  await expect(page.getByTestId('offline')).toHaveText('You are offline; it goes on.');
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 4);
  await expectLearned(page, 4);
  await context.setOffline(false);
  await expect(page.getByTestId('offline')).toHaveCount(0);
  await expect(page.getByTestId('requests')).toHaveText('0');
});

test('what is hidden is on no shelf', async ({ page }) => {
  await openDemo(page);
  await page.locator(BROWSE).getByRole('searchbox').fill('matrix');
  const matrix = page.locator(`${BROWSE} [data-item-id="2571"]`);
  await matrix.locator('.card-open').click();
  await page.locator('dialog[open]').getByTestId('hide').first().click();
  await page.keyboard.press('Escape');
  await expect(matrix).toHaveCount(0);
  await page.getByTestId('hidden-item').getByRole('button', { name: /^Show again: / }).click();
  await expect(matrix).toHaveCount(1);
});

for (const appearance of LOOKS) {
  test(`axe finds nothing in the comparison, the panel and what is stored: ${appearance.name}`, async ({ page }) => {
    await look(page, appearance);
    await afterThree(page);
    await page.getByTestId('compare-open').click();
    await expect(page.getByTestId('now')).toContainText('Because ');
    await expectAccessible(page);
    if (appearance.width < 1024) await page.getByRole('button', { name: /^What it knows/ }).click();
    await page.getByTestId('lesson').first().locator('summary').click();
    await page.locator('.proof-check summary').click();
    await expectAccessible(page);
    await page.getByTestId('look').click();
    await page.locator('[data-testid="stored-record"] summary').first().click();
    await expectAccessible(page);
  });
}
