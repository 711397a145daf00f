/**
 * Is what would be published whole, and nothing beside it? Looks at the built package (dist/package): the files of its
 * tarball, its entries as Node imports them, publint, attw, and the element's manifest beside the element.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from './setup.mjs';

const run = promisify(execFile);
const PACKAGE = join(root, 'dist/package');
/** What a site installs; all else is a mistake. */
const EXPECTED = [
  /^(package[.]json|README[.]md|CHANGELOG[.]md|LICENSE|third-party-licences[.]txt|custom-elements[.]json)$/,
  /^((index|explanation|worker|widget[/](index|define)|react[/]index)|(chunks|parts)[/][\w-]+)[.]js$/,
  /^parts[/]tfjs-backend-wasm(-simd)?[.]wasm$/,
  /^types[/][\w/-]+[.]d[.]ts$/,
  /^cli[/]tastekit[.]mjs$/,
];
const MOST_BYTES = 1_000_000;
/** Attributes that every element of a page has. */
const OF_ALL = ['dir', 'lang'];

/** @type {string[]} */
const faults = [];
const published = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

await checkFiles();
await checkImports();
await checkElement();
// A framework with server components takes what has hooks in it as such only.
if (!/^(['"])use client\1/.test(readFileSync(join(PACKAGE, 'react/index.js'), 'utf8'))) faults.push("react/index.js: expected it to begin with 'use client'");
const { messages } = await publint({ pkgDir: PACKAGE, strict: true });
faults.push(...messages.map((message) => `publint: ${formatMessage(message, published, { color: false })}`));
await checkTypes();

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

async function checkFiles() {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: PACKAGE, shell: process.platform === 'win32' });
  /** @type {[{ size: number, files: { path: string }[] }]} */
  const [{ size, files }] = JSON.parse(stdout);
  const unexpected = files.filter(({ path }) => !EXPECTED.some((pattern) => pattern.test(path)));
  faults.push(...unexpected.map(({ path }) => `${path} is in the tarball`));
  if (size > MOST_BYTES) faults.push(`the tarball has ${size} bytes: expected at most ${MOST_BYTES}`);
  if (published.private || published.dependencies) faults.push('package.json: expected to be public, without dependencies');
  console.log(`${files.length} files, ${Math.round(size / 1000)} kB packed`);
}

/** A server renders with them: they load without a browser, and say nothing. */
async function checkImports() {
  const entries = Object.keys(published.exports).filter((name) => !/json$|worker$/.test(name));
  const script = entries.map((name) => `await import(${JSON.stringify(published.name + name.slice(1))});`).join('\n');
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: PACKAGE }).catch((error) => error);
  if (stdout || stderr) faults.push(`imported in Node, ${entries.join(', ')} say: ${stdout}${stderr}`);
}

/** Each attribute the element observes is documented, and the other way round. */
async function checkElement() {
  if (!published.customElements) return;
  const { modules } = JSON.parse(readFileSync(join(PACKAGE, published.customElements), 'utf8'));
  for (const { path } of modules) if (!existsSync(join(PACKAGE, path))) faults.push(`custom-elements.json tells of ${path}, which is not there`);
  /** @type {{ attributes: { name: string }[], events: { name: string }[], cssParts: unknown[], cssProperties: unknown[], slots: unknown[] }} */
  const told = modules[0].declarations[0];
  for (const part of /** @type {const} */ (['attributes', 'events', 'cssParts', 'cssProperties', 'slots'])) {
    if (!(told[part]?.length > 0)) faults.push(`custom-elements.json tells of no ${part}`);
  }
  const { TasteRail } = await import(pathToFileURL(join(PACKAGE, modules[0].path)).href);
  /** @type {string[]} */
  const observed = TasteRail.observedAttributes.filter((/** @type {string} */ name) => !OF_ALL.includes(name));
  const documented = told.attributes.map(({ name }) => name);
  for (const name of observed) if (!documented.includes(name)) faults.push(`<taste-rail> observes the attribute ${name}, which is not documented`);
  for (const name of documented) if (!observed.includes(name)) faults.push(`<taste-rail> documents the attribute ${name}, and does not observe it`);
}

async function checkTypes() {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  await run(process.execPath, [attw, '--pack', PACKAGE, '--profile', 'esm-only', '--no-color', '--no-emoji'], { cwd: PACKAGE }).catch(({ stdout, stderr }) => {
    faults.push(`attw: ${stdout}${stderr}`);
  });
}
