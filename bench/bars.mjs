/** What was promised, beside what `npm run bench` measured. */

/** @typedef {import('./rank/run-rank.mjs').Row} Row */
/** Medians, and best times; null: not measured. @typedef {{ median: number, best: number } | null} Figure */

/**
 * Rows of a table: the bar, what is wanted, by medians, by best times, the verdict. Ratios are of scorers on one thread.
 * @param {{ rows: Row[], tower: { appendMs: number, appendMinMs: number } | null, clickToList: { p95Ms: number } | null,
 *   bytes: { budgets: { name: string, bytes: number, budget: number }[] } | null }} figures
 */
export function bars({ rows, tower, clickToList, bytes }) {
  /** @param {string} scorer @param {number} n @param {number} [stages] @returns {Figure} */
  const timeOf = (scorer, n, stages = 1) => {
    const row = rows.find((candidate) => candidate.scorer === scorer && candidate.n === n && candidate.stages === stages && candidate.threads === 1);
    return !row || row.medianMs === null || row.minMs === null ? null : { median: row.medianMs, best: row.minMs };
  };
  /** @param {string} ours @param {string} peer @param {number} n @param {number | null} most */
  const ratio = (ours, peer, n, most) => {
    const [a, b] = [timeOf(ours, n), timeOf(peer, n)];
    const figure = a && b && { median: a.median / b.median, best: a.best / b.best };
    return bar(`${ours} beside ${peer}, ${n.toLocaleString('en')} items`, figure, most, (value) => `${value.toFixed(3)} ×`);
  };
  const clicks = clickToList && { median: clickToList.p95Ms, best: clickToList.p95Ms };
  return [
    ratio('ours-webgpu', 'tfjs-webgpu-precomputed', 10_000, 0.1),
    ...[10_000, 100_000].flatMap((n) => [
      ratio('ours-wasm', 'tfjs-wasm-precomputed', n, 0.5),
      ratio('ours-wasm', 'ort-wasm', n, 0.15),
      ratio('ours-wasm', 'ort-wasm-precomputed', n, null),
    ]),
    bar('ours-wasm, two stages, 1,000,000 items', timeOf('ours-wasm', 1_000_000, 2), 40, ms),
    bar('the user tower, one event after 100', tower && { median: tower.appendMs, best: tower.appendMinMs }, 1, ms),
    bar('click to list, p95 of 100 clicks', clicks, 50, ms),
    ...(bytes?.budgets ?? []).map(({ name, bytes: size, budget }) => bar(`gzipped: ${name}`, { median: size / 1000, best: size / 1000 }, budget / 1000, (value) => `${value.toFixed(1)} kB`)),
  ];
}

/** @param {string} name @param {Figure} figure @param {number | null} most null: not promised @param {(value: number) => string} words */
function bar(name, figure, most, words) {
  const wanted = most === null ? '–' : `≤ ${words(most).replace(/[.]?0+(?= )/, '')}`;
  if (!figure) return [name, wanted, '–', '–', 'not measured'];
  const { median, best } = figure;
  return [name, wanted, words(median), words(best), verdict(median, best, most)];
}

/** @param {number} median @param {number} best @param {number | null} most */
function verdict(median, best, most) {
  if (most === null) return 'no bar, for comparison';
  if (median <= most && best <= most) return 'met';
  if (median > most && best > most) return 'missed';
  return median <= most ? 'met by medians only' : 'met by best times only';
}

/** @param {number} value */
function ms(value) {
  return `${value < 1 ? value.toFixed(3) : value.toFixed(1)} ms`;
}
