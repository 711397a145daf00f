import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Counts `skipped`: titles, with the reason. */
/** @typedef {Counts & { fault?: string, output: string }} Outcome `fault`: what is wrong, in a few words. */

const COUNTS = join(root, `.cache/test/counts-${process.pid}.json`);

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    if (running) end(running);
    process.exit(130);
  });
}

/**
 * Runs one stage, a Node script, to its end. A stage that counts its tests leaves them in the file TASTEKIT_COUNTS;
 * any other counts as one test. A stage that fails has at least one failure, however it failed.
 * @param {string[]} args the script and its arguments
 * @param {{ counts: boolean, minutes: number, env: Record<string, string> }} options
 * @returns {Promise<Outcome>}
 */
export async function runStage(args, { counts, minutes, env }) {
  mkdirSync(dirname(COUNTS), { recursive: true });
  rmSync(COUNTS, { force: true });
  const { code, output } = await runNode(args, minutes, { ...env, TASTEKIT_COUNTS: COUNTS });
  const counted = counts ? readCounts() : { passed: code === 0 ? 1 : 0, failed: 0, skipped: [] };
  rmSync(COUNTS, { force: true });
  const fault = judge(code, counted, minutes);
  return { ...counted, failed: fault ? Math.max(1, counted.failed) : 0, fault, output };
}

/** @param {number | 'late'} code @param {Counts} counts @param {number} minutes */
function judge(code, counts, minutes) {
  if (code === 'late') return `not done after ${minutes} minutes`;
  if (code === 0 && counts.passed + counts.failed === 0) return 'no test ran';
  if (code !== 0 || counts.failed > 0) return `exit code ${code}`;
  return undefined;
}

/** @returns {Counts} */
function readCounts() {
  try {
    return JSON.parse(readFileSync(COUNTS, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

/**
 * In a process group of its own, so that its browsers and servers end with it.
 * @param {string[]} args
 * @param {number} minutes
 * @param {Record<string, string>} env
 * @returns {Promise<{ code: number | 'late', output: string }>}
 */
function runNode(args, minutes, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    running = child;
    let output = '';
    let late = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const limit = setTimeout(() => {
      late = true;
      end(child);
    }, minutes * 60_000);
    // `close` waits for whoever still holds the pipes; so what outlives the stage is ended first.
    child.once('exit', () => end(child));
    child.once('close', (code) => {
      clearTimeout(limit);
      running = undefined;
      resolve({ code: late ? 'late' : (code ?? 1), output });
    });
  });
}

/** Ends a stage and all that it started. @param {import('node:child_process').ChildProcess} child */
function end(child) {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}
