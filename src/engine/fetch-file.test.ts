/** What a server may do to a reader, by a real one. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { MANIFEST_FILE } from '../bundle/manifest.ts';
import { fetchFile, isUnreachable } from './fetch-file.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The address of a server that answers so. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const { signal } = new AbortController();
const faultOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'was read', (error: unknown) => error);

it('reads a file below its base', async () => {
  const base = await serve(({ url }, response) => response.end(url));
  expect(new TextDecoder().decode(await fetchFile(base)('items/ids.json', { bytes: 100, signal }))).toBe('/items/ids.json');
});

it('an empty file is one', async () => {
  const base = await serve((_, response) => response.end());
  expect((await fetchFile(base)('empty', { bytes: 0, signal })).length).toBe(0);
});

it('stops reading past the bytes allowed, however much is sent', async () => {
  let gone!: () => void;
  const closed = new Promise<void>((resolve) => (gone = resolve));
  const base = await serve((_, response) => {
    const pour = () => {
      while (response.write(new Uint8Array(65_536)));
    };
    response.on('drain', pour).on('close', gone);
    pour();
  });
  const bytes = await fetchFile(base)('endless', { bytes: 100_000, signal });
  expect(bytes.length).toBeGreaterThan(100_000);
  expect(bytes.length).toBeLessThan(2 ** 22);
  await closed;
});

it('counts bytes as they are unpacked: a small file that unpacks to a large one is no way round', async () => {
  const bomb = gzipSync(new Uint8Array(64 * 2 ** 20));
  expect(bomb.length).toBeLessThan(100_000);
  const base = await serve((_, response) => response.setHeader('Content-Encoding', 'gzip').end(bomb));
  const bytes = await fetchFile(base)('bomb', { bytes: 100_000, signal });
  expect(bytes.length).toBeGreaterThan(100_000);
  expect(bytes.length).toBeLessThan(2 ** 22);
});

it('gives up a server that accepts and says nothing', async () => {
  const base = await serve(() => {});
  const fault = await faultOf(fetchFile(base, 1)(MANIFEST_FILE, { bytes: 100, signal }));
  expect(fault).toMatchInlineSnapshot(`[Error: the server sent nothing for 20 seconds]`);
  expect(isUnreachable(fault)).toBe(true);
});

it('gives up a server that falls silent in the middle, not one that is slow', async () => {
  const base = await serve(({ url }, response) => {
    let sent = 0;
    const timer = setInterval(() => {
      response.write('x');
      if (++sent < 30) return;
      clearInterval(timer);
      if (url === '/slow') response.end();
    }, 50);
  });
  // 30 parts take longer than the silence allowed, 20 · 50 ms.
  const read = fetchFile(base, 50);
  expect((await read('slow', { bytes: 100, signal })).length).toBe(30);
  expect(await faultOf(read('silent', { bytes: 100, signal }))).toMatchObject({ message: 'the server sent nothing for 20 seconds' });
});

it('a caller who aborts is told so, before the answer and in the middle of it', async () => {
  const base = await serve(({ url }, response) => void (url === '/begun' && response.write('x')));
  for (const path of ['begun', 'mute']) {
    const controller = new AbortController();
    const reading = faultOf(fetchFile(base)(path, { bytes: 100, signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('page closed')), 50);
    expect(await reading).toMatchObject({ message: 'page closed' });
  }
  expect(await faultOf(fetchFile(base)('mute', { bytes: 100, signal: AbortSignal.abort(new Error('too late')) }))).toMatchObject({ message: 'too late' });
});

it('a server that refuses has answered; one that breaks off, or is not there, has not', async () => {
  const base = await serve(({ url }, response) => {
    if (url === '/gone') response.writeHead(410).end();
    else response.writeHead(200, { 'Content-Length': 100 }).write('x', () => response.destroy());
  });
  const refused = await faultOf(fetchFile(base)('gone', { bytes: 100, signal }));
  expect(refused).toMatchInlineSnapshot(`[Error: the server answered 410 Gone]`);
  expect(isUnreachable(refused)).toBe(false);
  expect(isUnreachable(await faultOf(fetchFile(base)('broken', { bytes: 100, signal })))).toBe(true);
  expect(isUnreachable(await faultOf(fetchFile('http://127.0.0.1:1/')('x', { bytes: 100, signal })))).toBe(true);
});

it('follows a redirect: what it leads to is counted, and checked, like any other bytes', async () => {
  const other = await serve((_, response) => response.end('from elsewhere'));
  const base = await serve((_, response) => response.writeHead(302, { Location: `${other}file` }).end());
  expect((await fetchFile(base)('file', { bytes: 4, signal })).length).toBe('from elsewhere'.length);
});
