/** An event, learned and followed by its list, in a worker of the page of bench/rank. */
import { median, quantile, round } from '../statistics.mjs';
import { openPage, servePage } from './open-page.mjs';

/** Kernels told of. */
const KERNELS = 12;

/**
 * Milliseconds in the worker on wasm: `total` is learning and the list; `tfjs` is TF.js's share of `learn`.
 * @param {import('@playwright/test').Browser} browser
 * @param {{ root: string, folder: string, say: (line: string) => void }} options `folder`: the built page
 */
export async function runEvent(browser, { root, folder, say }) {
  const server = await servePage({ root, folder });
  try {
    const page = await openPage(browser, server.address);
    const { items, learn, tfjs, rank, kernels } = await page.evaluate(() => window.bench.event());
    await page.close();
    /** @param {number[]} values */
    const of = (values) => ({ p50: round(median(values)), p95: round(quantile(values, 0.95)), min: round(Math.min(...values)) });
    const total = of(learn.map((ms, i) => ms + rank[i]));
    const most = kernels.slice(0, KERNELS).map(({ name, ms, runs }) => ({ name, ms: round(ms, 3), runs: round(runs, 1) }));
    const event = { items, n: learn.length, total, learn: of(learn), tfjs: of(tfjs), rank: of(rank), kernels: most };
    say(`event: ${JSON.stringify(event)}`);
    return event;
  } finally {
    await server.close();
  }
}
