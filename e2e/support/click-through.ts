import { expect, type Page } from '@playwright/test';

/** What a page, its workers and its policy say is wrong, gathered from now on; before the page is opened. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    // Every browser asks for it, whatever the page.
    if (['error', 'warning'].includes(message.type()) && !message.location().url.endsWith('/favicon.ico')) faults.push(message.text());
  });
  await page.exposeFunction('noteViolation', (text: string) => faults.push(text));
  await page.addInitScript(() => {
    const { noteViolation } = window as unknown as { noteViolation: (text: string) => void };
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => noteViolation(`${violatedDirective}: ${blockedURI} ${sample}`));
  });
  return faults;
}

/** A page's one rail: a list; a click; another list; the click is in the history, and learned; and nothing is amiss. */
export async function clickThrough(page: Page, address: string): Promise<void> {
  const faults = await faultsOf(page);
  await page.goto(address);
  const cards = page.locator('taste-rail [part~=item]');
  await expect(cards.first()).toBeVisible({ timeout: 30_000 });
  const ids = () => cards.evaluateAll((all) => all.map((card) => card.getAttribute('data-item-id') ?? ''));
  await expect.poll(async () => (await ids())[0]).not.toBe('');
  const before = await ids();
  await cards.first().click();
  await expect.poll(ids).not.toEqual(before);
  expect(await ids()).not.toContain(before[0]);
  const kept = await page.locator('taste-rail').evaluate(async (rail) => {
    const { recommender } = rail as unknown as { recommender: Window['recommender'] };
    await recommender.settled;
    const state = recommender.getState();
    return { events: await recommender.history.list(), learning: state.status === 'ready' && state.learning, why: (await recommender.explain('50')).sentence };
  });
  expect(kept.events).toMatchObject([{ itemId: before[0], type: 'click' }]);
  expect(kept.learning).toMatchObject({ status: 'ready' });
  expect(kept.why).not.toBe('');
  expect(faults).toEqual([]);
}
