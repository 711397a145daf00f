/**
 * `npm test`: sets up what is missing, then runs every stage in order, also after one failed. The last line is
 * `N passed, N failed` (`, N skipped` where tests were), and the exit code 1 if any failed.
 *
 *   npm test                                   everything
 *   npm test -- --only unit                    one stage, or several: --only unit,browser
 *   npm test -- --only unit src/catalog        what follows goes to the stage's own tool
 *   npm run test:long                          everything, and the *.long.* tests
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.mjs';
import { runStage } from './run-stage.mjs';
import { root, setUp, setUpPages } from './setup.mjs';

/**
 * `command` is asked for after set-up. A stage that `counts` reports its tests; the others count as one each.
 * @typedef {{ name: string, command: () => string[], counts?: boolean, browser?: boolean }} Stage
 */

/** @type {Stage[]} */
const STAGES = [
  { name: 'types', command: () => [bin('typescript', 'tsc'), '-p', '.'] },
  { name: 'lint', command: () => [bin('oxlint')] },
  { name: 'boundaries', command: () => ['scripts/boundaries.mjs'] },
  { name: 'dead-code', command: () => [bin('knip'), '--no-progress'] },
  { name: 'docs', command: () => ['scripts/api-docs.mjs', '--check'] },
  { name: 'unit', command: () => vitest('unit'), counts: true },
  { name: 'browser', command: () => vitest('browser'), counts: true, browser: true },
  { name: 'build', command: () => ['scripts/build.mjs'] },
  { name: 'package', command: () => ['scripts/check-package.mjs'] },
  { name: 'sizes', command: () => [bin('size-limit')] },
  { name: 'e2e', command: playwright, counts: true, browser: true },
];

const { stages, long, rest } = readArguments();
const started = Date.now();
const total = { passed: 0, failed: 0, skipped: 0 };

try {
  await setUp(say);
  if (stages.some(({ name }) => name === 'e2e')) await setUpPages(say);
  const env = { CI: '1', ...(long && { TASTEKIT_LONG: '1' }), ...(await browserFor(stages)) };
  for (const stage of stages) await run(stage, env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed++;
}
console.log(`\n${stages.length} stages, ${secondsSince(started)}`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * Runs a stage, prints its line (and its output, if it failed), and adds it up.
 * @param {Stage} stage
 * @param {Record<string, string>} env
 */
async function run(stage, env) {
  const from = Date.now();
  const args = [...stage.command(), ...rest];
  const outcome = await runStage(args, { counts: stage.counts ?? false, minutes: long ? 240 : 10, env });
  const { passed, failed, skipped, fault, output } = outcome;
  if (fault) console.log(`\n${output.trimEnd()}\n`);
  const figures = stage.counts ? `${passed} passed, ${failed} failed` : fault ? 'failed' : 'ok';
  console.log(`${stage.name.padEnd(11)} ${figures.padEnd(24)} ${secondsSince(from)}${fault ? `   ${fault}` : ''}`);
  for (const title of skipped) console.log(`${''.padEnd(11)} skipped: ${title}`);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped.length;
}

/**
 * The browser's path for those who need one, in the variable that scripts/chromium.mjs reads.
 * @param {Stage[]} needy
 * @returns {Promise<Record<string, string>>}
 */
async function browserFor(needy) {
  if (!needy.some(({ browser }) => browser)) return {};
  const path = await ensureChromium(say);
  say(path);
  return { CHROME_PATH: path };
}

/** @param {string} project */
function vitest(project) {
  return [bin('vitest'), 'run', '--project', project, '--reporter=default', '--reporter=./scripts/count-vitest.mjs'];
}

function playwright() {
  return [bin('@playwright/test', 'playwright'), 'test', '--reporter=list,./scripts/count-playwright.mjs'];
}

/** The script behind a package's command. @param {string} name @param {string} [command] */
function bin(name, command = name) {
  const folder = join(root, 'node_modules', name);
  const { bin: commands } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof commands === 'string' ? commands : commands[command]);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true }, long: { type: 'boolean', default: false } },
  });
  const all = STAGES.map(({ name }) => name);
  const names = values.only?.flatMap((list) => list.split(',')) ?? all;
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) refuse(`--only ${unknown.join()}: no such stage; there are ${all.join(', ')}`);
  if (positionals.length > 0 && names.length !== 1) refuse(`${positionals[0]}: say which stage it is for with --only`);
  return { stages: STAGES.filter(({ name }) => names.includes(name)), long: values.long, rest: positionals };
}

/** @param {string} reason */
function refuse(reason) {
  console.error(reason);
  process.exit(1);
}

/** @param {string} line */
function say(line) {
  console.log(`${'set-up'.padEnd(11)} ${line}`);
}

/** @param {number} from */
function secondsSince(from) {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}
