import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BundleParts, encodeBundle } from '../bundle/encode-bundle.ts';
import { exampleParts } from '../bundle/example-parts.fixture.ts';
import { sha256Hex } from '../bundle/integrity.ts';
import { writeBundleFolder } from './bundle-folder.ts';
import { inspectBundle } from './inspect.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tastekit-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function made(name: string, parts: Partial<BundleParts> = {}): Promise<string> {
  const dir = path.join(root, name);
  await writeBundleFolder(dir, await encodeBundle({ ...exampleParts(), ...parts }));
  return dir;
}

test('tells a person what a bundle is', async () => {
  expect(await inspectBundle(await made('person'), { color: false })).toMatchInlineSnapshot(`
    "example  a TasteKit bundle of version 2
      integrity     sha256-53e78131d526cedea1a548354cc7f36cc6441b3050bc1bb62439b3a9e33c0d20
      bytes         11,429; 497.1 an item without ids and texts
      items         20, with price, url

    Model
      dim           8, 1 blocks, 2 heads, hidden 4, window 4
      mlp           6 → 3
      event types   view, like, dislike
      adapter rank  2
      memory        the last 4 events fading by 0.8; epsilon 0.001; 60 transitions
      walk          by id and title, within 3, 9 items
      parameters    709 in the network, 200 in the items
      factor norms  min 1.8074, quartiles 3.0598 / 3.4704 / 3.7022, max 3.9195

    Data
      name          Made-up ratings
      licence       CC0-1.0 (LICENSE-example.txt)
      attribution   Nobody in particular
      source        https://example.com/ratings
      size          100 users, 20 items, 2,000 interactions, in order of time
      thresholds    like at 4, dislike at 2

    Training
      seed          7
      kept epoch    3
      held out      5 % of users for validation, 10 % of users for a test, by seed 7
      batch         64
      decay         0.01
      loss          softmax
      quick         false

    Evaluation
      validation    NDCG@10 0.21, HR@10 0.37 over 400 predictions of 50 users
      test          NDCG@10 0.2, HR@10 0.36 over 800 predictions of 100 users, protocol stream, seed 3
      baseline      NDCG@10 0.18, HR@10 0.33 of the best one there, hybrid

    Learning on the device
      rates         vector 0.1, adapter 0.05, mix 0.01, walk 0.2
      an event      2 steps, 64 negatives, 8 replayed, proximal 0.1, ramp 5, guarded
      event weights view 0.2, click 0.5, like 1, dislike -1, purchase 2, dwell 0.7, skip -0.1, dismiss -3

    Most popular
      1.9935        Title 8 “é” (item-8)
      1.5542        Title 12 “é” (item-12)
      1.5287        Title 6 “é” (item-6)
      1.4575        Title 19 “é” (item-19)
      1.1675        Title 18 “é” (item-18)

    Files
      ✓ LICENSE-example.txt                 20
      ✓ bundle.json                      4,133
      ✓ items/ids.json                     213
      ✓ items/text-00000.json              505
      ✓ items/text-00001.json              523
      ✓ items/text-00002.json              225
      ✓ weights/items-00000.safetensors    488
      ✓ weights/items-00001.safetensors    488
      ✓ weights/memory.safetensors         632
      ✓ weights/network.safetensors      3,986
      ✓ weights/orders.safetensors         216"
  `);
});

test('tells a program the same', async () => {
  const dir = await made('program');
  const it = JSON.parse(await inspectBundle(dir, { json: true }));
  const manifestBytes = await readFile(path.join(dir, 'bundle.json'));
  const manifest = JSON.parse(manifestBytes.toString());
  expect(Object.keys(it)).toMatchInlineSnapshot(`
    [
      "name",
      "version",
      "integrity",
      "model",
      "parameters",
      "bytes",
      "items",
      "data",
      "learning",
      "training",
      "evaluation",
      "factorNorms",
      "mostPopular",
      "files",
    ]
  `);
  expect(it.integrity).toBe(`sha256-${await sha256Hex(manifestBytes)}`);
  expect(it.data).toEqual(manifest.data);
  expect(it.files.length).toBe(Object.keys(manifest.files).length + 1);
  for (const { path: file, bytes, sha256 } of it.files) {
    const content = await readFile(path.join(dir, file));
    expect([bytes, sha256]).toEqual([content.length, await sha256Hex(content)]);
  }
  expect(it.bytes.total).toBe(it.files.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0));
});

test('norms and popularity are those of the weights', async () => {
  const parts = exampleParts();
  const factors = new Float32Array(20 * 8);
  for (let i = 0; i < 20; i++) factors.fill(i, i * 8, i * 8 + 1);
  parts.weights.set('item.factor', { shape: [20, 8], data: factors });
  parts.weights.set('item.popularity', { shape: [20], data: Float32Array.from({ length: 20 }, (_, i) => (i * 7) % 20) });
  const it = JSON.parse(await inspectBundle(await made('known', parts), { json: true }));
  expect(it.factorNorms).toEqual({ min: 0, q25: 5, median: 10, q75: 14, max: 19 });
  expect(it.mostPopular).toEqual([17, 14, 11, 8, 5].map((i, rank) => ({ id: `item-${i}`, title: `Title ${i} “é”`, popularity: 19 - rank })));
});

test('a bundle’s words cannot steer the terminal', async () => {
  const dir = await made('hostile', { name: 'good\u001b[2J\u202Ebad', training: { seed: 1, epochs: 1, heldOut: { kind: 'none', seed: 1, validation: 0, test: 0 }, options: { 'a\u0007b': 'c\nd' } } });
  const text = await inspectBundle(dir, { color: false });
  expect(text).toContain('good [2J bad');
  expect(text).toMatch(/a b +c d/);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
});

test('says that a model has no memory, and who was held out in other ways', async () => {
  const { config, training } = exampleParts();
  const without = { ...exampleParts(20, { ...config, memory: null }), training: { ...training, heldOut: { kind: 'none' as const, seed: 3, validation: 0.125, test: 0 } } };
  expect(await inspectBundle(await made('without', without), { color: false })).toMatch(/memory +none\n[^]*held out +12.5 % of users for validation, nobody for a test, by seed 3\n/);
  const last = { training: { ...training, heldOut: { kind: 'last' as const, seed: 3, validation: 0, test: 1 } } };
  expect(await inspectBundle(await made('last', last), { color: false })).toContain("0 % of users for validation, every user's last event for a test, by seed 3");
});

test('any file that is damaged is named, the licence too, with its folder and what to do', async () => {
  for (const file of ['LICENSE-example.txt', 'weights/network.safetensors', 'items/text-00000.json']) {
    const dir = await made('damaged');
    await appendFile(path.join(dir, file), 'x');
    await expect(inspectBundle(dir)).rejects.toMatchObject({ code: 'BUNDLE', file });
    const bytes = await readFile(path.join(await made('damaged'), file));
    bytes[bytes.length - 2] ^= 1;
    await writeFile(path.join(dir, file), bytes);
    await expect(inspectBundle(dir)).rejects.toThrow(`${file}: is damaged or of another bundle`);
    await expect(inspectBundle(dir)).rejects.toThrow(` (in ${dir}); copy the whole bundle again, or make it anew with tastekit train or import`);
  }
});
