/**
 * `npm start`: installs what is missing, builds the demo, serves it, and prints its address as the last line.
 * Options: --port N, or PORT in the environment (default 4173; the next free one if it is taken; 0: any).
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from './setup.mjs';

const HOST = '127.0.0.1';

const port = wantedPort();
await setUp(console.log);
const { buildDemo } = await import('./build.mjs');
console.log('building the demo');
await buildDemo();
const { preview } = await import('vite');
const server = await preview({
  root,
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'warn',
  preview: { host: HOST, port: await freePort(port), strictPort: true },
});
const { port: taken } = /** @type {import('node:net').AddressInfo} */ (server.httpServer.address());
if (port !== 0 && taken !== port) console.log(`port ${port} is taken`);
console.log(`TasteKit is at http://${HOST}:${taken}/ (Ctrl-C ends it)`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
if (process.env.npm_lifecycle_event === 'start') endWithParent();

/** A signal other than Ctrl-C ends npm but not what npm started; the server would keep its port for ever. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 500).unref();
}

function wantedPort() {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const text = values.port ?? process.env.PORT ?? '4173';
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    console.error(`port: expected a number from 0 to 65535, got ${JSON.stringify(text)}`);
    process.exit(1);
  }
  return number;
}

/** The port asked for, or the first free one after it. @param {number} from @returns {Promise<number>} */
async function freePort(from) {
  for (let port = from; port < from + 100 && port < 65_536; port++) if (await isFree(port)) return port || anyPort();
  throw new Error(`no free port from ${from} to ${from + 99}; name another with --port`);
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} */
function anyPort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, HOST, () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}
