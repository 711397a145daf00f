/** The tables of docs/BENCHMARKS.md from the figures of `npm run bench -- --json FILE`: `node bench/tables.mjs FILE`. */
import { readFileSync } from 'node:fs';

/** @typedef {import('./rank/run-rank.mjs').Row} Row */

const { machine, date, rows, clickToList, firstList, bytes } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
/** @type {Row[]} */
const ranks = rows;
const sizes = [...new Set(ranks.map(({ n }) => n))];

console.log(`${date}. ${machine.cores} cores, ${machine.cpu}; ${machine.browser}; GPU adapter: ${machine.adapter}.\n`);
print(['scorer', 'threads', ...sizes.map((n) => n.toLocaleString('en'))], contestants());
console.log('');
print(['bar', 'wanted', 'measured (best times)', ''], bars());
if (clickToList) console.log(`\nClick to list: p50 ${clickToList.p50Ms} ms, p95 ${clickToList.p95Ms} ms; parts (p50/p95): ${parts(clickToList.parts)}.`);
if (firstList) console.log(`\nFirst list: ${visit('cold', firstList.cold)}; ${visit('returning', firstList.returning)}.`);
if (bytes) console.log(`\nBytes, gzipped: ${JSON.stringify({ ...bytes.gzip, files: undefined })}; memory: ${JSON.stringify(bytes.memory)}.`);

function contestants() {
  /** @param {Row} row */
  const nameOf = ({ scorer, stages, threads }) => `${scorer}${stages === 2 ? ', two stages' : ''}|${threads}`;
  return [...new Set(ranks.map(nameOf))].map((name) => [
    ...name.split('|'),
    ...sizes.map((n) => {
      const row = ranks.find((candidate) => candidate.n === n && nameOf(candidate) === name);
      if (!row || row.medianMs === null) return row?.error ? 'failed' : '–';
      const other = row.stages === 2 ? ` (${Math.round(100 * (row.recall50 ?? 0))} % of the exact top 50)` : row.sameTop50 ? '' : ' (another top 50)';
      return `${short(row.medianMs)} (${short(row.minMs ?? 0)})${other}`;
    }),
  ]);
}

function bars() {
  /** @param {string} scorer @param {number} n @param {number} [stages] */
  const best = (scorer, n, stages = 1) => ranks.find((row) => row.scorer === scorer && row.n === n && row.stages === stages && row.threads === 1)?.minMs ?? null;
  /** @param {string} ours @param {string} peer @param {number} n @param {number} most */
  const ratio = (ours, peer, n, most) => {
    const [a, b] = [best(ours, n), best(peer, n)];
    if (a === null || b === null) return [];
    return [[`${ours} beside ${peer}, ${n.toLocaleString('en')} items, one stage, one thread`, `≤ ${most} ×`, `${(a / b).toFixed(3)} ×`, a / b <= most ? 'met' : 'missed']];
  };
  const two = best('ours-wasm', 1_000_000, 2);
  return [
    ...ratio('ours-webgpu', 'tfjs-webgpu-precomputed', 10_000, 0.1),
    ...[10_000, 100_000].flatMap((n) => [...ratio('ours-wasm', 'tfjs-wasm-precomputed', n, 0.5), ...ratio('ours-wasm', 'ort-wasm', n, 0.15)]),
    ...(two === null ? [] : [['ours-wasm, two stages, 1,000,000 items', '≤ 40 ms', `${short(two)} ms`, two <= 40 ? 'met' : 'missed']]),
    ...(clickToList ? [['click to list, p95', '≤ 50 ms', `${clickToList.p95Ms} ms`, clickToList.p95Ms <= 50 ? 'met' : 'missed']] : []),
  ];
}

/** @param {Record<string, { p50: number, p95: number }>} all */
function parts(all) {
  return Object.entries(all).map(([name, { p50, p95 }]) => `${name} ${p50}/${p95}`).join(', ');
}

/** @param {string} name @param {{ medianMs: number, minMs: number, bytes: number, requests: number }} figures */
function visit(name, { medianMs, minMs, bytes, requests }) {
  return `${name} ${medianMs} ms (at best ${minMs}), ${bytes.toLocaleString('en')} bytes in ${requests} requests`;
}

/** @param {number} ms */
function short(ms) {
  return ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

/** @param {string[]} head @param {string[][]} body */
function print(head, body) {
  for (const line of [head, head.map(() => '---'), ...body]) console.log(`| ${line.join(' | ')} |`);
}
