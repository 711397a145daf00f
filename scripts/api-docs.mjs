/**
 * `npm run docs`: the API reference in docs/api, made from the types and what stands above them.
 *   --check   writes nothing, and fails where the reference is not what the sources say
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application, OptionDefaults } from 'typedoc';
import { root, setUp } from './setup.mjs';

const OUT = join(root, 'docs/api');
const ENTRIES = ['src/index.ts', 'src/widget/index.ts', 'src/react/index.ts', 'src/client/explanation.ts'];
/** Of the custom elements manifest. */
const ELEMENT_TAGS = /** @type {const} */ (['@fires', '@attr', '@slot', '@csspart', '@cssproperty', '@cssstate', '@element', '@tagname']);
const TABLES = ['parametersFormat', 'interfacePropertiesFormat', 'classPropertiesFormat', 'typeDeclarationFormat', 'propertyMembersFormat'];

const check = process.argv.includes('--check');
await setUp(() => undefined);
if (!check) {
  await write(OUT);
} else {
  const now = mkdtempSync(join(tmpdir(), 'tastekit-api-'));
  await write(now);
  const stale = [...new Set([...filesOf(now), ...filesOf(OUT)])].filter((name) => textOf(now, name) !== textOf(OUT, name));
  rmSync(now, { recursive: true });
  for (const name of stale) console.error(`docs/api/${name} is not what the sources say: npm run docs`);
  if (stale.length > 0) process.exitCode = 1;
}

/** @param {string} out */
async function write(out) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: ENTRIES.map((entry) => join(root, entry)),
    tsconfig: join(root, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    name: 'TasteKit',
    out,
    readme: 'none',
    disableSources: true,
    disableGit: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    sort: ['kind', 'source-order'],
    blockTags: [...OptionDefaults.blockTags, ...ELEMENT_TAGS],
    // Types that only make up others are shown where they are used.
    validation: { notExported: false },
    logLevel: 'Warn',
    treatWarningsAsErrors: true,
    ...Object.fromEntries([...TABLES.map((name) => [name, 'table']), ['outputFileStrategy', 'modules'], ['hidePageHeader', true], ['hideBreadcrumbs', true]]),
  });
  const project = await app.convert();
  if (!project) throw new Error('the sources do not compile: npx tsc -p .');
  app.validate(project);
  if (app.logger.hasWarnings() || app.logger.hasErrors()) process.exitCode = 1;
  await app.generateOutputs(project);
}

/** @param {string} folder */
function filesOf(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
}

/** @param {string} folder @param {string} name */
function textOf(folder, name) {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
