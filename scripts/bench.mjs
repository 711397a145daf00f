/**
 * `npm run bench`: ranking beside its peers, the user tower, an event in the worker, click to list, first list, a visit and bytes, in a real Chromium.
 * docs/BENCHMARKS.md says what each figure is.
 *
 * --json FILE        writes the figures there
 * --quick            ranking of 10,000 items and the tower only, in under a minute: one thread, fewer turns, and on a
 *                    software GPU adapter no peer that goes layer by layer
 * --n 10000,100000   sizes of the ranking
 * --scorers a,b      scorers of the ranking, by name
 * --threads 1        thread counts of the ranking
 * --only rank,tower,event,click-to-list,first-list,visit,bytes
 * --hardware-gpu     the machine's own GPU rather than the software adapter
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BROWSER_ARGS, ensureChromium, WEBGPU_ARGS } from './chromium.mjs';
import { root, setUp } from './setup.mjs';

const TASKS = ['rank', 'tower', 'event', 'click-to-list', 'first-list', 'visit', 'bytes'];

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    n: { type: 'string' },
    scorers: { type: 'string' },
    threads: { type: 'string' },
    only: { type: 'string' },
    'hardware-gpu': { type: 'boolean', default: false },
  },
});
const sizes = numbers('n', values.n ?? (values.quick ? '10000' : '10000,100000,1000000'));
const threads = numbers('threads', values.threads ?? (values.quick ? '1' : '1,2'));
const tasks = (values.only ?? (values.quick ? 'rank,tower' : TASKS.join(','))).split(',');
for (const task of tasks) if (!TASKS.includes(task)) usage(`only: expected ${TASKS.join(', ')}, got ${JSON.stringify(task)}`);

await setUp(console.log);
// Before our own begins: whether the machine was quiet.
const loadBefore = Number(loadavg()[0].toFixed(1));
const executablePath = await ensureChromium(console.log);
const { runRank, SCORERS } = await import('../bench/rank/run-rank.mjs');
const scorers = values.scorers?.split(',') ?? null;
for (const scorer of scorers ?? []) if (!SCORERS.includes(scorer)) usage(`scorers: expected ${SCORERS.join(', ')}, got ${JSON.stringify(scorer)}`);
const { chromium } = await import('@playwright/test');

/** @type {Record<string, unknown>} */
const report = {};
let adapter = 'none';
let version = '';
if (['rank', 'tower', 'event'].some((task) => tasks.includes(task))) {
  const folder = await buildPage();
  const gpu = values['hardware-gpu'] ? ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist'] : WEBGPU_ARGS;
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS, ...gpu] });
  version = browser.version();
  if (tasks.includes('tower')) {
    const { runTower } = await import('../bench/rank/run-tower.mjs');
    report.tower = await runTower(browser, { root, folder, say: console.log });
  }
  if (tasks.includes('event')) {
    const { runEvent } = await import('../bench/rank/run-event.mjs');
    report.event = await runEvent(browser, { root, folder, say: console.log });
  }
  if (tasks.includes('rank')) {
    const ranked = await runRank(browser, { root, folder, sizes, scorers, threads, quick: values.quick, say: console.log });
    report.rows = ranked.rows;
    adapter = ranked.adapter.name;
  }
  await browser.close();
}
if (tasks.some((task) => !['rank', 'tower', 'event'].includes(task))) {
  const { buildDemo } = await import('./build.mjs');
  const { buildPackage } = await import('./build-package.mjs');
  console.log('building the demo and the library');
  await buildDemo();
  await buildPackage();
  const { measureDemo } = await import('../bench/page/measure-demo.mjs');
  // As most visitors of a software-only machine meet it: no GPU.
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS, '--enable-blink-features=ForceEagerMeasureMemory'] });
  version = browser.version();
  Object.assign(report, await measureDemo(browser, { root, tasks, say: console.log }));
  await browser.close();
}

const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', memoryGiB: Math.round(totalmem() / 2 ** 30), platform: process.platform, node: process.version, browser: `Chromium ${version}`, adapter, loadBefore };
const { rows = [], tower = null, clickToList = null, firstList = null, visit = null, bytes = null } = report;
const result = { machine, date: new Date().toISOString().slice(0, 10), rows, tower, clickToList, firstList, visit, bytes };
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`written to ${values.json}`);
} else {
  console.log(JSON.stringify(result));
}

/** The page of the ranking, built as a site would be. @returns {Promise<string>} its folder */
async function buildPage() {
  const { build } = await import('vite');
  const outDir = join(root, 'dist/bench/rank');
  console.log('building the page of the ranking');
  // Not minified: TF.js hands the text of a function to its threads, which minified does not stand alone.
  await build({
    root: join(root, 'bench/rank'),
    base: './',
    // Not the demo's settings, which leave out what it does not need of TF.js.
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: false },
  });
  return outDir;
}

/** @param {string} option @param {string} text */
function numbers(option, text) {
  const list = text.split(',').map(Number);
  if (list.some((value) => !Number.isInteger(value) || value < 1)) usage(`${option}: expected whole numbers, got ${JSON.stringify(text)}`);
  return list;
}

/** @param {string} message @returns {never} */
function usage(message) {
  console.error(message);
  process.exit(1);
}
