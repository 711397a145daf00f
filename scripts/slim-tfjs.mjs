/**
 * For builds of a page: leaves out what TF.js's packages pull in and no page here uses. What is used is registered in
 * src/engine/tfjs*.ts.
 */
import { createRequire } from 'node:module';
import { sep } from 'node:path';

const require = createRequire(import.meta.url);

/** The threaded build of the wasm backend: a strict content-security policy forbids its workers (src/engine/tfjs-wasm.ts). */
const THREADED = /[/]tfjs-backend-wasm-threaded-simd([.]worker)?[.]js$/;
const NOTHING = '\0tfjs-without-threads';

/** Where the WebGPU backend takes all its functions on the processor from one object, which no bundler takes apart. */
const ON_PROCESSOR = /tfjs-backend-webgpu[/]dist[/]kernel_utils[/]shared[.]js$/;
const TAKEN_APART = /const \{([^}]*)\} = shared;/;

/** @returns {import('vite').Plugin} */
export function slimTfjs() {
  return {
    name: 'tastekit-slim-tfjs',
    enforce: 'pre',
    resolveId(source) {
      if (THREADED.test(source)) return NOTHING;
      // Without its optimizers and file handlers; what its entry does beside is asked for by src/engine/tfjs.ts.
      if (source === '@tensorflow/tfjs-core') return { id: slashed(require.resolve('@tensorflow/tfjs-core/dist/base.js')), moduleSideEffects: false };
    },
    load(id) {
      if (id === NOTHING) return 'export default null; export const wasmWorkerContents = null;';
    },
    transform(code, id) {
      if (!ON_PROCESSOR.test(id)) return;
      const names = TAKEN_APART.exec(code)?.[1];
      if (!names) throw new Error(`${id} is not what it was in TF.js 4.22: see scripts/slim-tfjs.mjs`);
      const renamed = [...names.matchAll(/(\w+)\s*:\s*(\w+)/g)].map(([, name, here]) => `${name} as ${here}`);
      return { code: `export { ${renamed.join(', ')} } from '@tensorflow/tfjs-backend-cpu/dist/shared';`, map: { mappings: '' } };
    },
  };
}

/** A path as Vite names modules, on Windows too: another name would be another module. @param {string} path */
function slashed(path) {
  return path.split(sep).join('/');
}
