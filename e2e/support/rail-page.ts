/** Pages with a rail, as a visitor finds them. */
import { expect, type Locator } from '@playwright/test';

/** What each event of the rail page told. */
export interface Told {
  type: string;
  message?: string;
  source?: string;
}

declare global {
  interface Window {
    /** Of e2e/pages/rail. */
    shifts: number;
    told: Told[];
    /** Of e2e/pages/late. */
    define: () => Promise<unknown>;
  }
}

/** The cards of a rail that have an item; Playwright looks into open shadow roots. */
export function cardsOf(rail: Locator): Locator {
  return rail.locator('[part="item"]');
}

export function idsOf(rail: Locator): Promise<string[]> {
  return cardsOf(rail).evaluateAll((cards) => cards.map((card) => card.getAttribute('data-item-id') ?? ''));
}

export async function expectReady(rail: Locator): Promise<void> {
  await expect.poll(() => rail.evaluate((element) => (element as HTMLElement & { status?: string }).status), { timeout: 45_000 }).toBe('ready');
}

/** Types and items of what is kept, oldest first. */
export async function historyOf(rail: Locator): Promise<string[]> {
  const entries = await rail.evaluate(async (element) => {
    const { recommender } = element as HTMLElementTagNameMap['taste-rail'];
    return (await recommender?.history.list()) ?? [];
  });
  return entries.map(({ type, itemId }) => `${type} ${itemId}`).toReversed();
}
