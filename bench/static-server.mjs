import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
/** Compressed as a site's server would; fonts and weights are not. */
const COMPRESSED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.wasm']);

/**
 * Serves folders on a free port of this machine: cross-origin isolated (for threads and for measuring memory), and with
 * `gzip` compressed and cached as a site would, counting the bytes of all bodies it sends.
 * @param {Record<string, string>} folders by the path they are served under, e.g. `{ '/': 'dist/demo' }`
 * @param {{ gzip?: boolean }} [options]
 */
export async function serve(folders, { gzip = false } = {}) {
  const sent = { bytes: 0, requests: 0 };
  /** @type {Map<string, Buffer>} */
  const compressed = new Map();
  // Longest first: the most specific folder has a path.
  const routes = Object.entries(folders).toSorted(([a], [b]) => b.length - a.length);

  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const route = routes.find(([prefix]) => path.startsWith(prefix));
    let file = route ? join(route[1], path.slice(route[0].length)) : '';
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    sent.requests++;
    if (!file || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const extension = extname(file);
    const { size, mtimeMs } = statSync(file);
    const etag = `"${size}-${mtimeMs}"`;
    const hashed = path.includes('/assets/');
    /** @type {Record<string, string>} */
    const headers = {
      'Content-Type': TYPES[extension] ?? 'application/octet-stream',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': gzip && hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: etag,
    };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    if (gzip && COMPRESSED.has(extension)) {
      const body = compressed.get(file) ?? gzipSync(readFileSync(file));
      compressed.set(file, body);
      sent.bytes += body.length;
      response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip', 'Content-Length': body.length }).end(body);
      return;
    }
    sent.bytes += size;
    response.writeHead(200, { ...headers, 'Content-Length': size });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${port}/`, sent, close };
}
