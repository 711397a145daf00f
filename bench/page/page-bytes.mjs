import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openDemo, settled } from './open-demo.mjs';
import { sizeBudgets } from './size-budgets.mjs';

/**
 * Gzipped bytes of the built files by what brings them, those of the library beside their budgets, and the memory of page
 * and worker.
 * @param {import('@playwright/test').Browser} browser
 * @param {{ root: string, folder: string, address: string }} options `root`: with dist/package built; `folder`: the built demo
 */
export async function pageBytes(browser, { root, folder, address }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await openDemo(context, address);
  const afterFirstList = await memory(page);
  await settled(page);
  for (const place of [0, 1, 2]) {
    const events = await page.locator('main').getAttribute('data-events');
    await page.locator(`[data-surface="for-you"] .card[data-position="${place}"] .card-open`).click();
    await page.waitForFunction((last) => document.querySelector('main')?.dataset.events !== last, events);
    await page.keyboard.press('Escape');
  }
  await page.waitForTimeout(1000);
  const afterLearning = await memory(page);
  await context.close();
  return { gzip: gzipOf(join(folder, 'assets')), budgets: await sizeBudgets(root), memory: { afterFirstList, afterLearning } };
}

/** @param {string} assets */
function gzipOf(assets) {
  const names = readdirSync(assets).filter((name) => /[.](js|css|wasm)$/.test(name));
  const sizes = names.map((name) => ({ name, bytes: gzipSync(readFileSync(join(assets, name)), { level: 9 }).length }));
  /** @param {RegExp} pattern */
  const sum = (pattern) => sizes.filter(({ name }) => pattern.test(name)).reduce((total, { bytes }) => total + bytes, 0);
  return {
    main: sum(/^index-.*[.]js$/),
    style: sum(/[.]css$/),
    worker: sum(/^worker-.*[.]js$/),
    // The rest arrives with learning: what both backends need and the one for wasm; the one for WebGPU apart.
    learning: sum(/^(?!index-|worker-|tfjs-webgpu|gallery-|taste-rail-|rail-).*[.]js$/),
    examples: sum(/^(gallery|taste-rail|rail-\w+)-.*[.]js$/),
    learningWebgpu: sum(/^tfjs-webgpu.*[.]js$/),
    learningWasm: Math.max(0, ...sizes.filter(({ name }) => /simd.*[.]wasm$/.test(name)).map(({ bytes }) => bytes)),
    files: Object.fromEntries(sizes.map(({ name, bytes }) => [name, bytes])),
  };
}

/** Bytes of the page and of its worker, JavaScript and DOM together. @param {import('@playwright/test').Page} page */
async function memory(page) {
  return page.evaluate(async () => {
    if (!performance.measureUserAgentSpecificMemory) return null;
    const { bytes, breakdown } = await performance.measureUserAgentSpecificMemory();
    /** @param {RegExp} scope */
    const of = (scope) => breakdown.filter(({ attribution }) => attribution.some((a) => scope.test(a.scope))).reduce((sum, part) => sum + part.bytes, 0);
    return { total: bytes, page: of(/^Window/), worker: of(/Worker/) };
  });
}
