/** The built demo page, served as a site would, in a browser without a GPU. */
import { join } from 'node:path';
import { serve } from '../static-server.mjs';
import { clickToList } from './click-to-list.mjs';
import { firstList } from './first-list.mjs';
import { pageBytes } from './page-bytes.mjs';
import { visit } from './visit.mjs';

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {{ root: string, tasks: string[], say: (line: string) => void }} options `root`: the repository's folder, with demo and library built
 */
export async function measureDemo(browser, { root, tasks, say }) {
  const folder = join(root, 'dist/demo');
  const server = await serve({ '/': folder }, { gzip: true });
  /** @type {Record<string, unknown>} */
  const report = {};
  /** @param {string} task @param {string} name @param {() => Promise<unknown>} measure */
  const take = async (task, name, measure) => {
    if (!tasks.includes(task)) return;
    report[name] = await measure();
    say(`${task}: ${JSON.stringify(report[name])}`);
  };
  try {
    await take('first-list', 'firstList', () => firstList(browser, server));
    await take('click-to-list', 'clickToList', () => clickToList(browser, server.address));
    await take('visit', 'visit', () => visit(browser, server.address));
    await take('bytes', 'bytes', () => pageBytes(browser, { root, folder, address: server.address }));
  } finally {
    await server.close();
  }
  return report;
}
