/**
 * The Chromium that the tests run in: which one, where it comes from, and how it is started.
 * Chosen in this order: CHROME_PATH, the one Playwright downloaded, the system's.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Every browser is started with these: quiet, offline by itself, and able to run as root in a container. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Gives a real WebGPU device on a software adapter, on any machine. */
export const WEBGPU_ARGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

const OTHER_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium that exists, or undefined. Whether it works, `ensureChromium` has tried. */
export function findChromium() {
  return candidates()[0];
}

/**
 * A Chromium that has been started once, fetched if there is none: Playwright's own, else Debian's package.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} its path
 */
export async function ensureChromium(say) {
  const found = await firstWorking();
  if (found) return found;

  say('no working Chromium here; trying Playwright’s download');
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  await runFor(300_000, process.execPath, [cli, 'install', '--no-shell', 'chromium']);
  const downloaded = await firstWorking();
  if (downloaded) return downloaded;

  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say('that did not work; trying Debian’s package');
    await runFor(180_000, 'apt-get', ['update', '-q']);
    await runFor(600_000, 'apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium']);
    const packaged = await firstWorking();
    if (packaged) return packaged;
  }
  throw new Error(
    'no Chromium. Install one (Debian: apt-get install chromium; elsewhere: Chrome, or npx playwright install ' +
      'chromium), or set CHROME_PATH to one.',
  );
}

/** The Chromiums that exist, best first. */
function candidates() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (!existsSync(CHROME_PATH)) throw new Error(`CHROME_PATH: there is no file ${CHROME_PATH}`);
    return [CHROME_PATH];
  }
  return [playwrightsOwn(), ...COMMANDS.map(onPath), ...OTHER_PLACES].filter((path) => path && existsSync(path));
}

/** Where Playwright keeps the full Chromium (its headless shell lacks WebGPU), downloaded or not. */
function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('@playwright/test').chromium.executablePath();
  } catch {
    return undefined;
  }
}

/** @param {string} command */
function onPath(command) {
  const directories = (process.env.PATH ?? '').split(delimiter);
  return directories.map((directory) => join(directory, command)).find((path) => existsSync(path));
}

async function firstWorking() {
  for (const path of candidates()) if (works(path)) return path;
  return undefined;
}

/** A stub (Ubuntu's snap) or a binary without its libraries exists, and does not start. @param {string} path */
function works(path) {
  const args = ['--headless', '--disable-gpu', ...BROWSER_ARGS, '--dump-dom', 'data:text/html,<p>alive</p>'];
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 && stdout.includes('alive');
}

/**
 * Runs a command to its end or to the time limit, whichever is first; the caller looks at what it left behind.
 * @param {number} limit milliseconds
 * @param {string} command
 * @param {string[]} args
 */
function runFor(limit, command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: limit });
    child.once('error', resolve);
    child.once('exit', resolve);
  });
}
