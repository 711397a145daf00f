/** The ranking benchmark: opens the page of bench/rank, and lets all scorers of a size take turns. */
import { median, round } from '../statistics.mjs';
import { openPage, servePage } from './open-page.mjs';

/** Every contestant. Peers in WebAssembly also run on two threads. @type {import('./contestant.ts').Spec[]} */
const SPECS = [
  { scorer: 'ours-wasm', threads: 1, stages: 1 },
  { scorer: 'ours-wasm', threads: 1, stages: 2 },
  { scorer: 'tfjs-wasm-precomputed', threads: 1, stages: 1 },
  { scorer: 'tfjs-wasm-precomputed', threads: 2, stages: 1 },
  { scorer: 'tfjs-wasm', threads: 1, stages: 1 },
  { scorer: 'tfjs-wasm', threads: 2, stages: 1 },
  { scorer: 'ort-wasm-precomputed', threads: 1, stages: 1 },
  { scorer: 'ort-wasm-precomputed', threads: 2, stages: 1 },
  { scorer: 'ort-wasm', threads: 1, stages: 1 },
  { scorer: 'ort-wasm', threads: 2, stages: 1 },
  { scorer: 'js', threads: 1, stages: 1 },
  { scorer: 'ours-webgpu', threads: 1, stages: 1 },
  { scorer: 'ours-webgpu', threads: 1, stages: 2 },
  { scorer: 'tfjs-webgpu-precomputed', threads: 1, stages: 1 },
  { scorer: 'tfjs-webgpu', threads: 1, stages: 1 },
  { scorer: 'ort-webgpu-precomputed', threads: 1, stages: 1 },
  { scorer: 'ort-webgpu', threads: 1, stages: 1 },
];
/** @type {string[]} */
export const SCORERS = [...new Set(SPECS.map(({ scorer }) => scorer))];
/** Up to so many items our default is one stage, and two are not measured. */
const ONE_STAGE_UP_TO = 50_000;
/** Longer dispatches crash the GPU process of a software adapter. */
const SOFTWARE_GPU_UP_TO = 10_000;
/** Above, float32 tables of several scorers do not fit beside each other: one at a time. */
const TOGETHER_UP_TO = 200_000;
/** Rankings in a row, after one to wake up with; then the next contestant has its turn. */
const BURST = 4;
const ROUNDS = { quick: 3, full: 5 };
/** A contestant that needs longer than this for a ranking has turns of one, and needs no waking up. */
const SLOW_MS = 400;
const PATIENCE_MS = 240_000;

/** @typedef {{ n: number, software: boolean, quick: boolean }} Circumstances `software`: the only GPU adapter is done in software */
/**
 * @typedef {{ task: 'rank', scorer: string, n: number, threads: number, stages: 1 | 2, medianMs: number | null, minMs: number | null,
 *   sameTop50: boolean | null, recall50?: number, note?: string, skipped?: string, error?: string }} Row
 */

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {{ root: string, folder: string, sizes: number[], scorers: string[] | null, threads: number[], quick: boolean, say: (line: string) => void }} options
 *   `folder`: the built page; `scorers`: by name, null for all; `quick`: fewer turns, and a GPU done in software without
 *   the peers that go layer by layer
 */
