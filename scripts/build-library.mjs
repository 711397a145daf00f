/**
 * The library as a page loads it, into dist/lib: the main thread's entry index.js; the worker and what it needs for
 * the first list in first-list/; what it brings for learning in learning/, for explaining in explaining/. Bundled, so
 * that its sizes can be measured.
 */
import { buildOnce } from './build-once.mjs';
import { root } from './setup.mjs';
import { slimTfjs } from './slim-tfjs.mjs';
import { thirdParty } from './third-party.mjs';
import { WORKER_CHUNKS } from './worker-chunks.mjs';

/** What only learning needs. A piece that has any of it lies in learning/. */
const LEARNING = /[/]node_modules[/](@tensorflow|long)[/]|[/]src[/]session[/]learning-batch[.]ts$/;
/** What explaining needs first. Learning comes after it, and shares the generator with it. */
const EXPLAINING = /[/]src[/](engine[/]explain-item|random)[.]ts$/;
const INPUTS = ['src', 'package-lock.json', ...['build-library', 'slim-tfjs', 'third-party', 'worker-chunks'].map((name) => `scripts/${name}.mjs`)];

/** The library, unless nothing changed. @returns {Promise<boolean>} whether it was built now */
export const buildLibrary = () =>
  buildOnce('dist/lib/index.js', INPUTS, async () => {
    const { build } = await import('vite');
    const licences = thirdParty('third-party-licences.txt');
    const output = {
      comments: false,
      entryFileNames: 'index.js',
      /** @param {{ moduleIds: string[] }} chunk */
      chunkFileNames: ({ moduleIds }) => `${folderOf(moduleIds)}/[name]-[hash].js`,
      /** @param {{ originalFileNames: string[] }} asset */
      assetFileNames: ({ originalFileNames }) => `${folderOf(originalFileNames)}/[name]-[hash][extname]`,
    };
    await build({
      root,
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      base: './',
      plugins: [slimTfjs(), licences.page, learningApart()],
      worker: {
        format: 'es',
        plugins: () => [slimTfjs(), licences.worker, learningApart()],
        rolldownOptions: { output: { ...output, entryFileNames: 'first-list/[name]-[hash].js', codeSplitting: WORKER_CHUNKS } },
      },
      // Not `lib`: that would write every wasm file into the script, in base64.
      build: {
        outDir: 'dist/lib',
        emptyOutDir: true,
        target: 'es2022',
        sourcemap: true,
        assetsInlineLimit: 0,
        modulePreload: false,
        rolldownOptions: { input: 'src/index.ts', preserveEntrySignatures: 'strict', output },
      },
    });
  });

/** @param {string[]} sources */
function folderOf(sources) {
  if (sources.some((source) => LEARNING.test(`/${source}`))) return 'learning';
  return sources.some((source) => EXPLAINING.test(source)) ? 'explaining' : 'first-list';
}

/** TF.js must not be needed before the first list. @returns {import('vite').Plugin} */
function learningApart() {
  return {
    name: 'tastekit-learning-apart',
    generateBundle(_, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk' || part.fileName.startsWith('learning/')) continue;
        const early = [...part.imports.filter((name) => name.startsWith('learning/')), ...part.moduleIds.filter((id) => LEARNING.test(id))];
        if (early.length > 0) this.error(`${part.fileName} loads ${early[0]} at once: learning must arrive by import() only`);
      }
    },
  };
}
