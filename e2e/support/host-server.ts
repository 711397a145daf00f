/**
 * A small web server for the pages of host sites in e2e/pages, as a shop or a magazine would serve them.
 *
 *   /<page>/…             e2e/pages/<page>/…; index.html for the folder itself
 *   /tastekit/…           the package as it is published; may be loaded from any origin, as from a CDN
 *   /bundles/…            public/bundles/…; may be loaded from any origin
 *   /<page>/tastekit/…    the same two, with the headers of the page: a policy that a site sends with every file
 *   /<page>/bundles/…     binds its workers too
 *
 * A page's headers.json (`{ "Content-Security-Policy": "…" }`) is sent with everything below it. `127.0.0.1` and
 * `localhost` are two origins, both secure; every `*.test` is one more, on plain http.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { test as base } from '@playwright/test';

const PAGES = 'e2e/pages';
const SHARED: Record<string, string> = { tastekit: 'dist/package', bundles: 'public/bundles' };

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.wasm': 'application/wasm',
};

/** A file and what is sent with it. */
interface Found {
  file: string;
  headers: Record<string, string>;
}

export class HostServer {
  private readonly server: Server;
  private readonly mounts = new Map<string, string>();
  /** Bytes after which the connection breaks, by path. */
  private readonly cuts = new Map<string, number>();
  /** Is told of every request. */
  onRequest: ((path: string) => void) | undefined;

  private constructor() {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /** On a free port. */
  static async start(): Promise<HostServer> {
    const host = new HostServer();
    await new Promise<void>((resolve) => host.server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  /** Where a path of this server is for the browser: `address('/plain/')`, `address('/plain/', 'shop.test')`. */
  address(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** Serves one more folder, e.g. an app built during the test, at `/<name>/`. */
  mount(name: string, folder: string): void {
    this.mounts.set(name, folder);
  }

  /** Breaks the connection in the middle of that path's file, after so many bytes, until it is mended. */
  breakAfter(path: string, bytes: number): void {
    this.cuts.set(path, bytes);
  }

  mend(): void {
    this.cuts.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ method, url = '/' }: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(url, 'http://host');
    this.onRequest?.(url);
    const found = this.find(decodeURIComponent(pathname));
    if (!found || (method !== 'GET' && method !== 'HEAD')) {
      response.writeHead(found ? 405 : 404, { 'Content-Type': 'text/plain' }).end(`nothing at ${pathname}\n`);
      return;
    }
    const body = readFileSync(found.file);
    const type = TYPES[extname(found.file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length, 'Cache-Control': 'no-cache', ...found.headers });
    const cut = this.cuts.get(pathname);
    if (cut === undefined) response.end(method === 'HEAD' ? undefined : body);
    else if (cut === 0) response.destroy();
    else response.write(body.subarray(0, cut), () => response.destroy());
  }

  private find(pathname: string): Found | undefined {
    const [name, ...rest] = pathname.split('/').slice(1);
    const shared = SHARED[name];
    if (shared) return existing(shared, rest, { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    const folder = this.mounts.get(name) ?? join(PAGES, name);
    if (name === '' || !existsSync(folder)) return undefined;
    const told = join(folder, 'headers.json');
    const headers: Record<string, string> = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : {};
    // What the page has itself comes first.
    return existing(folder, rest, headers) ?? (SHARED[rest[0]] ? existing(SHARED[rest[0]], rest.slice(1), headers) : undefined);
  }
}

/** The file of a folder at this path; none that would lie outside of it. */
function existing(folder: string, path: string[], headers: Record<string, string>): Found | undefined {
  const file = normalize(join(folder, ...path, path.at(-1) === '' ? 'index.html' : ''));
  if (!file.startsWith(normalize(folder) + sep) || !existsSync(file) || !statSync(file).isFile()) return undefined;
  return { file, headers };
}

/** Playwright's `test` with such a server as `host`, one for all tests of a file. */
export const test = base.extend<object, { host: HostServer }>({
  host: [
    // Playwright reads the names of what a fixture needs from this pattern; it needs none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const host = await HostServer.start();
      await use(host);
      await host.close();
    },
    { scope: 'worker' },
  ],
});
