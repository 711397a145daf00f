/** What every script does first: a Node that is new enough, the dependencies and the kernels in place. Needs nothing installed. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process where Node is too old; installs what is missing, and compiles the kernels. @param {(line: string) => void} say */
export async function setUp(say) {
  requireNode();
  if (!installed(root)) {
    say('installing dependencies (once, about a minute)');
    await npmCi(root);
  }
  const { buildKernels } = await import('./build-kernels.mjs');
  await buildKernels();
}

/** Installs what end-to-end tests need beside: packages that npm does not install together with ours. @param {(line: string) => void} say */
export async function setUpPages(say) {
  const folder = join(root, 'e2e/pages/react-18');
  if (installed(folder)) return;
  say('installing React 18 beside React 19 (once)');
  await npmCi(folder);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (fits) return;
  console.error(`TasteKit needs Node 20.19 or newer (of Node 22: 22.12 or newer); this is ${process.version}.`);
  console.error('Get one at https://nodejs.org, then run the same command again.');
  process.exit(1);
}

/** Whether node_modules holds what package-lock.json asks for. Optional packages are for npm to choose by platform. @param {string} folder */
function installed(folder) {
  const present = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(present)) return false;
  const wanted = packages(join(folder, 'package-lock.json'));
  const here = packages(present);
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === '' || optional || peer || (here[path]?.version === version && existsSync(join(folder, path))),
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, optional?: boolean, peer?: boolean }>}
 */
function packages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** The npm that runs this script, else the one on the path. @param {string} folder */
async function npmCi(folder) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const running = process.env.npm_execpath;
  const [command, all] = running?.endsWith('.js') ? [process.execPath, [running, ...args]] : ['npm', args];
  const child = spawn(command, all, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  const code = await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  if (code === 0) return;
  console.error('npm ci failed (see above). It needs the npm registry once; run the same command again when it is there.');
  process.exit(1);
}
