/** The bundle's files between visits: the browser's own cache storage. */
import { afterEach, expect, it } from 'vitest';
import { sha256Hex } from '../bundle/integrity.ts';
import { type ReadFile } from '../bundle/read-file.ts';
import { BundleCache } from './bundle-cache.ts';

const BASE = new URL('/a-bundle-that-is-not-there/', location.href).href;
const { signal } = new AbortController();
const bytes = (text: string) => new TextEncoder().encode(text);

afterEach(async () => {
  await caches.delete('tastekit');
});

/** A server with these files, and what it was asked for. */
function server(files: Record<string, string>): { read: ReadFile; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async read(path) {
      asked.push(path);
      if (!(path in files)) throw new TypeError('Failed to fetch');
      return bytes(files[path]);
    },
  };
}

/** As the bundle's own reader asks; then waits for what is kept in the background. */
async function visit(read: ReadFile, path: string, content?: string): Promise<string> {
  const sha256 = content === undefined ? undefined : await sha256Hex(bytes(content));
  const text = new TextDecoder().decode(await new BundleCache(BASE).reader(read)(path, { bytes: 100, sha256, signal }));
  const kept = async () => (await (await caches.open('tastekit')).keys()).some(({ url }) => url === `${BASE}${path}?tastekit=${sha256 ?? ''}`);
  await expect.poll(kept).toBe(true);
  return text;
}

it('a file with a hash is fetched once; one that changed is fetched again', async () => {
  const { read, asked } = server({ 'ids.json': 'old' });
  expect(await visit(read, 'ids.json', 'old')).toBe('old');
  expect(await visit(read, 'ids.json', 'old')).toBe('old');
  expect(asked).toEqual(['ids.json']);
  const renewed = server({ 'ids.json': 'new' });
  expect(await visit(renewed.read, 'ids.json', 'new')).toBe('new');
  expect(renewed.asked).toEqual(['ids.json']);
});

it('bundle.json is asked for at every visit; without a network, the last one serves', async () => {
  const online = server({ 'bundle.json': '{}' });
  await visit(online.read, 'bundle.json');
  await visit(online.read, 'bundle.json');
  expect(online.asked).toEqual(['bundle.json', 'bundle.json']);
  expect(await visit(server({}).read, 'bundle.json')).toBe('{}');
});

it('what the server refuses is refused, though it is kept', async () => {
  await visit(server({ 'bundle.json': '{}' }).read, 'bundle.json');
  const gone: ReadFile = () => Promise.reject(new Error('the server answered 404'));
  await expect(new BundleCache(BASE).reader(gone)('bundle.json', { bytes: 100, signal })).rejects.toThrow('404');
});

it('a kept file that is not what it was is fetched again', async () => {
  const { read, asked } = server({ 'ids.json': 'right' });
  const sha256 = await sha256Hex(bytes('right'));
  await (await caches.open('tastekit')).put(`${BASE}ids.json?tastekit=${sha256}`, new Response('wrong'));
  expect(await visit(read, 'ids.json', 'right')).toBe('right');
  expect(asked).toEqual(['ids.json']);
});

it('files of earlier versions go, those of other bundles stay', async () => {
  const { read } = server({ 'bundle.json': '{}', 'ids.json': 'old' });
  await visit(read, 'bundle.json');
  await visit(read, 'ids.json', 'old');
  const cache = await caches.open('tastekit');
  const other = new URL('/another/ids.json?tastekit=1', location.href).href;
  await cache.put(other, new Response(''));
  const sha256 = await sha256Hex(bytes('new'));
  await visit(server({ 'ids.json': 'new' }).read, 'ids.json', 'new');
  await new BundleCache(BASE).prune({ files: { 'ids.json': { bytes: 3, sha256 } } });
  const left = (await cache.keys()).map(({ url }) => url).sort();
  expect(left).toEqual([`${BASE}bundle.json?tastekit=`, `${BASE}ids.json?tastekit=${sha256}`, other].sort());
});
