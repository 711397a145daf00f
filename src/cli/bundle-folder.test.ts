import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBundle } from '../bundle/decode-bundle.ts';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { exampleParts } from '../bundle/example-parts.fixture.ts';
import { type WriteStep, readBundleFolder, writeBundleFolder } from './bundle-folder.ts';

type Files = Map<string, Uint8Array>;

let first: Files;
let second: Files;
beforeAll(async () => {
  first = await encodeBundle({ ...exampleParts(), name: 'first' });
  second = await encodeBundle({ ...exampleParts(30), name: 'second' });
});

let root: string;
let dir: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'tastekit-')));
  dir = path.join(root, 'movies');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A message without the place of the test's folder. */
async function faultOf(work: Promise<unknown>): Promise<string> {
  const message = await work.then(
    () => 'no fault',
    (error: unknown) => String(error),
  );
  return message.replaceAll(path.relative(process.cwd(), root), 'ROOT').replaceAll(root, 'ROOT');
}

/** Every file below a folder. */
async function filesOf(folder: string): Promise<Files> {
  const files: Files = new Map();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.relative(folder, file).replaceAll(path.sep, '/'), new Uint8Array(await readFile(file)));
  }
  return files;
}

async function nameOf(folder: string): Promise<string> {
  return (await openBundle({ read: await readBundleFolder(folder) })).manifest.name;
}

describe('writing', () => {
  test('the folder holds exactly the files, and nothing is left beside it', async () => {
    dir = path.join(root, 'public', 'movies');
    await writeBundleFolder(dir, first);
    expect(await filesOf(dir)).toEqual(first);
    await writeBundleFolder(dir, second);
    expect(await filesOf(dir)).toEqual(second);
    expect(await readdir(path.dirname(dir))).toEqual(['movies']);
  });

  test('an empty folder is taken; through a link, what it points to is replaced', async () => {
    await mkdir(dir);
    await writeBundleFolder(dir, first);
    const link = path.join(root, 'latest');
    await symlink(dir, link);
    await writeBundleFolder(link, second);
    expect(await nameOf(dir)).toBe('second');
    expect(await realpath(link)).toBe(dir);
  });

  test('what is no bundle is left alone', async () => {
    await mkdir(dir);
    await writeFile(path.join(dir, 'thesis.txt'), 'years of work');
    await writeFile(path.join(root, 'file'), 'x');
    const faults = [await faultOf(writeBundleFolder(dir, first))];
    await writeFile(path.join(dir, 'bundle.json'), '{"format": "another"}');
    faults.push(await faultOf(writeBundleFolder(dir, first)), await faultOf(writeBundleFolder(path.join(root, 'file'), first)));
    expect(faults.join('\n')).toMatchInlineSnapshot(`
      "BundleError: ROOT/movies: holds 1 files or folders and is no TasteKit bundle: it is left alone; give another path or empty it
      BundleError: ROOT/movies: holds 2 files or folders and is no TasteKit bundle: it is left alone; give another path or empty it
      BundleError: ROOT/file: is a file, and a bundle is a folder: give another path"
    `);
    expect(await readFile(path.join(dir, 'thesis.txt'), 'utf8')).toBe('years of work');
    expect((await readdir(root)).toSorted()).toEqual(['file', 'movies']);
  });

  test('a bundle of a later version, or a damaged one, is replaced', async () => {
    await mkdir(dir);
    await writeFile(path.join(dir, 'bundle.json'), '{"format": "tastekit-bundle", "version": 9}');
    await writeBundleFolder(dir, first);
    expect(await nameOf(dir)).toBe('first');
  });

  test('a path that leaves the folder is refused, and the old bundle stays', async () => {
    await writeBundleFolder(dir, first);
    await expect(writeBundleFolder(dir, new Map([['../evil', new Uint8Array(1)]]))).rejects.toThrow('../evil: is not a path inside a bundle');
    expect(await filesOf(root)).toEqual(new Map([...first].map(([file, bytes]) => [`movies/${file}`, bytes])));
  });

  test('two writes at once to one folder: one is refused, the other whole', async () => {
    const writes = await Promise.allSettled([writeBundleFolder(dir, first), writeBundleFolder(dir, second)]);
    expect(writes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await nameOf(dir)).toBe(writes[0].status === 'fulfilled' ? 'first' : 'second');
    await writeBundleFolder(dir, second);
    expect(await filesOf(dir)).toEqual(second);
  });
});

