/** The declarations of the package: those that its entries reach, made by TypeScript from the sources. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';
import { root } from './setup.mjs';

const SPECIFIER = /(\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"]+)\2/g;

/**
 * @param {string[]} sources of the entries, relative to the repository
 * @param {{ out: string, packages: RegExp }} options `packages`: those that declarations may import from
 */
export function packageTypes(sources, { out, packages }) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    sources.map((source) => join(root, source)),
    { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, allowJs: false, checkJs: false, rootDir: join(root, 'src'), outDir: '/' },
  );
  /** By path from src/, without extension. @type {Map<string, string>} */
  const texts = new Map();
  program.emit(undefined, (file, text) => texts.set(relative('/', file).split(sep).join('/').replace(/[.]d[.]ts$/, ''), text));

  const wanted = sources.map((source) => source.replace(/^src\/|[.]tsx?$/g, ''));
  const done = new Set();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (done.has(name)) continue;
    done.add(name);
    const here = name;
    const text = texts.get(here);
    if (text === undefined) throw new Error(`src/${here}: TypeScript wrote no declarations for it`);
    const written = text.replaceAll(SPECIFIER, (all, before, quote, specifier) => {
      if (!specifier.startsWith('.')) {
        if (!packages.test(specifier)) throw new Error(`the types of src/${here} import ${specifier}, which the package does not depend on`);
        return all;
      }
      const target = specifier.replace(/[.]tsx?$/, '');
      wanted.push(posix.join(posix.dirname(here), target));
      return `${before}${quote}${target}.js${quote}`;
    });
    const file = join(out, `${here}.d.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, written);
  }
}
