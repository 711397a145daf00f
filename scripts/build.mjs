/** `npm run build`: the demo page into dist/demo, the package into dist/package, the command line into dist/cli. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPackage } from './build-package.mjs';
import { buildOnce } from './build-once.mjs';
import { root, setUp } from './setup.mjs';

const CONFIGURATION = ['package-lock.json', 'vite.config.ts', 'scripts/build.mjs', 'scripts/content-policy.mjs', 'scripts/slim-tfjs.mjs', 'scripts/third-party.mjs', 'scripts/worker-chunks.mjs'];

/** The page, unless nothing changed. @returns {Promise<boolean>} whether it was built now */
export const buildDemo = () =>
  buildOnce('dist/demo/index.html', ['index.html', 'src', 'public', ...CONFIGURATION], async () => {
    const { build } = await import('vite');
    await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  });

/** The command line, unless nothing changed. @returns {Promise<boolean>} whether it was built now */
export const buildCli = () =>
  buildOnce('dist/cli/tastekit.mjs', ['src', ...CONFIGURATION], async () => {
    const { build } = await import('vite');
    const unfinished = join(root, `dist/.cli-${process.pid}`);
    await build({
      root,
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      // TF.js's gradients have imports without extensions, which Node's own ESM refuses: bundled with us.
      ssr: { target: 'node', noExternal: [/^@tensorflow\//, 'seedrandom', 'long'], external: ['webgpu'] },
      build: {
        ssr: 'src/cli/main.ts',
        outDir: unfinished,
        target: 'node20',
        sourcemap: true,
        minify: false,
        // One file, moved into place at the end: a training in progress never misses a chunk, nor reads half of one.
        rolldownOptions: { output: { entryFileNames: 'tastekit.mjs', codeSplitting: false } },
      },
    });
    mkdirSync(join(root, 'dist/cli'), { recursive: true });
    for (const name of readdirSync(unfinished)) renameSync(join(unfinished, name), join(root, 'dist/cli', name));
    rmSync(unfinished, { recursive: true });
  });

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await setUp(console.log);
  for (const [output, build] of Object.entries({ 'dist/demo': buildDemo, 'dist/package': buildPackage, 'dist/cli': buildCli })) {
    console.log(`${output} ${(await build()) ? 'built' : 'is up to date'}`);
  }
}
