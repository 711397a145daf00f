import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { exampleParts } from '../bundle/example-parts.fixture.ts';
import { popularItems } from './popular-items.ts';

const MOVIES = 'public/bundles/movies';
const asked: string[] = [];
const read = (path: string) => {
  asked.push(path);
  return readFile(join(MOVIES, path));
};
const ids = JSON.parse(readFileSync(join(MOVIES, 'items/ids.json'), 'utf8')) as string[];

describe('from files', () => {
  it('gives the first items, and reads nothing but what holds them', async () => {
    asked.length = 0;
    const items = await popularItems('', { read, limit: 12 });
    expect(items.map(({ id }) => id)).toEqual(ids.slice(0, 12));
    expect(items[0]).toEqual({ id: '356', title: 'Forrest Gump (1994)', genres: ['Comedy', 'Drama', 'Romance', 'War'], year: 1994, extra: {} });
    expect(asked).toEqual(['bundle.json', 'items/ids.json', 'items/text-00000.json']);
    expect(await popularItems('', { read })).toHaveLength(20);
  });

  it('of a bundle with fewer items it gives all of them', async () => {
    const files = await encodeBundle(exampleParts(20));
    const given: string[] = [];
    const fromFiles = async (path: string) => {
      given.push(path);
      return files.get(path)!;
    };
    expect((await popularItems('', { read: fromFiles, limit: 1000 })).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `item-${i}`));
    expect(given.filter((path) => path.includes('text'))).toHaveLength(3);
  });

  it('refuses what integrity does not pin, and a file with a wrong byte, by name', async () => {
    await expect(popularItems('', { read, integrity: `sha256-${'0'.repeat(64)}` })).rejects.toThrow('bundle.json: is not the bundle that integrity pins');
    const damaged = async (path: string) => {
      const bytes = await read(path);
      if (path === 'items/text-00000.json') bytes[100] ^= 1;
      return bytes;
    };
    await expect(popularItems('', { read: damaged })).rejects.toMatchObject({ code: 'BUNDLE', file: 'items/text-00000.json' });
    await expect(popularItems('', { read: (path) => readFile(join('public/no-such-bundle', path)) })).rejects.toMatchObject({ code: 'BUNDLE', file: 'bundle.json' });
  });

  it('refuses options that are none', async () => {
    await expect(popularItems('', { limits: 3 } as never)).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: limits: is no option; there are limit, integrity, signal, read]`);
    await expect(popularItems('', { read, limit: 0 })).rejects.toThrow('limit: expected a whole number from 1 to 1000, got 0');
    await expect(popularItems('/bundles/movies/')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[OptionError: bundle: expected the absolute URL of a bundle's folder, as there is no page that it could be relative to, got "/bundles/movies/"]`,
    );
  });

  it('is given up when the signal says so', async () => {
    const controller = new AbortController();
    const given = popularItems('', {
      signal: controller.signal,
      read: (path) => {
        if (path !== 'bundle.json') controller.abort();
        return read(path);
      },
    });
    await expect(given).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('over HTTP', () => {
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(join('public', new URL(request.url ?? '', 'http://x').pathname)));
    } catch {
      response.writeHead(404).end();
    }
  });
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  });
  afterAll(() => server.close());

  it('gives the same, with or without the slash', async () => {
    expect(await popularItems(`${origin}/bundles/movies`, { limit: 3 })).toEqual(await popularItems('', { read, limit: 3 }));
  });

  it('names what the server did not have', async () => {
    await expect(popularItems(`${origin}/bundles/none/`)).rejects.toThrow('bundle.json: could not be read: the server answered 404');
  });
});
