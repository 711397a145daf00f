/** What axe finds, and what does not fit the window. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** As `expectNoViolations`, and nothing stands out over the window. */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  await expectNoViolations(page, within);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** Rules that a violation of stops a visitor, and those of good practice. `within`: a selector, where the rest of the page is tried elsewhere. */
export async function expectNoViolations(page: Page, within = 'html'): Promise<void> {
  // What is still fading in has less contrast than it will have.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(', ')}`)).toEqual([]);
}

interface Look {
  name: string;
  width: number;
  colorScheme: 'light' | 'dark';
}

const LOOKS: readonly Look[] = [
  { name: 'desktop, light', width: 1440, colorScheme: 'light' },
  { name: 'phone, dark', width: 360, colorScheme: 'dark' },
  { name: 'desktop, dark', width: 1280, colorScheme: 'dark' },
  { name: 'phone, light', width: 390, colorScheme: 'light' },
];

/** The two ends of what a window may be. Each part of the page is looked at in one of them, and with `npm run test:long` in all, also crosswise. */
export function looks(ordinary: 'desktop, light' | 'phone, dark'): readonly Look[] {
  return LOOKS.filter(({ name }) => process.env.TASTEKIT_LONG === '1' || name === ordinary);
}

export async function look(page: Page, { width, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}
