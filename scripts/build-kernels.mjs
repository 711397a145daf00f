/**
 * Compiles the AssemblyScript of src/kernels/simd/assembly into a module that holds two WebAssembly binaries as base64:
 * for every processor with SIMD, and with relaxed SIMD. As text in a module they need no request and no loader, so the
 * same import works in a page's worker, in Node and in tests, under a policy of 'wasm-unsafe-eval' alone.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildOnce } from './build-once.mjs';
import { root } from './setup.mjs';

const SOURCES = 'src/kernels/simd/assembly';
const OUTPUT = 'src/kernels/simd/generated/binaries.ts';

const FLAGS = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd'];

/** Unless nothing changed. @returns {Promise<boolean>} whether they were built now */
export const buildKernels = () =>
  buildOnce(OUTPUT, [SOURCES, 'scripts/build-kernels.mjs', 'package-lock.json'], async () => {
    const binaries = { simd: await compile([]), relaxed: await compile(['--enable', 'relaxed-simd']) };
    const lines = Object.entries(binaries).map(([name, bytes]) => `  ${name}: '${Buffer.from(bytes).toString('base64')}',\n`);
    const file = join(root, OUTPUT);
    mkdirSync(dirname(file), { recursive: true });
    // Moved into place, so that whoever builds or reads at the same time never sees half of it.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, `/** Made by scripts/build-kernels.mjs. */\nexport const BINARIES = {\n${lines.join('')}};\n`);
    renameSync(unfinished, file);
  });

/** @param {string[]} flags @returns {Promise<Uint8Array>} */
async function compile(flags) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  let said = '';
  const { error } = await asc.main(['index.ts', '--baseDir', join(root, SOURCES), '--outFile', 'kernels.wasm', ...FLAGS, ...flags], {
    stderr: { write: (chunk) => void (said += chunk) },
    writeFile(_name, contents) {
      binary = /** @type {Uint8Array} */ (contents);
    },
  });
  if (error || !binary) throw new Error(`asc could not compile ${SOURCES}: ${error?.message ?? 'no output'}\n${said}`);
  return binary;
}
