/** The package.json that is published, and the custom elements manifest, from the repository's. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, WORKER } from './package-files.mjs';
import { root } from './setup.mjs';

const KEPT = ['name', 'version', 'description', 'keywords', 'license', 'author', 'repository', 'homepage', 'bugs', 'type', 'engines'];
const PEERS = ['react', 'webgpu'];

/** @param {string} out @param {{ elements: boolean }} options `elements`: whether there is a manifest of custom elements */
export function writePackageJson(out, { elements }) {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.entries(ENTRIES).filter(([, source]) => existsSync(join(root, source)));
  const exports = Object.fromEntries([
    ...entries.map(([name, source]) => [subpath(name), { types: types(source), default: `./${name}.js` }]),
    ['./worker', { types: types(WORKER.source), default: `./${WORKER.file}` }],
    ...(elements ? [['./custom-elements.json', './custom-elements.json']] : []),
    ['./package.json', './package.json'],
  ]);
  const published = {
    ...Object.fromEntries(KEPT.filter((key) => key in own).map((key) => [key, own[key]])),
    exports,
    types: types(ENTRIES.index),
    bin: { tastekit: './cli/tastekit.mjs' },
    sideEffects: ['./widget/define.js', `./${WORKER.file}`],
    ...(elements && { customElements: 'custom-elements.json' }),
    // All else that a page or the command line needs is inside.
    peerDependencies: pick(own.peerDependencies, PEERS),
    peerDependenciesMeta: pick(own.peerDependenciesMeta, PEERS),
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}

/** `widget/index` is `./widget`. @param {string} name */
function subpath(name) {
  return name === 'index' ? '.' : `./${name.replace(/[/]index$/, '')}`;
}

/** @param {string} source */
function types(source) {
  return `./types/${source.replace(/^src\/|[.]tsx?$/g, '')}.d.ts`;
}

/** @param {Record<string, unknown>} object @param {string[]} keys */
function pick(object, keys) {
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}
