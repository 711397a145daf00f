/**
 * `node scripts/large-bundle.mjs --from public/bundles/movies --items 1000000 [--out <dir>] [--seed 1]`: a bundle of any
 * size for measurements, made of a real one. Default folder: .cache/bundles/<name>-<items>, which git ignores.
 */
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from './setup.mjs';

const { values } = parseArgs({
  options: { from: { type: 'string' }, items: { type: 'string' }, out: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const from = values.from ?? join(root, 'public/bundles/movies');
const items = Number(values.items ?? 1_000_000);
const out = values.out ?? join(root, '.cache/bundles', `${basename(from)}-${items}`);

await setUp(console.error);
const { runnerImport } = await import('vite');
/** @type {{ module: typeof import('../src/cli/large-bundle.ts') }} */
const { module } = await runnerImport(join(root, 'src/cli/large-bundle.ts'), { root, configFile: false, logLevel: 'warn' });
mkdirSync(dirname(out), { recursive: true });
await module.largeBundle({ from, items, out, seed: Number(values.seed) });
console.log(relative(process.cwd(), out) || '.');
