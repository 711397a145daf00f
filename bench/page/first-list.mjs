import { median, round } from '../statistics.mjs';
import { openDemo, settled } from './open-demo.mjs';

const VISITS = 5;

/**
 * From the start of the navigation to the first list drawn: with a fresh profile, and coming back with a history of
 * three events and a warm cache. The server is on the same machine; bytes are those of all bodies sent until then.
 * @param {import('@playwright/test').Browser} browser
 * @param {{ address: string, sent: { bytes: number, requests: number } }} server
 */
export async function firstList(browser, { address, sent }) {
  const cold = [];
  const returning = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    const before = { ...sent };
    const page = await openDemo(context, address);
    const until = { ...sent };
    cold.push({ ms: await page.evaluate(() => window.noted.firstList), bytes: until.bytes - before.bytes, requests: until.requests - before.requests });
    await settled(page);
    for (const place of [0, 1, 2]) {
      const events = await page.locator('main').getAttribute('data-events');
      await page.locator(`[data-surface="for-you"] .card[data-position="${place}"] .card-open`).click();
      await page.waitForFunction((last) => document.querySelector('main')?.dataset.events !== last, events);
      await page.keyboard.press('Escape');
    }
    await page.waitForTimeout(1000);
    await page.close();
    const beforeReturn = { ...sent };
    const again = await openDemo(context, address);
    const untilReturn = { ...sent };
    returning.push({ ms: await again.evaluate(() => window.noted.firstList), bytes: untilReturn.bytes - beforeReturn.bytes, requests: untilReturn.requests - beforeReturn.requests });
    await context.close();
  }
  return { visits: VISITS, cold: summary(cold), returning: summary(returning) };
}

/** @param {{ ms: number, bytes: number, requests: number }[]} visits */
function summary(visits) {
  const ms = visits.map((visit) => visit.ms);
  return {
    medianMs: round(median(ms), 0),
    minMs: round(Math.min(...ms), 0),
    // What was already on its way when the list was drawn differs from visit to visit.
    bytes: Math.min(...visits.map(({ bytes }) => bytes)),
    requests: Math.min(...visits.map(({ requests }) => requests)),
  };
}
