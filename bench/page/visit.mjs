import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, round } from '../statistics.mjs';
import { openDemo, settled } from './open-demo.mjs';

const VISITS = 5;
/** A visitor's pause, in ms. */
const PAUSE_MS = 350;
/** A task from here on is felt (W3C Long Tasks). */
const LONG_MS = 50;
const LIKES = 20;
const OPENED = 10;

/**
 * A first visit, with its picks, clicks, the comparison and a reason: largest contentful paint, layout shifts that nothing
 * the visitor did explains, and the tasks of the page's main thread, part by part. The worst of five visits.
 * @param {import('@playwright/test').Browser} browser @param {string} address
 */
export async function visit(browser, address) {
  /** @type {Awaited<ReturnType<typeof oneVisit>>[]} */
  const visits = [];
  for (let i = 0; i < VISITS; i++) visits.push(await oneVisit(browser, address));
  const parts = visits[0].parts.map(({ name }, at) => {
    const each = visits.map(({ parts }) => parts[at]);
    return {
      name,
      longestMs: round(Math.max(...each.map(({ longestMs }) => longestMs)), 0),
      longestCpuMs: round(Math.max(...each.map(({ longestCpuMs }) => longestCpuMs)), 0),
      medianCpuMs: round(median(each.map(({ longestCpuMs }) => longestCpuMs)), 0),
      longTasks: Math.max(...each.map(({ longTasks }) => longTasks)),
      shift: Math.max(...each.map(({ shift }) => shift)),
    };
  });
  return { visits: VISITS, lcpMs: round(median(visits.map(({ lcpMs }) => lcpMs)), 0), cls: Math.max(...visits.map(({ cls }) => cls)), parts };
}

/** @param {import('@playwright/test').Browser} browser @param {string} address */
async function oneVisit(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  // Noted by the page, so that the browser's own measures have it, too.
  await context.addInitScript(noteVitals);
  /** @type {{ name: string, longestMs: number, longestCpuMs: number, longTasks: number, shift: number }[]} */
  const parts = [];
  /** @type {import('@playwright/test').Page | undefined} */
  let page;
  /** @param {string} name @param {() => Promise<void>} act */
  const take = async (name, act) => {
    const path = join(tmpdir(), `tastekit-visit-${process.pid}.json`);
    await browser.startTracing(page, { path, categories: ['toplevel', 'devtools.timeline', '__metadata'] });
    await act();
    await browser.stopTracing();
    const tasks = mainTasks(readFileSync(path, 'utf8'), address);
    rmSync(path);
    const shift = page ? await page.evaluate(() => window.vitals.shifts.splice(0).reduce((sum, value) => sum + value, 0)) : 0;
    const [longestMs, longestCpuMs] = [Math.max(...tasks.map(({ ms }) => ms)), Math.max(...tasks.map(({ cpuMs }) => cpuMs))];
    parts.push({ name, longestMs, longestCpuMs, longTasks: tasks.filter(({ cpuMs }) => cpuMs >= LONG_MS).length, shift });
  };
  await take('arriving, until everything is there', async () => {
    page = await openDemo(context, address);
    await settled(page);
  });
  if (!page) throw new Error('no page');
  const shown = page;
  /** @param {import('@playwright/test').Locator} target */
  const click = async (target) => {
    const events = await shown.locator('main').getAttribute('data-events');
    await target.click();
    await shown.waitForFunction((last) => document.querySelector('main')?.dataset.events !== last, events);
    await shown.waitForTimeout(PAUSE_MS);
  };
  const lcpMs = await shown.evaluate(() => window.vitals.lcp);
  await take('three picks, and the list in their place', async () => {
    for (const place of [1, 5, 8]) await click(shown.locator('.pick').nth(place));
    await shown.waitForFunction(() => !document.querySelector('.first-run') && !document.documentElement.classList.contains('folding'));
  });
  await take(`${LIKES} likes`, async () => {
    for (let i = 0; i < LIKES; i++) await click(shown.locator(`[data-surface="for-you"] .card[data-position="${(i * 7) % 20}"] .verdicts button`).first());
  });
  await take(`${OPENED} titles opened`, async () => {
    for (let i = 0; i < OPENED; i++) {
      await click(shown.locator(`[data-surface="for-you"] .card[data-position="${(i * 3) % 20}"] .card-open`));
      await shown.keyboard.press('Escape');
    }
  });
  await take('before and now, and a reason', async () => {
    await shown.getByTestId('compare-open').click();
    await shown.waitForTimeout(2000);
    await shown.locator('[data-surface="for-you"] .card-why').first().click();
    await shown.locator('.why-facts').getByText('Rank ').waitFor();
  });
  const cls = parts.reduce((sum, { shift }) => sum + shift, 0);
  await context.close();
  return { lcpMs, cls, parts };
}

/**
 * Milliseconds of each task of the page's main thread, by the clock and of its own: others may have the processor meanwhile.
 * @param {string} trace @param {string} address
 */
function mainTasks(trace, address) {
  /** @type {{ name: string, pid: number, tid: number, dur?: number, tdur?: number, args?: { name?: string, data?: { frames?: { url: string, processId: number }[], url?: string } } }[]} */
  const events = JSON.parse(trace).traceEvents;
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  // A browser keeps spare renderers; the page's is the one that laid it out.
  const pids = new Set(events.filter(({ name }) => name === 'Layout' || name === 'UpdateLayoutTree').map(({ pid }) => pid));
  const tasks = events.filter(({ name, pid, tid, dur }) => name === 'ThreadControllerImpl::RunTask' && dur !== undefined && pids.has(pid) && mains.has(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error(`the trace of ${address} has no tasks of a page`);
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1000, cpuMs: tdur / 1000 }));
}

/** Runs in the page, before its own scripts. */
function noteVitals() {
  window.vitals = { lcp: 0, shifts: [] };
  new PerformanceObserver((list) => {
    window.vitals.lcp = list.getEntries().at(-1)?.startTime ?? 0;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput } = /** @type {PerformanceEntry & { value: number, hadRecentInput: boolean }} */ (entry);
      if (!hadRecentInput) window.vitals.shifts.push(value);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
