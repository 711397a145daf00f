/**
 * The files of the package, and the plugin that makes each of them one that a site can use with any bundler or none.
 *
 * No bundler follows a dynamic import or an asset out of a worker it did not build itself, and each does it otherwise.
 * So the worker and every file that it fetches later are whole: none imports another. The main thread names them all as
 * `new URL('./worker.js', import.meta.url)`, which bundlers take for assets and copy as they are, and hands their
 * addresses to the worker. A worker that was not told (a site's own `worker` option) looks beside itself.
 */
import { posix } from 'node:path';

/** The entries of the main thread, which share their common modules: file without `.js` → source. */
export const ENTRIES = {
  index: 'src/index.ts',
  'widget/index': 'src/widget/index.ts',
  'widget/define': 'src/widget/define.ts',
  'react/index': 'src/react/index.ts',
  explanation: 'src/client/explanation.ts',
};

export const WORKER = { file: 'worker.js', source: 'src/engine/worker.ts' };

/** What the worker imports later: name → file, and the specifiers that ask for it. */
export const PARTS = {
  sha256: { source: 'src/bundle/sha256.ts' },
  'rank-webgpu': { source: 'src/engine/gpu-scoring.ts' },
  explaining: { source: 'src/engine/explain-item.ts' },
  'history-upkeep': { source: 'src/engine/history-upkeep.ts' },
  'learning-batch': { source: 'src/session/learning-batch.ts' },
  'learning-wasm': { source: 'src/engine/tfjs-wasm.ts' },
  'learning-webgpu': { source: 'src/engine/tfjs-webgpu.ts' },
};

/** Binaries that a part fetches: name → module. */
export const BINARIES = {
  'tfjs-backend-wasm.wasm': '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm': '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
};

/** A smaller file would be written into a script by bundlers (Vite: under 4,096 bytes), which policies forbid to import. */
const LEAST_BYTES = 4096;

/** @param {string} name */
export const partFile = (name) => `parts/${name in PARTS ? `${name}.js` : name}`;

/** Named by their last segments, as specifiers and resolved ids have it. @type {[RegExp, string][]} */
const SPECIFIERS = Object.entries(PARTS).map(([name, { source }]) => [new RegExp(`(^|/)${source.split('/').at(-1)?.replaceAll('.', '[.]')}$`), name]);

/** What the minifier leaves alone, and `generateBundle` replaces once it is known where the file lies. */
const PLACE = '__TASTEKIT_FILE__';

/**
 * For each build of the package.
 * @param {{ worker: boolean }} options whether what is built runs in the worker
 * @returns {import('vite').Plugin}
 */
export function packageFiles({ worker }) {
  return {
    name: 'tastekit-package-files',
    enforce: 'pre',
    load: {
      order: 'pre',
      handler(id) {
        if (!worker && /[/]src[/]client[/]engine-files[.]ts$/.test(id)) return enginesFiles();
        const binary = /[/]([^/]+[.]wasm)[?]url$/.exec(id)?.[1];
        if (binary) return `export default ${PLACE}(${JSON.stringify(partFile(known(binary, BINARIES)))});`;
      },
    },
    transform: {
      order: 'post',
      handler(code) {
        if (!worker || !code.includes('import(')) return;
        const changed = code.replaceAll(/\bimport\(\s*(['"])([^'"]+)\1\s*\)/g, (_, __, specifier) => {
          const name = SPECIFIERS.find(([pattern]) => pattern.test(specifier))?.[1];
          if (!name) throw new Error(`import(${JSON.stringify(specifier)}) in the worker: scripts/package-files.mjs knows no such part`);
          return `import(${PLACE}(${JSON.stringify(partFile(name))}))`;
        });
        return { code: changed, map: null };
      },
    },
    generateBundle(_, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk') this.error(`${part.fileName} would be a file of its own: scripts/package-files.mjs has to name it`);
        part.code = placed(part.code, part.fileName, worker);
        if (!worker) continue;
        if (part.imports.length + part.dynamicImports.length > 0) this.error(`${part.fileName} imports ${[...part.imports, ...part.dynamicImports].join()}: it has to be whole`);
        const bytes = Buffer.byteLength(part.code);
        if (bytes < LEAST_BYTES) this.error(`${part.fileName} has ${bytes} bytes: bundlers would inline a file of less than ${LEAST_BYTES}`);
      }
    },
  };
}

/** The addresses in the place of the calls. @param {string} code @param {string} fileName @param {boolean} worker */
function placed(code, fileName, worker) {
  // No bundler is to follow them: it would look for files by the names of variables.
  const imports = code.replaceAll(`import(${PLACE}(`, `import(/* @vite-ignore */ /* webpackIgnore: true */ ${PLACE}(`);
  return imports.replaceAll(new RegExp(`${PLACE}\\((["'\`])([^"'\`]+)\\1\\)`, 'g'), (_, __, file) => {
    const beside = posix.relative(posix.dirname(fileName), file);
    const url = `new URL(${JSON.stringify(beside.startsWith('.') ? beside : `./${beside}`)},import.meta.url).href`;
    return worker ? `(self.tastekitParts?.[${JSON.stringify(posix.basename(file, '.js'))}]??${url})` : url;
  });
}

/** The package's own src/client/engine-files.ts. */
function enginesFiles() {
  const parts = [...Object.keys(PARTS), ...Object.keys(BINARIES)].map((name) => `${JSON.stringify(name)}: ${PLACE}(${JSON.stringify(partFile(name))})`);
  return `export const engineFiles = () => ({ worker: ${PLACE}(${JSON.stringify(WORKER.file)}), parts: { ${parts.join(', ')} } });`;
}

/** @param {string} name @param {object} table */
function known(name, table) {
  if (!(name in table)) throw new Error(`${name}: scripts/package-files.mjs knows no such file`);
  return name;
}
