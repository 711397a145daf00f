import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { buildKernels } from './scripts/build-kernels.mjs';
import { BROWSER_ARGS, findChromium, WEBGPU_ARGS } from './scripts/chromium.mjs';

await buildKernels();

/** `npm run test:long` sets this; it adds the *.long.test.ts files to both projects. */
const long = process.env.TASTEKIT_LONG === '1';
const never = ['**/node_modules/**', 'dist/**', 'scripts/fixtures/**'];
const tests = (kind: string) => [`src/**/*${kind}.test.{ts,tsx}`];
const longTests = [...tests('.long'), 'scripts/**/*.long.test.ts'];

/** By itself Vitest leaves a processor to others: with two, half the time is lost. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** A test named *.browser.test.ts runs in Chromium, every other one in Node. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers,
          environment: 'node',
          include: [...tests(''), 'scripts/**/*.test.ts'],
          exclude: [...never, ...tests('.browser'), ...tests('.browser.long'), ...(long ? [] : longTests)],
          // TF.js's ESM has imports without extensions, which only a bundler resolves.
          server: { deps: { inline: [/@tensorflow/, /seedrandom/] } },
          testTimeout: long ? 900_000 : 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Known beforehand, so that no dependency is found in the middle of a run and reloads the page.
        optimizeDeps: {
          entries: ['src/**/*.browser.test.{ts,tsx}', 'src/engine/worker.ts', 'src/index.ts', 'src/demo/main.tsx'],
          include: [
            '@noble/hashes/sha2.js',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
            '@tensorflow/tfjs-backend-wasm/dist/base',
            '@tensorflow/tfjs-backend-wasm/dist/kernels/*',
            '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu',
            '@tensorflow/tfjs-backend-webgpu/dist/kernels/*',
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/base_side_effects',
            '@tensorflow/tfjs-core/dist/gradients/*',
            '@tensorflow/tfjs-core/dist/register_all_gradients',
            'idb',
            'valibot',
          ],
        },
        worker: { format: 'es' },
        test: {
          name: 'browser',
          maxWorkers,
          include: [...tests('.browser'), ...(long ? tests('.browser.long') : [])],
          exclude: never,
          testTimeout: long ? 900_000 : 60_000,
          hookTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium(), args: [...BROWSER_ARGS, ...WEBGPU_ARGS] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
