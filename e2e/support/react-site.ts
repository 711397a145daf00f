/**
 * The site of e2e/pages/react, built with React 18 or 19 (in development, where React says what it does not like), and a
 * server that renders it. `/` is drawn by the page, `/served` and `/streamed` are drawn by the server first; `?kind=cards`,
 * `?kind=later`. Its policy lets no script write HTML.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Item } from '../../src/types.ts';

const PAGES = resolve('e2e/pages/react');
const PACKAGE = resolve('dist/package');
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
const NONCE = 'once';
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'nonce-${NONCE}' 'wasm-unsafe-eval'`,
  `style-src 'self' 'nonce-${NONCE}'`,
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
  'trusted-types tastekit',
].join('; ');

/** Where a version of React lies; null where it is not installed. */
export function reactFolder(version: 18 | 19): string | null {
  const folder = resolve(version === 18 ? 'e2e/pages/react-18/node_modules' : 'node_modules');
  return existsSync(join(folder, 'react')) ? folder : null;
}

interface Rendering {
  rendered(props: object): string;
  streamed(props: object): NodeJS.ReadableStream;
}

export class ReactSite {
  private readonly folder: string;
  private readonly server: Server;
  private readonly rendering: Rendering;
  private readonly initial: readonly Item[];

  /** Builds it with the React of this folder, and serves it on a free port. */
  static async start(react: string): Promise<ReactSite> {
    const folder = mkdtempSync(join(tmpdir(), 'tastekit-react-'));
    await build(react, folder);
    const rendering = (await import(pathToFileURL(join(folder, 'server/server.mjs')).href)) as Rendering;
    const { popularItems } = (await import(pathToFileURL(join(PACKAGE, 'index.js')).href)) as typeof import('../../src/index.ts');
    const initial = await popularItems('', { limit: 20, read: (path) => readFile(join('public/bundles/movies', path)) });
    const site = new ReactSite(folder, rendering, initial);
    await new Promise<void>((listening) => site.server.listen(0, '127.0.0.1', listening));
    return site;
  }

  private constructor(folder: string, rendering: Rendering, initial: readonly Item[]) {
    this.folder = folder;
    this.rendering = rendering;
    this.initial = initial;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /** Ids of the items that a server sends, the most popular first. */
  get popular(): string[] {
    return this.initial.map(({ id }) => id);
  }

  address(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
    rmSync(this.folder, { recursive: true });
  }

  private answer({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://site');
    if (['/', '/served', '/streamed'].includes(pathname)) {
      const kind = searchParams.get('kind') ?? 'plain';
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY });
      this.send(response, pathname, pathname === '/' ? { kind } : { kind, nonce: NONCE, initial: this.initial });
      return;
    }
    const file = join(pathname.startsWith('/bundles/') ? 'public' : join(this.folder, 'client'), pathname);
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY });
    response.end(readFileSync(file));
  }

  private send(response: ServerResponse, pathname: string, props: object): void {
    const json = JSON.stringify(props).replaceAll('<', '\\u003c');
    response.write('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title></head><body><div id="root">');
    const end = () => response.end(`</div><script type="application/json" id="props">${json}</script><script type="module" src="/app.js"></script></body></html>`);
    if (pathname === '/streamed') {
      const stream = this.rendering.streamed(props);
      stream.pipe(response, { end: false });
      stream.once('end', end);
    } else {
      if (pathname === '/served') response.write(this.rendering.rendered(props));
      end();
    }
  }
}

async function build(react: string, folder: string): Promise<void> {
  const vite = await import('vite');
  const shared = {
    root: PAGES,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: { alias: { tastekit: PACKAGE, react: join(react, 'react'), 'react-dom': join(react, 'react-dom') } },
  } as const;
  await vite.build({
    ...shared,
    build: { outDir: join(folder, 'client'), minify: false, modulePreload: false, rolldownOptions: { input: 'client.tsx', output: { entryFileNames: 'app.js' } } },
  });
  await vite.build({
    ...shared,
    ssr: { noExternal: true },
    build: { outDir: join(folder, 'server'), ssr: 'server.tsx', minify: false, rolldownOptions: { output: { entryFileNames: 'server.mjs' } } },
  });
}
