/** Every snippet of README and guides, run as a reader would run it; every link of the documents leads somewhere. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { build } from 'vite';
import { type GuideSite, test } from './support/guide-site.ts';
import { GUIDES, type Snippet, snippetsOf } from './support/snippets.ts';

const DEFINE = '<script type="module" src="https://cdn.jsdelivr.net/npm/tastekit@0.1/widget/define.js"></script>';
/** Takes minutes: `npm run test:long`. */
const SLOW = /tastekit evaluate/;
const snippets = GUIDES.flatMap(snippetsOf);
const of = (...languages: string[]) => snippets.filter(({ language }) => languages.includes(language));

/** What goes wrong on a page, gathered from now on. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

for (const { place, code } of of('sh')) {
  for (const line of code.split('\n')) {
    // The repository's own two commands are what runs this.
    if (/^npm (start|test)\b/.test(line)) continue;
    test(`${place}: ${line}`, ({ site }) => {
      test.skip(SLOW.test(line) && process.env.TASTEKIT_LONG !== '1', 'takes minutes: npm run test:long');
      test.setTimeout(300_000);
      site.run(line);
    });
  }
}

for (const { place, code } of of('html')) {
  test(`${place}: a page`, async ({ page, context, site }) => {
    const faults = faultsOf(page);
    await page.goto(await addressOf(code, context, site));
    const cards = page.locator('taste-rail').first().locator('[part~=item]');
    await expect(cards.first()).toBeVisible();
    const before = await cards.evaluateAll((all) => all.map((card) => card.getAttribute('data-item-id')));
    expect(before.length).toBeGreaterThan(4);
    // Asked for consent, a visitor who only clicks has not given it.
    if (!code.includes('consent="ask"')) {
      await cards.nth(1).click();
      await expect.poll(() => cards.evaluateAll((all) => all.map((card) => card.getAttribute('data-item-id')))).not.toEqual(before);
    }
    expect(faults).toEqual([]);
  });
}

for (const snippet of of('js', 'ts', 'tsx')) {
  const onServer = snippet.code.includes("from 'node:");
  test(`${snippet.place}: ${onServer ? 'a program' : 'a script of a page'}`, async ({ page, context, site }) => {
    const folder = mkdtempSync(join(site.folder, 'snippet-'));
    if (onServer) return runOnServer(snippet, folder, site);
    const faults = faultsOf(page);
    const built = await bundled(snippet, folder);
    await page.goto(await site.serve(context, readFileSync(join(built, 'index.html'), 'utf8'), built));
    await page.waitForFunction(() => 'snippetRan' in globalThis);
    if (snippet.language === 'tsx') await expect(page.locator('ol li')).toHaveCount(5);
    expect(faults).toEqual([]);
  });
}

test('every snippet has the types it needs', ({ site }) => {
  const folder = mkdtempSync(join(site.folder, 'types-'));
  const options = { noEmit: true, checkJs: true, strict: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2022', jsx: 'react-jsx', types: ['node'], typeRoots: [resolve('node_modules/@types')], paths: { react: [resolve('node_modules/@types/react')], 'react/jsx-runtime': [resolve('node_modules/@types/react/jsx-runtime')] } };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*'] }));
  for (const [index, { language, code }] of of('js', 'ts', 'tsx').entries()) writeFileSync(join(folder, `${index}.${language}`), `${code}\nexport {};\n`);
  expect(failureOf(() => execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe' }))).toBe('');
});

test('custom properties, parts and attributes in the guides are those of the element', () => {
  const { modules } = JSON.parse(readFileSync('dist/package/custom-elements.json', 'utf8')) as { modules: { declarations?: { tagName?: string; attributes?: { name: string }[]; cssProperties?: { name: string }[]; cssParts?: { name: string }[] }[] }[] };
  const rail = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName === 'taste-rail');
  const names = (list: { name: string }[] | undefined) => list?.map(({ name }) => name) ?? [];
  for (const { place, code } of of('css')) {
    for (const [, name] of code.matchAll(/^\s*(--taste-[\w-]+):/gm)) expect(names(rail?.cssProperties), place).toContain(name);
    for (const [, name] of code.matchAll(/::part\(([\w-]+)\)/g)) expect(names(rail?.cssParts), place).toContain(name);
  }
  const told = [...readFileSync('docs/guides/embed.md', 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(names(rail?.attributes).toSorted());
});

test('every link of the documents leads somewhere', () => {
  const documents = [...GUIDES, 'DESIGN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
  const dead = documents.flatMap((file) => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link);
    return links.filter((link) => !/^https?:/.test(link) && !existsSync(join(dirname(file), link))).map((link) => `${file}: ${link}`);
  });
  expect(dead).toEqual([]);
});

/** Where a page stands: as it is, after a bundler where it imports by name, or with the element's tag where it is a piece of one. */
async function addressOf(code: string, context: BrowserContext, site: GuideSite): Promise<string> {
  if (!/import '(?!https:)/.test(code)) return site.serve(context, code.startsWith('<!doctype') ? code : `<!doctype html>${DEFINE}${code}`);
  const folder = mkdtempSync(join(site.folder, 'page-'));
  writeFileSync(join(folder, 'index.html'), code);
  await build({ root: folder, configFile: false, logLevel: 'error' });
  const built = join(folder, 'dist');
  return site.serve(context, readFileSync(join(built, 'index.html'), 'utf8'), built);
}

/** An app of this one script, built by Vite as it comes. A component is put on the page. @returns its folder */
async function bundled({ language, code }: Snippet, folder: string): Promise<string> {
  const main = language === 'tsx' ? `import Snippet from './snippet.tsx';\nimport { createRoot } from 'react-dom/client';\ncreateRoot(document.getElementById('root')).render(<Snippet />);\nglobalThis.snippetRan = true;` : `import './snippet.${language}';\nglobalThis.snippetRan = true;`;
  const file = language === 'tsx' ? 'main.jsx' : 'main.js';
  writeFileSync(join(folder, `snippet.${language}`), code);
  writeFileSync(join(folder, file), main);
  writeFileSync(join(folder, 'index.html'), `<!doctype html><div id="root"></div><script type="module" src="./${file}"></script>`);
  await build({ root: folder, configFile: false, logLevel: 'error', oxc: { jsx: { runtime: 'automatic' } } });
  return join(folder, 'dist');
}

function runOnServer({ language, code }: Snippet, folder: string, site: GuideSite): void {
  const file = join(folder, `snippet.${language === 'ts' ? 'mjs' : language}`);
  // What is shown has no types in it; what it exports is looked at.
  writeFileSync(file, `${code}\nif (typeof initial === 'undefined' || initial.length === 0) throw new Error('it gave nothing');\n`);
  execFileSync(process.execPath, [file], { cwd: site.folder, stdio: 'pipe' });
  rmSync(folder, { recursive: true });
}

/** What a command says where it fails; nothing where it does not. */
function failureOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    const { stdout, message } = error as Error & { stdout?: Buffer };
    return stdout?.toString() || message;
  }
}
