/** What the page shows of itself: the list before and now, what each event taught, all that is stored, and a copy of it. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, look, looks } from './support/accessible.ts';
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

test('a copy is taken up: added, put in the place of what is here, or refused in plain words', async ({ page }) => {
  await afterThree(page);
  const saving = page.waitForEvent('download');
  await page.getByTestId('export').click();
  const copy = readFileSync(await (await saving).path(), 'utf8');
  const file = (text: string) => ({ name: 'tastekit-movies.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const titles = (await keptEvents(page)).map(({ item }) => item);
  await page.getByTestId('forget').first().click();
  await expectEvents(page, 2);
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 3);
  const [other] = (await keptEvents(page)).slice(2).map(({ item }) => item);

  await page.getByTestId('copy-file').setInputFiles(file(copy.replace('"like"', '"view"')));
  await page.getByTestId('take-up-merge').click();
  await expect(page.getByTestId('toast')).toContainText('This copy was changed or damaged after it was saved.');
  await page.getByTestId('copy-file').setInputFiles(file('{ "cookies": 3 }'));
  await page.getByTestId('take-up-replace').click();
  await expect(page.getByTestId('toast')).toContainText('This file is no copy that was saved here.');
  await expectEvents(page, 3);

  await page.getByTestId('copy-file').setInputFiles(file(copy));
  await expect(page.getByTestId('take-up-merge')).toBeFocused();
  await page.getByTestId('take-up-merge').click();
  await expect(page.getByTestId('toast')).toContainText('Taken up: 1 thing you did; 2 were here already.');
  await expectEvents(page, 4);
  expect(new Set((await keptEvents(page)).map(({ item }) => item))).toEqual(new Set([...titles, other]));
  await page.getByTestId('copy-file').setInputFiles(file(copy));
  await page.getByTestId('take-up-replace').click();
  await expect(page.getByTestId('toast')).toContainText('Taken up: 3 things you did, in place of what was here.');
  await expectEvents(page, 3);
  expect((await keptEvents(page)).map(({ item }) => item)).toEqual(titles);
  await expect(page.getByTestId('take-up')).toBeFocused();
});

test('a span of time is forgotten: counted before, and nothing else goes', async ({ page }) => {
  const at = (day: number, hour: number, minute: number) => page.clock.setFixedTime(new Date(2026, 4, day, hour, minute));
  await openDemo(page);
  const like = async (events: number) => {
    await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
    await expectEvents(page, events);
  };
  // Two things the day before, one an hour and a half ago, one just now.
  for (const [i, [day, hour, minute]] of [[3, 12, 0], [3, 23, 59], [4, 14, 0], [4, 15, 29]].entries()) {
    await at(day, hour, minute);
    await like(i + 1);
  }
  await at(4, 15, 30);
  const items = (await keptEvents(page)).map(({ item }) => item);
  const kept = async () => (await keptEvents(page)).map(({ item }) => item);
  await page.getByTestId('forget-span').click();
  await expect(page.getByTestId('span-hour')).toHaveText('1 thing');
  await expect(page.getByTestId('span-today')).toHaveText('2 things');
  await expect(page.getByTestId('span-before')).toHaveText('2 things');
  await page.getByText('Everything before today').click();
  await page.getByTestId('span-day').fill('2026-05-03');
  await expect(page.getByTestId('forget-span-confirm')).toHaveText('Nothing to forget');
  await page.getByTestId('forget-span-confirm').press('Enter');
  await expectEvents(page, 4);
  await page.getByTestId('span-day').fill('2026-05-04');
  await page.getByTestId('forget-span-confirm').click();
  await expect(page.getByTestId('toast')).toContainText('Forgotten: 2 things you did.');
  await expectEvents(page, 2);
  expect(await kept()).toEqual(items.slice(2));
  await page.getByTestId('forget-span').click();
  await page.getByTestId('forget-span-confirm').click();
  await expectEvents(page, 1);
  expect(await kept()).toEqual([items[2]]);
});

test('paused, nothing is noted, the page says so, and a reload leaves it so', async ({ page }) => {
  await afterThree(page);
  await page.getByTestId('recording-toggle').click();
  await expect(page.getByTestId('paused')).toContainText('You paused: nothing you do is noted.');
  const list = await idsOf(page, FOR_YOU);
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expect(page.getByTestId('toast')).toHaveText('Not noted: you paused.');
  await expect(page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / })).toHaveText('Like');
  await page.reload();
  await untilSettled(page);
  await expect(page.getByTestId('recording-toggle')).toHaveAttribute('aria-checked', 'false');
  expect(await idsOf(page, FOR_YOU)).toEqual(list);
  expect(await keptEvents(page)).toHaveLength(3);
  await page.getByTestId('paused').getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByTestId('paused')).toHaveCount(0);
  await page.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 4);
});

test('another tab changed the list: it is said once, and the list is the new one', async ({ page, context }) => {
  await afterThree(page);
  const other = await context.newPage();
  await other.goto('/');
  await untilSettled(other);
  await other.locator(`${FOR_YOU} .card`).first().getByRole('button', { name: /^Like: / }).click();
  await expectEvents(other, 4);
  await expectEvents(page, 4);
  await expect(page.getByTestId('toast')).toHaveText('Another tab changed your list.');
  await expect(page.getByTestId('history-entry')).toHaveCount(4);
  await expect.poll(() => idsOf(page, FOR_YOU)).toEqual(await idsOf(other, FOR_YOU));
  await expect(other.getByTestId('toast')).not.toContainText('Another tab');
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

for (const appearance of looks('phone, dark')) {
  test(`axe finds nothing in the comparison, the panel and what is stored: ${appearance.name}`, async ({ page }) => {
    await look(page, appearance);
    await afterThree(page);
    await page.getByTestId('compare-open').click();
    await expect(page.getByTestId('now')).toContainText('Because ');
    await expectAccessible(page);
    if (appearance.width < 1024) await page.getByRole('button', { name: /^What it knows/ }).click();
    await page.getByTestId('lesson').first().locator('summary').click();
    await page.locator('.proof-check summary').click();
    await page.getByTestId('recording-toggle').click();
    await page.getByTestId('forget-span').click();
    await page.getByText('Everything before today').click();
    await expectAccessible(page);
    await page.getByTestId('look').click();
    await page.locator('[data-testid="stored-record"] summary').first().click();
    await expectAccessible(page);
  });
}
