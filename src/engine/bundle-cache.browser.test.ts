/** The bundle's files between visits: the browser's own cache storage. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Files, readerOf } from '../bundle/changed-files.fixture.ts';
import { openBundle } from '../bundle/decode-bundle.ts';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { exampleParts } from '../bundle/example-parts.fixture.ts';
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

/** As the bundle's own reader asks, and once all is sound; then waits for what is kept in the background. */
async function visit(read: ReadFile, path: string, content?: string): Promise<string> {
  const sha256 = content === undefined ? undefined : await sha256Hex(bytes(content));
  const cache = new BundleCache(BASE);
  const text = new TextDecoder().decode(await cache.reader(read)(path, { bytes: 100, sha256, signal }));
  if (sha256 === undefined) await cache.settle({ files: {} });
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
  await new BundleCache(BASE).settle({ files: { 'ids.json': { bytes: 3, sha256 } } });
  const left = (await cache.keys()).map(({ url }) => url).sort();
  expect(left).toEqual([`${BASE}bundle.json?tastekit=`, `${BASE}ids.json?tastekit=${sha256}`, other].sort());
});

describe('any script of the origin can write to the cache', () => {
  /** A visit to a bundle that the page pins; `asked`: the files that did not come from the cache. */
  async function open(files: Files, integrity: string, network = true): Promise<{ titles: string[]; asked: string[] }> {
    const asked: string[] = [];
    const read: ReadFile = (path, request) => {
      asked.push(path);
      return network ? readerOf(files)(path, request) : Promise.reject(new TypeError('Failed to fetch'));
    };
    const cache = new BundleCache(BASE);
    const { manifest, items } = await openBundle({ read: cache.reader(read), integrity });
    await cache.settle(manifest);
    const count = [...files.keys()].filter((path) => !path.startsWith('LICENSE')).length;
    await expect.poll(async () => (await (await caches.open('tastekit')).keys()).length).toBe(count);
    return { titles: Array.from({ length: items.count }, (_, i) => items.text(i).title), asked: asked.sort() };
  }

  async function poison(change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    const cache = await caches.open('tastekit');
    for (const request of await cache.keys()) {
      const kept = new Uint8Array((await (await cache.match(request))?.arrayBuffer()) ?? new ArrayBuffer());
      await cache.put(request, new Response(change(kept) as Uint8Array<ArrayBuffer>));
    }
  }

  const POISONS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
    'a bit of each file': (bytes) => bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte)),
    'each file cut short': (bytes) => bytes.slice(0, -1),
    'megabytes behind each file': (bytes) => new Uint8Array([...bytes, ...new Uint8Array(2 ** 21)]),
    'nothing in place of each file': () => new Uint8Array(),
  };

  it.each(Object.keys(POISONS))('%s: refused, and fetched anew', async (name) => {
    const files = await encodeBundle(exampleParts());
    const integrity = `sha256-${await sha256Hex(files.get('bundle.json') ?? new Uint8Array())}`;
    const first = await open(files, integrity);
    expect((await open(files, integrity)).asked).toEqual(['bundle.json']);
    await poison(POISONS[name]);
    const after = await open(files, integrity);
    expect(after).toEqual(first);
    // What was fetched has taken the poison's place.
    expect((await open(files, integrity)).asked).toEqual(['bundle.json']);

    await poison(POISONS[name]);
    await expect(open(files, integrity, false)).rejects.toMatchObject({ code: 'BUNDLE', file: 'bundle.json', message: expect.stringContaining('is not the bundle that integrity pins') });
  });

  it('without a network, a sound bundle.json does not make other files sound', async () => {
    const files = await encodeBundle(exampleParts());
    const integrity = `sha256-${await sha256Hex(files.get('bundle.json') ?? new Uint8Array())}`;
    await open(files, integrity);
    expect((await open(files, integrity, false)).titles).toHaveLength(20);
    await poison((bytes) => bytes.map((byte) => byte ^ 1));
    await (await caches.open('tastekit')).put(`${BASE}bundle.json?tastekit=`, new Response(files.get('bundle.json') as Uint8Array<ArrayBuffer>));
    await expect(open(files, integrity, false)).rejects.toMatchObject({ code: 'BUNDLE', message: expect.stringMatching(/^(items|weights)[/].*: could not be read: Failed to fetch$/) });
  });

  it('a bundle that did not open takes the place of none', async () => {
    const files = await encodeBundle(exampleParts());
    const integrity = `sha256-${await sha256Hex(files.get('bundle.json') ?? new Uint8Array())}`;
    await open(files, integrity);
    const portal = new Map(files).set('bundle.json', bytes('<!doctype html>Please log in'));
    await expect(open(portal, integrity)).rejects.toMatchObject({ code: 'BUNDLE' });
    expect((await open(files, integrity, false)).titles).toHaveLength(20);
  });
});
