/** The demo page, as a visitor uses it. */
import { expect, type Page } from '@playwright/test';
import { genresById, yearsById } from './movies.ts';

export const FOR_YOU = '[data-surface="for-you"]';
export const BROWSE = '[data-surface="browse"]';

/** Opens the demo and waits until nothing more is loaded. A first visit's picks are passed over: "Just browse". */
export async function openDemo(page: Page, query = ''): Promise<void> {
  await openFirst(page, query);
  const firstRun = page.getByTestId('first-run');
  if ((await firstRun.count()) === 0) return;
  await page.getByTestId('skip').click();
  await expect(firstRun).toHaveCount(0);
}

/** Opens the demo as it is, a first visit with its picks. */
export async function openFirst(page: Page, query = ''): Promise<void> {
  await page.goto(`/${query}`);
  await untilSettled(page);
}

/** Picks a cover of the first visit, and waits for the list that follows. */
export async function pick(page: Page, title: string | RegExp): Promise<void> {
  const events = Number(await page.locator('main').getAttribute('data-events'));
  await page.getByTestId('first-run').getByRole('button', { name: title }).click();
  await expectEvents(page, events + 1);
}

export async function untilSettled(page: Page): Promise<void> {
  await expect(page.locator('main')).toHaveAttribute('data-settled', 'true', { timeout: 45_000 });
}

/** Item ids of a list, in order. */
export function idsOf(page: Page, surface: string): Promise<string[]> {
  return page.locator(`${surface} .card[data-item-id]`).evaluateAll((cards) => cards.map((card) => card.getAttribute('data-item-id') ?? ''));
}

/** How many events the list that is shown was made from. */
export async function expectEvents(page: Page, count: number): Promise<void> {
  await expect(page.locator('main')).toHaveAttribute('data-events', String(count));
}

/** Shows one genre on the shelves, of one decade if it is given. */
export async function browseGenre(page: Page, genre: string, decade?: number): Promise<void> {
  await page.locator(BROWSE).getByRole('button', { name: genre, exact: true }).click();
  const ofGenre = new Set([...genresById()].filter(([, genres]) => genres.includes(genre)).map(([id]) => id));
  if (decade !== undefined) await page.locator(BROWSE).getByLabel('Decade').selectOption(String(decade));
  const years = yearsById();
  const ofDecade = (id: string) => decade === undefined || Math.floor((years.get(id) ?? 0) / 10) * 10 === decade;
  // Both, for the shelves follow their filters one after the other.
  await expect.poll(async () => (await idsOf(page, BROWSE)).every((id) => ofGenre.has(id) && ofDecade(id))).toBe(true);
}

/** Opens items from the shelves, one after the other; each is an event, and the list follows it. */
export async function openFromShelves(page: Page, ids: readonly string[]): Promise<void> {
  let events = Number(await page.locator('main').getAttribute('data-events'));
  for (const id of ids) {
    await page.locator(`${BROWSE} [data-item-id="${id}"] .card-open`).click();
    await expectEvents(page, ++events);
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  }
}

/** Waits until the learner has learned so many events. */
export async function expectLearned(page: Page, count: number): Promise<void> {
  await expect(page.getByTestId('events-learned')).toHaveText(new RegExp(`\\b${count}\\b`), { timeout: 45_000 });
}

/** A new list from all that is learned: learning is switched off and on. */
export async function remake(page: Page): Promise<void> {
  const main = page.locator('main');
  for (const _turn of ['off', 'on']) {
    const ranking = await main.getAttribute('data-ranking-id');
    await page.getByTestId('learning-toggle').click();
    await expect(main).not.toHaveAttribute('data-ranking-id', ranking ?? '');
  }
}

/** Forgets the bundle's files that the browser kept: the next visit fetches them all again, as one that kept none does. */
export async function forgetBundle(page: Page): Promise<void> {
  await page.evaluate(() => caches.delete('tastekit'));
}
