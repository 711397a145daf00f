import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBundle } from '../bundle/decode-bundle.ts';
import { encodeBundle } from '../bundle/encode-bundle.ts';
import { exampleParts } from '../bundle/example-parts.fixture.ts';
import { dequantiseRow } from '../bundle/quantise.ts';
import { readBundleFolder, writeBundleFolder } from './bundle-folder.ts';
import { largeBundle } from './large-bundle.ts';

const REAL = 20;
const DIM = 8;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tastekit-large-'));
  await writeBundleFolder(path.join(folder, 'real'), await encodeBundle(exampleParts(REAL)));
});
afterAll(() => rm(folder, { recursive: true }));

async function made(name: string, options: { items: number; seed?: number }) {
  const out = path.join(folder, name);
  await largeBundle({ from: path.join(folder, 'real'), out, ...options });
  return openBundle({ read: await readBundleFolder(out) });
}

test('the first copy is the real bundle, later ones are near it, each item its own', async () => {
  const real = await openBundle({ read: await readBundleFolder(path.join(folder, 'real')) });
  const large = await made('large', { items: 50 });
  expect(large.items.count).toBe(50);
  expect(large.manifest.data.licenceFile).toBe('LICENSE-example.txt');
  expect(large.network).toEqual(real.network);
  const row = (bundle: typeof real, i: number) => [...dequantiseRow(bundle.items.factors, i, new Float32Array(DIM))];
  for (let i = 0; i < 50; i++) {
    const [source, copy] = [i % REAL, Math.floor(i / REAL)];
    const item = real.items.text(source);
    expect(large.items.text(i)).toEqual(copy === 0 ? item : { ...item, id: `${item.id}~${copy}`, title: `${item.title} #${copy}` });
    const [own, its] = [row(large, i), row(real, source)];
    const distance = Math.hypot(...own.map((x, k) => x - its[k])) / Math.hypot(...its);
    if (copy === 0) expect(distance).toBeLessThan(1e-2);
    else expect(distance).toBeGreaterThan(0.05);
    expect(distance).toBeLessThan(0.8);
    expect(Math.abs(large.items.bias[i] - real.items.bias[source])).toBeLessThan(copy === 0 ? 1e-6 : 0.3);
  }
});

test('real items are followed by real ones as before, as far as they are there, copies by nothing', async () => {
  const real = await openBundle({ read: await readBundleFolder(path.join(folder, 'real')) });
  const rowOf = ({ items: { memory } }: typeof real, row: number) => {
    if (!memory) return [];
    const entries = Array.from({ length: memory.offsets[row + 1] - memory.offsets[row] }, (_, k) => memory.offsets[row] + k);
    return entries.map((entry) => [memory.items[entry], memory.codes[entry] * memory.scales[row]]);
  };
  const [more, fewer] = [await made('more', { items: 50 }), await made('fewer', { items: 12 })];
  for (let row = 0; row < REAL; row++) {
    expect(rowOf(more, row)).toEqual(rowOf(real, row));
    if (row < 12) expect(rowOf(fewer, row)).toEqual(rowOf(real, row).filter(([item]) => item < 12));
  }
  for (let row = REAL; row < 50; row++) expect(rowOf(more, row)).toEqual([]);
  expect(rowOf(real, 3).length).toBe(3);
});

test('the same seed gives the same bytes, another others', async () => {
  const bundleJson = (name: string) => readFile(path.join(folder, name, 'bundle.json'), 'utf8');
  await made('one', { items: 30, seed: 3 });
  await made('two', { items: 30, seed: 3 });
  await made('three', { items: 30, seed: 4 });
  expect(await bundleJson('two')).toBe(await bundleJson('one'));
  expect(await bundleJson('three')).not.toBe(await bundleJson('one'));
});

test('no count of items is refused', async () => {
  await expect(made('none', { items: 0 })).rejects.toThrow('items: expected a whole number from 1, came 0');
  await expect(made('none', { items: NaN })).rejects.toThrow('items: expected a whole number from 1, came NaN');
});
