/** What was done is taken back, a new catalogue keeps what the page knows, and the page says so. */
import { expect, type Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROWSE, expectEvents, expectLearned, FOR_YOU, idsOf, openDemo, openFromShelves, untilSettled } from './support/demo.ts';
import { largeBundle } from './support/large-bundle.ts';
import { placesByPopularity } from './support/movies.ts';

const card = (page: Page, place: number) => page.locator(`${FOR_YOU} .card`).nth(place);
const undo = (page: Page) => page.getByTestId('undo');

test('every action can be undone, by button or key, and the very list from before is back', async ({ page }) => {
  await openDemo(page, '?backend=wasm');
  const lists = [await idsOf(page, FOR_YOU)];
  const actions = [
    () => card(page, 0).getByRole('button', { name: /^Like: / }).click(),
    () => card(page, 1).getByRole('button', { name: /^Not for me: / }).click(),
    () => card(page, 2).locator('.card-open').click(),
  ];
  for (const [i, act] of actions.entries()) {
    await act();
    await expectEvents(page, i + 1);
    lists.push(await idsOf(page, FOR_YOU));
    expect(lists[i + 1]).not.toEqual(lists[i]);
    const heard = page.locator('[role="status"][aria-live="polite"]').filter({ has: undo(page) });
    await expect(heard).toContainText([/^You liked .*Undo$/, /^Not for you: .*Undo$/, /^You opened .*Undo$/][i]);
    if (i === 0) {
      await undo(page).focus();
      await page.keyboard.press('Enter');
    } else if (i === 1) {
      await page.keyboard.press('Control+z');
    } else {
      // Over the open title, whose dialog keeps the focus.
      await undo(page).click();
    }
    await expectEvents(page, i);
    expect(await idsOf(page, FOR_YOU)).toEqual(lists[i]);
    await expect(page.getByTestId('toast')).toHaveText('Undone. Your list is as it was.');
    // There is nothing more to undo: the key does nothing.
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Escape');
    await expectEvents(page, i);
    await act();
    await page.keyboard.press('Escape');
    await expectEvents(page, i + 1);
    expect(await idsOf(page, FOR_YOU)).toEqual(lists[i + 1]);
    await expectLearned(page, i + 1);
  }
});

test('the way back stays for eight seconds at least, and longer under the focus', async ({ page }) => {
  await page.clock.install();
  await openDemo(page, '?backend=wasm');
  await card(page, 0).getByRole('button', { name: /^Like: / }).click();
  await expectEvents(page, 1);
  await expect(undo(page)).toBeVisible();
  await page.clock.runFor(8_000);
  await expect(undo(page)).toBeVisible();
  await undo(page).focus();
  await page.clock.runFor(30_000);
  await expect(undo(page)).toBeVisible();
  await undo(page).blur();
  await page.clock.runFor(11_000);
  await expect(undo(page)).toHaveCount(0);
});

test('a new version of the catalogue keeps what the page knows, and it says so in one sentence', async ({ page }) => {
  test.setTimeout(300_000);
  await openDemo(page, '?backend=wasm');
  const places = [...placesByPopularity().keys()];
  const last = places.at(-1) ?? '';
  const { title } = (JSON.parse(readFileSync('public/bundles/movies/items/text-00009.json', 'utf8')) as { title: string }[]).at(-1) ?? { title: '' };
  await openFromShelves(page, (await idsOf(page, BROWSE)).slice(0, 4));
  await page.locator(BROWSE).getByRole('searchbox').fill(title.replace(/ \(.*/, ''));
  await openFromShelves(page, [last]);
  await expectLearned(page, 5);

  // The same bundle without its last titles.
  const next = largeBundle(9_000);
  await page.route(({ pathname }) => pathname.startsWith('/bundles/movies/'), (route) => {
    const file = new URL(route.request().url()).pathname.slice('/bundles/movies/'.length);
    return route.fulfill({ body: readFileSync(join(next, file)), contentType: file.endsWith('.json') ? 'application/json' : 'application/octet-stream' });
  });
  await page.reload();
  await untilSettled(page);
  await expectLearned(page, 4);
  const notice = page.getByTestId('catalogue-changed');
  await expect(notice).toHaveText('The catalogue changed. Rebuilt what this page knows from 4 of your 5 actions; 1 is on a title it no longer has.');
  await expect(page.getByTestId('history-entry')).toHaveCount(5);
  await page.reload();
  await untilSettled(page);
  await expect(notice).toHaveCount(0);
  await expectEvents(page, 5);
});

test('a rebuild shows how far it is, calmly, and goes', async ({ page }) => {
  test.setTimeout(300_000);
  await openDemo(page, '?backend=wasm');
  await card(page, 0).getByRole('button', { name: /^Like: / }).click();
  await expectLearned(page, 1);
  // A history with nothing learned from it, as an older version of the page may have left it.
  await page.evaluate(async (items) => {
    const [{ name }] = await indexedDB.databases();
    const opening = indexedDB.open(name ?? '');
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const adding = opening.result.transaction('events', 'readwrite');
    for (const item of items) adding.objectStore('events').add({ item, type: 'like', time: Date.now(), uid: `before-${item}` });
    await new Promise((resolve) => adding.addEventListener('complete', resolve));
    opening.result.close();
  }, [...placesByPopularity().keys()].slice(100, 399));
  // What the page shows is noted as it comes, however quick the machine is.
  await page.addInitScript(() => {
    const told: string[] = [];
    (window as unknown as { told: string[] }).told = told;
    new MutationObserver(() => {
      const bar = document.querySelector<HTMLProgressElement>('[data-testid="rebuild"]');
      if (bar) told.push(`${bar.value}/${bar.max}`);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await page.reload();
  await untilSettled(page);
  await expectLearned(page, 300);
  await expect(page.getByTestId('rebuild')).toHaveCount(0);
  const told = await page.evaluate(() => (window as unknown as { told: string[] }).told);
  expect(told.length).toBeGreaterThan(3);
  expect(told.at(-1)).toBe('300/300');
  await expectEvents(page, 300);
});
