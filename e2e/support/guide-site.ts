/**
 * The site that the guides build: a folder in which their commands ran, with the package installed and a bundle of the
 * made-up bookshop at /bundle/. Pages of it are served at an origin of their own, the CDN's files from the package here.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { type BrowserContext, type Route, test as base } from '@playwright/test';

const ORIGIN = 'http://guide.localhost';
const CDN = /^https:\/\/cdn\.jsdelivr\.net\/npm\/tastekit@[\d.]+\/(.*)$/;
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm', '.css': 'text/css' };

export class GuideSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'tastekit-guide-'));
  private readonly ran = new Set<string>();

  /** Runs a line of a guide once, whichever guides have it. */
  run(line: string): void {
    if (this.ran.has(line)) return;
    this.ran.add(line);
    // That the packed package installs is for package.spec.ts to show.
    if (/^npm install tastekit\b/.test(line)) return cpSync('dist/package', join(this.folder, 'node_modules/tastekit'), { recursive: true });
    const [program, ...words] = line.split(/\s+/);
    if (program !== 'npx' || words[0] !== 'tastekit') throw new Error(`the guides run npx tastekit, this is ${line}`);
    execFileSync(process.execPath, [join(this.folder, 'node_modules/tastekit/cli/tastekit.mjs'), ...words.slice(1)], { cwd: this.folder, stdio: 'pipe' });
  }

  /** As if these packages had been installed, too. */
  link(...packages: string[]): void {
    for (const name of packages) symlinkSync(resolve('node_modules', name), join(this.folder, 'node_modules', name));
  }

  /** Serves `html` as the page of the site, and the files of `folder` (default: none) beside it. @returns its address */
  async serve(context: BrowserContext, html: string, folder?: string): Promise<string> {
    await context.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ body: html, contentType: 'text/html' });
      const [bundle, own] = [join(this.folder, 'public', pathname), folder && join(folder, pathname)];
      return answer(route, own && existsSync(own) ? own : bundle);
    });
    await context.route(CDN, (route) => answer(route, join('dist/package', CDN.exec(route.request().url())?.[1] ?? '')));
    return `${ORIGIN}/`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function answer(route: Route, file: string): Promise<void> {
  if (!existsSync(file) || !statSync(file).isFile()) return route.fulfill({ status: 404, body: '' });
  return route.fulfill({
    body: readFileSync(file),
    contentType: TYPES[extname(file)] ?? 'application/octet-stream',
    headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' },
  });
}

/** Playwright's `test` with the site as `site`, made once: the shop is written and the bundle trained, as the guides say. */
export const test = base.extend<object, { site: GuideSite }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = new GuideSite();
      site.run('npm install tastekit');
      site.link('react', 'react-dom', 'scheduler');
      site.run('npx tastekit sample shop');
      site.run('npx tastekit train --interactions shop/interactions.csv --items shop/items.csv --out public/bundle');
      await use(site);
      site.remove();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});
