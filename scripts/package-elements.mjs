/** The custom elements manifest of the package (custom-elements.json), which editors and catalogues of components read. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as untyped from '@custom-elements-manifest/analyzer/index.js';
import { root } from './setup.mjs';

// Its declarations tell of its plugins only.
const { create, ts } = /** @type {any} */ (untyped);

const ELEMENT = 'src/widget/taste-rail.ts';
/** Where a site finds the class, and what registers it. */
const [MODULE, DEFINE] = ['widget/index.js', 'widget/define.js'];
const TAG = 'taste-rail';

/** @param {string} out @returns {boolean} whether there is an element */
export function writeElements(out) {
  if (!existsSync(join(root, ELEMENT))) return false;
  const source = ts.createSourceFile(ELEMENT, readFileSync(join(root, ELEMENT), 'utf8'), ts.ScriptTarget.ES2022, true);
  const manifest = create({ modules: [source], plugins: [], context: { dev: false } });
  /** @type {Declaration[]} */
  const all = manifest.modules.flatMap((/** @type {{ declarations?: Declaration[] }} */ module) => module.declarations ?? []);
  const declarations = all.filter(({ customElement }) => customElement);
  if (declarations.length !== 1 || declarations[0].tagName !== TAG) throw new Error(`${ELEMENT}: expected the documentation of one element, <${TAG}>`);
  const { name } = declarations[0];
  const whole = {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE,
        declarations: declarations.map(published),
        exports: [{ kind: 'js', name, declaration: { name, module: MODULE } }],
      },
      {
        kind: 'javascript-module',
        path: DEFINE,
        declarations: [],
        exports: [{ kind: 'custom-element-definition', name: TAG, declaration: { name, module: MODULE } }],
      },
    ],
  };
  writeFileSync(join(out, 'custom-elements.json'), `${JSON.stringify(whole, null, 2)}\n`);
  return true;
}

/**
 * @typedef {{ name: string, tagName?: string, customElement?: boolean, members?: Member[], [key: string]: unknown }} Declaration
 * @typedef {{ name: string, privacy?: string, [key: string]: unknown }} Member
 */

/** What is private is nobody's business. @param {Declaration} declaration */
function published({ members = [], ...rest }) {
  return { ...rest, members: members.filter(({ privacy, name }) => privacy !== 'private' && !name.startsWith('#')) };
}
