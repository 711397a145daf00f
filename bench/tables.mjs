/** The section "What came out" of docs/BENCHMARKS.md from the figures of `npm run bench -- --json FILE`: `node bench/tables.mjs FILE`. */
import { readFileSync } from 'node:fs';
import { bars } from './bars.mjs';

/** @typedef {import('./rank/run-rank.mjs').Row} Row */

const figures = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { machine, date, rows, tower, clickToList, firstList, visit: wholeVisit, bytes } = figures;
/** @type {Row[]} */
const ranks = rows;
const sizes = [...new Set(ranks.map(({ n }) => n))];

console.log(`${date}. ${machine.cores} cores, ${machine.cpu}; ${machine.browser}; GPU adapter: ${machine.adapter}; load before the run: ${machine.loadBefore ?? 'not known'}.`);
print(['bar', 'wanted', 'by medians', 'by best times', ''], bars(figures));
if (ranks.length > 0) {
  console.log('\nRanking, median and (best) time in ms:');
  print(['scorer', 'threads', ...sizes.map((n) => n.toLocaleString('en'))], contestants());
  console.log(`\n${agreement()}`);
}
if (tower) {
  console.log(`\nUser tower, median (best): one event after ${tower.events} ${tower.appendMs} ms (${tower.appendMinMs}), the whole history ${tower.allMs} ms (${tower.allMinMs}).`);
}
if (clickToList) {
  console.log(`\nClick to list, ${clickToList.n} clicks each, ${clickToList.backend}, ms:`);
  const names = Object.keys(clickToList.parts);
  /** @param {string} what @param {typeof clickToList} clicks */
  const lines = (what, { p50Ms, p95Ms, parts }) => [
    [`${what}, p50`, p50Ms, ...names.map((name) => parts[name].p50)],
    [`${what}, p95`, p95Ms, ...names.map((name) => parts[name].p95)],
  ];
  print(['', 'whole', ...names], [...lines('Like', clickToList), ...lines('opening the item', clickToList.opening)]);
}
if (firstList) {
  console.log(`\nFirst list, ${firstList.visits} visits each:`);
  print(['visit', 'median', 'best', 'bytes until then', 'requests'], [visit('fresh profile', firstList.cold), visit('returning', firstList.returning)]);
}
if (wholeVisit) {
  console.log(`\nA first visit, ${wholeVisit.visits} times: largest contentful paint ${wholeVisit.lcpMs} ms (median), cumulative layout shift ${wholeVisit.cls.toFixed(4)} (worst). The page's main thread:`);
  /** @type {{ name: string, longestMs: number, longestCpuMs: number, medianCpuMs: number, longTasks: number, shift: number }[]} */
  const parts = wholeVisit.parts;
  print(
    ['part', 'longest task, CPU ms, median', 'worst', 'by the clock', 'tasks of 50 CPU ms and more', 'layout shift'],
    parts.map(({ name, longestMs, longestCpuMs, medianCpuMs, longTasks, shift }) => [name, medianCpuMs, longestCpuMs, longestMs, longTasks, shift.toFixed(4)]),
  );
}
if (bytes) {
  const { files: _, ...gzip } = bytes.gzip;
  console.log('\nBytes of the built page, gzipped:');
  print(Object.keys(gzip), [Object.values(gzip).map((size) => `${(size / 1000).toFixed(1)} kB`)]);
  console.log('\nMemory of the page and its worker:');
  const moments = { 'after the first list': bytes.memory.afterFirstList, 'after learning': bytes.memory.afterLearning };
  print(['', 'page', 'worker', 'total'], Object.entries(moments).map(([name, memory]) => [name, ...['page', 'worker', 'total'].map((part) => (memory ? `${(memory[part] / 1e6).toFixed(1)} MB` : '–'))]));
}

function contestants() {
  /** @param {Row} row */
  const nameOf = ({ scorer, stages, threads }) => `${scorer}${stages === 2 ? ', two stages' : ''}|${scorer.includes('webgpu') ? '–' : threads}`;
  return [...new Set(ranks.map(nameOf))].map((name) => [
    ...name.split('|'),
    ...sizes.map((n) => {
      const row = ranks.find((candidate) => candidate.n === n && nameOf(candidate) === name);
      if (!row || row.medianMs === null) return row?.error ? 'failed' : '–';
      return `${short(row.medianMs)} (${short(row.minMs ?? 0)})`;
    }),
  ]);
}

/** Whether the lists are right, and what failed, in words. */
function agreement() {
  const measured = ranks.filter(({ medianMs }) => medianMs !== null);
  /** @param {Row} row */
  const words = ({ scorer, threads, n }) => `${scorer} (${threads} thread${threads > 1 ? 's' : ''}, ${n.toLocaleString('en')} items)`;
  const others = measured.filter(({ stages, sameTop50 }) => stages === 1 && !sameTop50);
  const shares = measured.filter(({ stages }) => stages === 2).map(({ recall50 = 0 }) => recall50);
  const lines = [
    others.length === 0 ? "Every list of one stage was the twin's." : `ANOTHER TOP 50 than the twin's: ${others.map(words).join('; ')}.`,
    ...(shares.length > 0 ? [`Those of two stages had at least ${Math.floor(100 * Math.min(...shares))} % of its 50.`] : []),
    ...ranks.flatMap((row) => (row.error ? [`Failed: ${words(row)}: ${row.error}.`] : [])),
    ...notes(),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

/** What each scorer runs on, and what was chosen by trial, on one thread; by size where that differs. */
function notes() {
  return [...new Set(ranks.map(({ scorer }) => scorer))].flatMap((name) => {
    const told = new Set(ranks.flatMap(({ scorer, threads, note }) => (scorer === name && threads === 1 && note ? [note] : [])));
    return told.size > 0 ? [`${name}: ${[...told].join('; or ')}`] : [];
  });
}

/** @param {string} name @param {{ medianMs: number, minMs: number, bytes: number, requests: number }} figures */
function visit(name, { medianMs, minMs, bytes, requests }) {
  return [name, `${medianMs} ms`, `${minMs} ms`, bytes.toLocaleString('en'), requests];
}

/** @param {number} ms */
function short(ms) {
  return ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

/** @param {string[]} head @param {(string | number)[][]} body */
function print(head, body) {
  console.log('');
  for (const line of [head, head.map(() => '---'), ...body]) console.log(`| ${line.join(' | ')} |`);
}
