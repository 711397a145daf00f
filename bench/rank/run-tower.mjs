/** The user tower, in a worker of the page of bench/rank. */
import { median, round } from '../statistics.mjs';
import { openPage, servePage } from './open-page.mjs';

/**
 * `appendMs`: one more event after `events`, to the user vector; `allMs`: the same from the start of the history. Medians.
 * @param {import('@playwright/test').Browser} browser
 * @param {{ root: string, folder: string, say: (line: string) => void }} options `folder`: the built page
 */
export async function runTower(browser, { root, folder, say }) {
  const server = await servePage({ root, folder });
  try {
    const page = await openPage(browser, server.address);
    const { events, appends, replays } = await page.evaluate(() => window.bench.tower());
    await page.close();
    const tower = { events, appendMs: round(median(appends)), allMs: round(median(replays)), appendMinMs: round(Math.min(...appends)), allMinMs: round(Math.min(...replays)) };
    say(`tower: ${JSON.stringify(tower)}`);
    return tower;
  } finally {
    await server.close();
  }
}
