/**
 * `npm run bench:gpu`: bundles bench/gpu into one file and runs it; options as there. `--build` only bundles:
 * dist/bench/bench-gpu.mjs then runs on any machine with Node and Dawn's native module
 * (`TASTEKIT_DAWN=/path/dawn.node node bench-gpu.mjs`).
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

await setUp(console.log);
const { build } = await import('vite');
const outDir = join(root, 'dist/bench/gpu');
await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  ssr: { target: 'node', noExternal: true, external: ['webgpu'] },
  build: {
    ssr: 'bench/gpu/main.ts',
    outDir,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'bench-gpu.mjs', codeSplitting: false } },
  },
});
const bundle = join(outDir, 'bench-gpu.mjs');
const options = process.argv.slice(2);
if (options.includes('--build')) {
  console.log(bundle);
} else {
  const child = spawn(process.execPath, [bundle, ...options], { stdio: 'inherit' });
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
