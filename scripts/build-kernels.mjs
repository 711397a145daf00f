/**
 * Compiles the AssemblyScript of src/kernels/simd/assembly into a module that holds two WebAssembly binaries as hex digits,
 * of which gzip leaves a fifth less than of base64: for every processor with SIMD, and with relaxed SIMD. As text in a module they need no request and no loader, so the
 * same import works in a page's worker, in Node and in tests, under a policy of 'wasm-unsafe-eval' alone.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildOnce } from './build-once.mjs';
import { root } from './setup.mjs';

const SOURCES = 'src/kernels/simd/assembly';
const OUTPUT = 'src/kernels/simd/generated/binaries.ts';

const FLAGS = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd'];

/** Unless nothing changed. @returns {Promise<boolean>} whether they were built now */
export const buildKernels = () =>
  buildOnce(OUTPUT, [SOURCES, 'scripts/build-kernels.mjs', 'package-lock.json'], async () => {
    const [simd, relaxed] = await Promise.all([compile([]), compile(['--enable', 'relaxed-simd'])]);
    const file = join(root, OUTPUT);
    mkdirSync(dirname(file), { recursive: true });
    // Moved into place, so that whoever builds or reads at the same time never sees half of it.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, `/** Made by scripts/build-kernels.mjs. */\nexport const BINARIES = {\n  simd: '${simd}',\n  relaxed: '${relaxed}',\n};\n`);
    renameSync(unfinished, file);
  });

/**
 * In a process of its own: the compiler's types declare globals (`f32`, `require`) that would hold for all our sources.
 * @param {string[]} flags
 * @returns {Promise<string>} two hex digits a byte
 */
async function compile(flags) {
  const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const folder = mkdtempSync(join(tmpdir(), 'tastekit-kernels-'));
  try {
    const binary = join(folder, 'kernels.wasm');
    const args = [asc, 'index.ts', '--baseDir', join(root, SOURCES), '--outFile', binary, ...FLAGS, ...flags];
    await new Promise((resolve, reject) => {
      execFile(process.execPath, args, (error, _stdout, stderr) => {
        if (error) reject(new Error(`asc could not compile ${SOURCES}:\n${stderr}`));
        else resolve(undefined);
      });
    });
    return readFileSync(binary, 'hex');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