describe('a write that fails', () => {
  const steps: [WriteStep, string][] = [
    ['begun', 'first'],
    ['written', 'first'],
    ['old-aside', 'first'],
    ['swapped', 'second'],
  ];

  test.each(steps)('at %s: the folder holds the %s bundle', async (step, holds) => {
    await writeBundleFolder(dir, first);
    const failing = writeBundleFolder(dir, second, (now) => {
      if (now === step) throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    // Before anyone recovers: the writer itself puts the old bundle back.
    expect(await filesOf(dir)).toEqual(holds === 'first' ? first : second);
    expect(await nameOf(dir)).toBe(holds);
    expect(await readdir(root)).toEqual(['movies']);
  });
});

describe('a crash', () => {
  /** What is on disk at a step of replacing the first bundle by the second, as if the writer had died there. */
  async function crashAt(step: WriteStep, from: Files | null = first): Promise<void> {
    const source = path.join(root, 'source');
    const target = path.join(source, 'movies');
    if (from) await writeBundleFolder(target, from);
    else await mkdir(source);
    const frozen = path.join(root, 'frozen');
    await writeBundleFolder(target, second, (now) => {
      if (now === step) cpSync(source, frozen, { recursive: true });
    });
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const entry of await readdir(frozen)) {
      await cp(path.join(frozen, entry), path.join(root, entry.replace(/-\d+$/, `-${dead}`)), { recursive: true });
    }
    await rm(source, { recursive: true });
    await rm(frozen, { recursive: true });
  }

  const cases: [WriteStep, string[], string][] = [
    ['begun', ['movies', 'movies.tastekit-tmp'], 'first'],
    ['written', ['movies', 'movies.tastekit-tmp'], 'first'],
    ['old-aside', ['movies.tastekit-old', 'movies.tastekit-tmp'], 'first'],
    ['swapped', ['movies', 'movies.tastekit-old'], 'second'],
  ];

  test.each(cases)('at %s leaves %j; the next read finds the %s bundle whole', async (step, left, holds) => {
    await crashAt(step);
    expect((await readdir(root)).map((entry) => entry.replace(/-\d+$/, '')).toSorted()).toEqual(left);
    expect(await nameOf(dir)).toBe(holds);
    expect(await readdir(root)).toEqual(['movies']);
  });

  test.each(cases)('at %s: the next write succeeds and cleans up', async (step) => {
    await crashAt(step);
    await writeBundleFolder(dir, second);
    expect(await filesOf(dir)).toEqual(second);
    expect(await readdir(root)).toEqual(['movies']);
  });

  test('of the very first write leaves none', async () => {
    await crashAt('written', null);
    await expect(readBundleFolder(dir)).rejects.toThrow('there is no such folder');
    expect(await readdir(root)).toEqual([]);
  });

  test('leftovers of a writer that still runs, and folders with other names, are not touched', async () => {
    await writeBundleFolder(dir, first);
    const others = [`movies.tastekit-tmp-${process.ppid}`, 'movies.old-2019', 'movies.tastekit-old-x', 'movies2.tastekit-tmp-999999'];
    for (const name of others) await mkdir(path.join(root, name));
    await nameOf(dir);
    await writeBundleFolder(dir, second);
    expect((await readdir(root)).toSorted()).toEqual(['movies', ...others].toSorted());
  });
});

describe('reading', () => {
  test('a missing folder, a file, a folder without a bundle: the nearest bundle is named', async () => {
    await writeBundleFolder(dir, first);
    await writeBundleFolder(path.join(root, 'books'), first);
    await mkdir(path.join(root, 'empty'));
    const faults = [
      await faultOf(readBundleFolder(path.join(root, 'movis'))),
      await faultOf(readBundleFolder(path.join(root, 'book'))),
      await faultOf(readBundleFolder(root)),
      await faultOf(readBundleFolder(path.join(dir, 'bundle.json'))),
      await faultOf(readBundleFolder(path.join(root, 'empty'))),
      await faultOf(readBundleFolder(path.join(root, 'no', 'where'))),
    ];
    expect(faults.join('\n')).toMatchInlineSnapshot(`
      "BundleError: ROOT/movis: there is no such folder; did you mean ROOT/movies or ROOT/books?
      BundleError: ROOT/book: there is no such folder; did you mean ROOT/books or ROOT/movies?
      BundleError: ROOT: has no bundle.json, so it is no bundle; did you mean ROOT/books or ROOT/movies?
      BundleError: ROOT/movies/bundle.json: is a file, and a bundle is a folder; did you mean ROOT/movies?
      BundleError: ROOT/empty: has no bundle.json, so it is no bundle
      BundleError: ROOT/no/where: there is no such folder"
    `);
  });

  test('nothing outside the folder, and nothing too long', async () => {
    await writeBundleFolder(dir, first);
    await writeFile(path.join(root, 'secret'), 'x');
    await mkdir(path.join(dir, 'folder'));
    await symlink(path.join(root, 'secret'), path.join(dir, 'link'));
    await symlink('items', path.join(dir, 'inside'));
    const read = await readBundleFolder(dir);
    const signal = new AbortController().signal;
    const asked = ['../secret', '/etc/passwd', 'link', 'folder', 'absent', 'weights/network.safetensors'];
    const faults = await Promise.all(asked.map((file) => faultOf(read(file, { bytes: 100, signal }))));
    expect(faults.join('\n')).toMatchInlineSnapshot(`
      "BundleError: ../secret: is not a path inside a bundle
      BundleError: /etc/passwd: is not a path inside a bundle
      BundleError: link: is a link out of ROOT/movies
      BundleError: folder: is not a file
      BundleError: absent: is missing in ROOT/movies
      BundleError: weights/network.safetensors: is too long: expected at most 100 bytes, came 3986"
    `);
    expect(await read('inside/ids.json', { bytes: 1_000, signal })).toEqual(first.get('items/ids.json'));
  });

  test('a folder moved elsewhere is the same bundle', async () => {
    await writeBundleFolder(dir, first);
    await rename(dir, path.join(root, 'films'));
    expect(await nameOf(path.join(root, 'films'))).toBe('first');
  });
});
