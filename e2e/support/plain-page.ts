/** The plain page (e2e/pages/plain): a list, what is wrong, and `window.recommender`. */
import { expect, type Page } from '@playwright/test';
import { type Recommender } from '../../src/client/recommender.ts';
import { type HostServer } from './host-server.ts';

declare global {
  interface Window {
    recommender: Recommender;
  }
}

/** Opens it, and waits until nothing more is loaded. `options`: of createRecommender, as text. */
export async function openPlain(page: Page, host: HostServer, options: Record<string, string> = {}): Promise<void> {
  await page.goto(host.address(`/plain/?${new URLSearchParams(options)}`));
  await page.evaluate(() => window.recommender.settled);
}

export async function expectList(page: Page): Promise<void> {
  await expect(page.locator('#list li')).toHaveCount(12);
}

/** Clicks the first of the list, and waits until the list was made with so many events. */
export async function clickFirst(page: Page, events: number): Promise<void> {
  await page.locator('#list button').first().click();
  await expect.poll(() => page.evaluate(() => {
    const state = window.recommender.getState();
    return state.status === 'ready' ? state.ranking.events : -1;
  })).toBe(events);
}

/** Items of what is kept, oldest first. */
export function itemsKept(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await window.recommender.history.export()).events.map(({ item }) => item));
}

/** That a notice of this code is on the page, in words. */
export async function expectNotice(page: Page, code: string, words: RegExp): Promise<void> {
  await expect(page.locator(`#notices [data-code="${code}"]`)).toHaveText(words);
}

export async function expectNoNotice(page: Page): Promise<void> {
  await expect(page.locator('#notices p')).toHaveCount(0);
}
