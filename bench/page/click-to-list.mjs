import { median, quantile, round } from '../statistics.mjs';
import { openDemo, settled } from './open-demo.mjs';

const CLICKS = 100;
/** The recorded clicks: places on the list of 20, the same in every run. */
const PLACES = Array.from({ length: CLICKS }, (_, click) => (click * 7 + 3) % 20);
/** A visitor's pause; also lets the last list's animation end, and learning that was put off. */
const PAUSE_MS = 400;

/** What is clicked on a card: its Like, or its title, which also lays the item on the table. */
const TARGETS = { like: '.verdicts button', open: '.card-open' };

/**
 * Likes items of the list for the visitor, one after the other: milliseconds from the click to the new list drawn. Then,
 * in a fresh profile, the same with opening them (`opening`).
 * @param {import('@playwright/test').Browser} browser @param {string} address
 */
export async function clickToList(browser, address) {
  const liking = await clicksOn(browser, address, TARGETS.like);
  const { p50Ms, p95Ms, parts } = await clicksOn(browser, address, TARGETS.open);
  return { ...liking, opening: { p50Ms, p95Ms, parts } };
}

/** @param {import('@playwright/test').Browser} browser @param {string} address @param {string} target */
async function clicksOn(browser, address, target) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await openDemo(context, address);
  await settled(page);
  /** @type {Awaited<ReturnType<typeof oneClick>>[]} */
  const clicks = [];
  for (const place of PLACES) {
    clicks.push(await oneClick(page, place, target));
    if (target === TARGETS.open) await page.keyboard.press('Escape');
    await page.waitForTimeout(PAUSE_MS);
  }
  const backend = await page.getByTestId('backend').getAttribute('data-value');
  await context.close();
  const totals = clicks.map(({ totalMs }) => totalMs);
  /** @param {'storeMs' | 'learnMs' | 'rankMs' | 'drawMs' | 'restMs'} part */
  const part = (part) => {
    const values = clicks.map((click) => click[part]);
    return { p50: round(median(values), 1), p95: round(quantile(values, 0.95), 1) };
  };
  const parts = { storeMs: part('storeMs'), learnMs: part('learnMs'), rankMs: part('rankMs'), drawMs: part('drawMs'), restMs: part('restMs') };
  return { n: CLICKS, backend, p50Ms: round(median(totals), 1), p95Ms: round(quantile(totals, 0.95), 1), parts };
}

/**
 * The parts are the engine's own, but `drawMs`, from the page's change to its frame, and `restMs`, what is left of the
 * whole: messages, and the page's work before its list changes.
 * @param {import('@playwright/test').Page} page @param {number} place @param {string} target
 */
async function oneClick(page, place, target) {
  await page.evaluate(([position, inCard]) => {
    window.noted.drawn = 0;
    const card = document.querySelector(`[data-surface="for-you"] .card[data-position="${position}"] ${inCard}`);
    if (!(card instanceof HTMLElement)) throw new Error(`no card at place ${position}`);
    window.noted.click = performance.now();
    card.click();
  }, /** @type {const} */ ([place, target]));
  await page.waitForFunction(() => window.noted.drawn > 0);
  const { click, changed, drawn, parts } = await page.evaluate(() => window.noted);
  if (parts === '') throw new Error('the page shows no parts of its last click');
  /** @type {import('../../src/engine/state.ts').ClickParts} */
  const { storeMs, learnMs, rankMs } = JSON.parse(parts);
  const [totalMs, drawMs] = [drawn - click, drawn - changed];
  return { totalMs, storeMs, learnMs, rankMs, drawMs, restMs: Math.max(0, totalMs - storeMs - learnMs - rankMs - drawMs) };
}
