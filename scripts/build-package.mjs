/**
 * The package as sites install it, into dist/package: its entries for the main thread, worker.js, and in parts/ what the
 * worker fetches after the first list (scripts/package-files.mjs says why so); types; the command line; package.json.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildOnce } from './build-once.mjs';
import { writeElements } from './package-elements.mjs';
import { BINARIES, ENTRIES, packageFiles, PARTS, partFile, WORKER } from './package-files.mjs';
import { writePackageJson } from './package-json.mjs';
import { packageTypes } from './package-types.mjs';
import { root } from './setup.mjs';
import { slimTfjs } from './slim-tfjs.mjs';
import { thirdParty } from './third-party.mjs';

const FOLDER = 'dist/package';
const OUT = join(root, FOLDER);
const SCRIPTS = ['build-package', 'package-elements', 'package-files', 'package-json', 'package-types', 'slim-tfjs', 'third-party'];
const TEXTS = ['README.md', 'CHANGELOG.md', 'LICENSE'];
const INPUTS = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', ...TEXTS, ...SCRIPTS.map((name) => `scripts/${name}.mjs`)];
const require = createRequire(import.meta.url);

/** What only learning needs: not to be part of what the first list waits for. */
const LEARNING = /[/]node_modules[/](@tensorflow|long)[/]|[/]src[/]session[/]learning-batch[.]ts$/;

/** The package, unless nothing changed. @returns {Promise<boolean>} whether it was built now */
export const buildPackage = () =>
  buildOnce(`${FOLDER}/package.json`, INPUTS, async () => {
    rmSync(OUT, { recursive: true, force: true });
    mkdirSync(join(OUT, 'parts'), { recursive: true });
    const licences = thirdParty('third-party-licences.txt');
    await buildWorkerFile(licences, WORKER.source, WORKER.file);
    for (const [name, { source }] of Object.entries(PARTS)) await buildWorkerFile(licences, source, partFile(name));
    for (const [name, source] of Object.entries(BINARIES)) copyFileSync(require.resolve(source), join(OUT, partFile(name)));
    await buildCommandLine(licences);
    await buildEntries(licences);
    packageTypes([...Object.values(entries()), WORKER.source], { out: join(OUT, 'types'), packages: /^react(\/|$)/ });
    for (const text of TEXTS) copyFileSync(join(root, text), join(OUT, text));
    writePackageJson(OUT, { elements: writeElements(OUT) });
  });

/** @returns {Record<string, string>} */
function entries() {
  return Object.fromEntries(Object.entries(ENTRIES).filter(([, source]) => existsSync(join(root, source))));
}

/** One whole file. @param {ReturnType<typeof thirdParty>} licences @param {string} source @param {string} file */
async function buildWorkerFile(licences, source, file) {
  await run({
    plugins: [slimTfjs(), packageFiles({ worker: true }), licences.worker, ...(file === WORKER.file ? [learningApart()] : [])],
    input: source.startsWith('src/') ? source : require.resolve(source),
    output: { entryFileNames: file, codeSplitting: false },
  });
}

/** The main thread's: modules that several need are one file, so that a page has them once. @param {ReturnType<typeof thirdParty>} licences */
async function buildEntries(licences) {
  await run({
    plugins: [packageFiles({ worker: false }), licences.page],
    input: entries(),
    external: /^react(-dom)?(\/|$)/,
    output: {
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      // What goes together, and would otherwise be several small files: the words of all, and what `tastekit` is.
      codeSplitting: {
        groups: [
          { name: 'words', test: /[/]src[/](errors|types)[.]ts$/ },
          { name: 'client', test: /[/]src[/](client|engine)[/](?!explanation|verbs)/, tags: ['$initial'] },
        ],
      },
    },
  });
}

/** One file with all that it needs, but for Dawn (optional) and TF.js's binaries, which lie in parts/. @param {ReturnType<typeof thirdParty>} licences */
async function buildCommandLine(licences) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [licences.worker],
    ssr: { target: 'node', noExternal: true, external: ['webgpu'] },
    build: {
      ssr: 'src/cli/main.ts',
      outDir: join(OUT, 'cli'),
      emptyOutDir: false,
      target: 'node20',
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: 'tastekit.mjs', codeSplitting: false, comments: false, banner: '#!/usr/bin/env node' } },
    },
  });
  chmodSync(join(OUT, 'cli/tastekit.mjs'), 0o755);
}

/** @param {{ plugins: import('vite').Plugin[], input: string | Record<string, string>, output: import('vite').Rolldown.OutputOptions, external?: RegExp }} options */
async function run({ plugins, input, output, external }) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    base: './',
    plugins,
    build: {
      // Not as of a page: that would wrap every import() in a loader of style sheets.
      lib: { entry: input, formats: ['es'] },
      minify: 'oxc',
      outDir: OUT,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      reportCompressedSize: false,
      // Of a library, Vite would leave the white space, for bundlers to find what is pure; all of this is needed.
      rolldownOptions: { external, onLog: withoutDirectives, preserveEntrySignatures: 'strict', output: { comments: false, minify: true, ...output } },
    },
  });
}

/**
 * That `'use client'` may be lost is no news: scripts/check-package.mjs looks whether it is there.
 * @param {import('vite').Rolldown.LogLevel} level
 * @param {import('vite').Rolldown.RolldownLog} log
 * @param {import('vite').Rolldown.LogOrStringHandler} report
 */
function withoutDirectives(level, log, report) {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
}

/** TF.js must not be needed before the first list. @returns {import('vite').Plugin} */
function learningApart() {
  return {
    name: 'tastekit-learning-apart',
    generateBundle(_, bundle) {
      for (const part of Object.values(bundle)) {
        const early = part.type === 'chunk' ? part.moduleIds.find((id) => LEARNING.test(id)) : undefined;
        if (early) this.error(`${part.fileName} holds ${early}: learning must arrive by import() only`);
      }
    },
  };
}
