import { type ServerResponse } from 'node:http';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { buildKernels } from './scripts/build-kernels.mjs';
import { contentPolicy, HEADERS } from './scripts/content-policy.mjs';
import { slimTfjs } from './scripts/slim-tfjs.mjs';
import { thirdParty } from './scripts/third-party.mjs';
import { WORKER_CHUNKS } from './scripts/worker-chunks.mjs';

await buildKernels();
const licences = thirdParty('third-party-licences.txt');

/** The demo page. Its output has no inline script or style: a strict Content-Security-Policy is built into it, and sent by `npm start`. */
export default defineConfig({
  base: './',
  // A missing file is a 404, never the page again: a bundle that is not there must be seen as such.
  appType: 'mpa',
  plugins: [react(), bundleTypes(), slimTfjs(), licences.page, contentPolicy()],
  preview: { headers: HEADERS },
  worker: {
    format: 'es',
    plugins: () => [slimTfjs(), licences.worker],
    rolldownOptions: { output: { comments: false, codeSplitting: WORKER_CHUNKS } },
  },
  build: {
    outDir: 'dist/demo',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1024,
    rolldownOptions: { output: { comments: false } },
  },
});

/** The preview server knows no type for a bundle's weights, and would send an empty one. */
function bundleTypes(): Plugin {
  return {
    name: 'tastekit-bundle-types',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (/[.]safetensors(\?|$)/.test(request.url ?? '')) {
          const writeHead = response.writeHead.bind(response);
          response.writeHead = (status: number, ...rest: unknown[]) => {
            for (const headers of rest) if (typeof headers === 'object') setHeaders(response, { ...headers });
            if (status < 300) response.setHeader('Content-Type', 'application/octet-stream');
            return writeHead(status);
          };
        }
        next();
      });
    },
  };
}

function setHeaders(response: ServerResponse, headers: Record<string, string | string[] | number>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
