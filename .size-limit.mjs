/** What a page downloads of the package (dist/package), in gzipped bytes, and the most it may be. */
import { withStaticImports } from './scripts/static-imports.mjs';

const PACKAGE = 'dist/package';
/** @param {string} file */
const at = (file) => `${PACKAGE}/${file}`;
/** @param {string[]} files */
const entry = (...files) => [...new Set(files.flatMap((file) => withStaticImports(at(file))))];
const LEARNING = ['parts/learning-batch.js'].map(at);

export default [
  { name: 'main thread: createRecommender()', path: entry('index.js'), limit: '8 kB' },
  { name: 'everything to the first list: main thread, worker, kernels', path: [...entry('index.js'), at('worker.js')], limit: '60 kB' },
  { name: 'the worker', path: at('worker.js'), limit: '52.5 kB' },
  { name: 'ranking on a GPU', path: at('parts/rank-webgpu.js'), limit: '15 kB' },
  { name: 'hashing, on plain http alone', path: at('parts/sha256.js'), limit: '3 kB' },
  { name: 'learning on wasm: TF.js and its SIMD build', path: [...LEARNING, at('parts/learning-wasm.js'), at('parts/tfjs-backend-wasm-simd.wasm')], limit: '230 kB' },
  { name: 'learning on WebGPU', path: [...LEARNING, at('parts/learning-webgpu.js')], limit: '80 kB' },
  { name: 'explaining', path: at('parts/explaining.js'), limit: '8 kB' },
  { name: 'saving the history, taking it up again, thinning it', path: at('parts/history-upkeep.js'), limit: '5 kB' },
  { name: 'tastekit/widget/define: before the engine is needed', path: entry('widget/define.js'), limit: '12 kB' },
  // 4 kB of it are the bindings; the rest is the element, and what it would fetch next.
  { name: 'tastekit/react: hooks and <RecommendationRail>, without React', path: entry('react/index.js'), limit: '27 kB' },
]
  .filter(({ path }) => path.length > 0)
  .map((budget) => ({ ...budget, gzip: true }));