export async function runRank(browser, { root, folder, sizes, scorers, threads, quick, say }) {
  const server = await servePage({ root, folder });
  const specs = SPECS.filter(({ scorer, threads: count }) => (!scorers || scorers.includes(scorer)) && threads.includes(count));
  /** @type {Row[]} */
  const rows = [];
  let adapter = { name: 'none', software: true };
  try {
    for (const n of sizes) {
      say(`${n.toLocaleString('en')} items`);
      const fitting = specs.filter(({ stages }) => stages === 1 || n > ONE_STAGE_UP_TO);
      const groups = n > TOGETHER_UP_TO ? fitting.map((spec) => [spec]) : [fitting];
      /** @type {import('./page.ts').PlainList[] | null} */
      let references = null;
      for (const group of groups) {
        // A page of its own for each group: what a terminated worker held is not given back soon enough.
        const page = await openPage(browser, server.address);
        adapter = await page.evaluate(() => window.bench.gpu());
        const software = adapter.software;
        const runs = group.some((spec) => !passedOver(spec, { n, software, quick }));
        /** @type {{ n: number, known: import('./page.ts').PlainList[] | null }} */
        const start = { n, known: references };
        if (runs) references = await within(page.evaluate((wanted) => window.bench.start(wanted.n, wanted.known), start));
        rows.push(...(await runGroup(page, group, { n, software, quick, say })));
        if (!page.isClosed()) await page.close();
      }
    }
  } finally {
    await server.close();
  }
  return { rows, adapter };
}

/**
 * Opens all, then lets them take turns.
 * @param {import('@playwright/test').Page} page @param {import('./contestant.ts').Spec[]} specs
 * @param {Circumstances & { say: (line: string) => void }} circumstances
 */
async function runGroup(page, specs, { n, software, quick, say }) {
  const contestants = [];
  for (const spec of specs) {
    /** @type {Row} */
    const row = { task: 'rank', ...spec, n, medianMs: null, minMs: null, sameTop50: null };
    /** @type {number[]} */
    const times = [];
    let id = 0;
    const skipped = passedOver(spec, { n, software, quick });
    if (skipped) {
      row.skipped = skipped;
    } else {
      try {
        const opened = await within(page.evaluate((wanted) => window.bench.open(wanted), spec));
        id = opened.id;
        row.note = opened.note;
        row.sameTop50 = opened.sameTop50;
        if (spec.stages === 2) row.recall50 = round(opened.recall50);
      } catch (error) {
        row.error = firstLine(error);
      }
    }
    contestants.push({ row, times, id });
  }
  for (let turn = 0; turn < (quick ? ROUNDS.quick : ROUNDS.full); turn++) {
    for (const contestant of contestants) {
      const { row, times, id } = contestant;
      if (!id || row.error) continue;
      try {
        const slow = times.length > 0 && Math.min(...times) > SLOW_MS;
        const asked = { id, times: turn === 0 || slow ? 1 : BURST, wake: !slow };
        times.push(...(await within(page.evaluate((wanted) => window.bench.rank(wanted.id, wanted.times, wanted.wake), asked))));
      } catch (error) {
        row.error = firstLine(error);
      }
    }
  }
  for (const { row, times, id } of contestants) {
    if (id && !page.isClosed()) await page.evaluate((who) => window.bench.close(who), id).catch(() => undefined);
    if (times.length > 0 && !row.error) {
      row.medianMs = round(median(times));
      row.minMs = round(Math.min(...times));
    }
    const result = row.error ?? row.skipped ?? `${row.medianMs} ms, at best ${row.minMs}${row.sameTop50 || row.stages === 2 ? '' : ', ANOTHER TOP 50'}`;
    say(`  ${row.scorer}${row.stages === 2 ? ' (two stages)' : ''}, ${row.threads} thread${row.threads > 1 ? 's' : ''}: ${result}`);
  }
  return contestants.map(({ row }) => row);
}

/**
 * Why a contestant does not take part; null: it does.
 * @param {import('./contestant.ts').Spec} spec @param {Circumstances} circumstances
 */
function passedOver({ scorer }, { n, software, quick }) {
  if (!software || !scorer.includes('webgpu')) return null;
  if (n > SOFTWARE_GPU_UP_TO) return 'the only GPU adapter is software';
  const slow = !scorer.startsWith('ours') && !scorer.endsWith('precomputed');
  return quick && slow ? 'too slow on a software GPU adapter for --quick' : null;
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
async function within(work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return /** @type {T} */ (await Promise.race([work, late]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {unknown} error */
const firstLine = (error) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
