/** The packed package in a site of its own, with no configuration: what a new user does in their first five minutes. */
import { expect } from '@playwright/test';
import { clickThrough } from './support/click-through.ts';
import { type Project, test } from './support/packed-package.ts';

const VITE = ['vite'];
const RAIL = '<taste-rail bundle="/bundles/movies/" item-url="#{id}" limit="8"></taste-rail>';
const PAGE = (head: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>${head}</head><body><h1>A shop</h1>${RAIL}</body></html>`;

function viteProject(packed: (packages: readonly string[]) => Project): Project {
  const project = packed(VITE);
  project.addBundle();
  project.write({ 'index.html': PAGE('<script type="module" src="/main.js"></script>'), 'main.js': "import 'tastekit/widget/define';\n" });
  return project;
}

test('an empty Vite app, built', async ({ page, packed }) => {
  const project = viteProject(packed);
  project.run('vite/bin/vite.js', 'build', '--logLevel', 'warn');
  await clickThrough(page, await project.serve('preview'));
});

test('an empty Vite app, served as it is written', async ({ page, packed }) => {
  await clickThrough(page, await viteProject(packed).serve('dev'));
});

test('a plain page beside the installed folder', async ({ page, packed }) => {
  const project = packed(VITE);
  project.addBundle('bundles/movies');
  project.write({ 'index.html': PAGE('<script type="module" src="/node_modules/tastekit/widget/define.js"></script>') });
  // `vite preview` of a folder that was never built: a server of files, and nothing else.
  project.write({ 'vite.config.js': "export default { build: { outDir: '.' } };\n" });
  await clickThrough(page, await project.serve('preview'));
});

for (const [resolution, module] of [['bundler', 'esnext'], ['nodenext', 'nodenext']]) {
  test(`a TypeScript site compiles: moduleResolution ${resolution}`, ({ packed }) => {
    const project = packed(['typescript', '@types/react', 'csstype']);
    project.write({
      'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, noEmit: true, target: 'es2022', module, moduleResolution: resolution, jsx: 'react-jsx', lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] }, files: ['site.ts'] }),
      'site.ts': `
        import 'tastekit/widget/define';
        import 'tastekit/worker';
        import { createRecommender, type Item, popularItems, type Ranking, shareRecommender } from 'tastekit';
        import { railHtml, TasteRail, TasteSelectEvent } from 'tastekit/widget';
        const recommender = createRecommender({ bundle: '/bundle/', worker: () => new Worker('/worker.js', { type: 'module' }) });
        const ranking: Promise<Ranking> = recommender.rank({ limit: 5 });
        const items: Promise<Item[]> = popularItems('/bundle/');
        // @ts-expect-error: an option that there is not, as TypeScript knows it
        shareRecommender({ bundle: '/bundle/', bundel: 1 });
        // @ts-expect-error: nor is this a limit
        const wrong: Promise<Ranking> = recommender.rank({ limit: '5' });
        const rail = document.querySelector('taste-rail');
        if (rail) rail.filter = (item) => item.year !== 1994;
        document.addEventListener('taste-select', (event) => console.log(event instanceof TasteSelectEvent, event.detail.item.title));
        export { items, ranking, railHtml, TasteRail, wrong };
      `,
    });
    expect(complaintOf(() => project.run('typescript/bin/tsc', '-p', '.'))).toBe('');
  });
}

test('the command line trains a bundle, with nothing else installed', ({ packed }) => {
  const project = packed();
  const rows = Array.from({ length: 1200 }, (_, row) => `u${row % 60},i${(row * row + 7 * row) % 83},${1 + (row % 5)},${1_000_000 + row}`);
  project.write({ 'ratings.csv': `user,item,rating,timestamp\n${rows.join('\n')}\n` });
  project.run('tastekit/cli/tastekit.mjs', 'train', '--interactions', 'ratings.csv', '--out', 'mine', '--epochs', '1');
  expect(project.run('tastekit/cli/tastekit.mjs', 'inspect', 'mine')).toContain('a TasteKit bundle');
});

/** What a command that fails says; '' where it does not. */
function complaintOf(run: () => string): string {
  try {
    run();
    return '';
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    return `${stdout}${stderr}` || message;
  }
}
