/** The built page of bench/rank, served with the files of the peers. */
import { join } from 'node:path';
import { serve } from '../static-server.mjs';

/** @param {{ root: string, folder: string }} options `folder`: the built page */
export function servePage({ root, folder }) {
  const modules = join(root, 'node_modules');
  return serve({
    '/': folder,
    '/ort/': join(modules, 'onnxruntime-web/dist'),
    '/tfjs-wasm/': join(modules, '@tensorflow/tfjs-backend-wasm/dist'),
  });
}

/** @param {import('@playwright/test').Browser} browser @param {string} address */
export async function openPage(browser, address) {
  const page = await browser.newPage();
  page.on('crash', () => void page.close());
  await page.goto(address);
  await page.waitForFunction(() => 'bench' in window);
  if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error('the page is not cross-origin isolated: no threads');
  return page;
}
