/** From parts to files and back: what is written is read, and what is damaged is refused. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { AbortedError, BundleError } from '../errors.ts';
import { itemShapes, networkShapes } from '../neumf.ts';
import { type Files, readerOf, withFile, withJson, withTensors } from './changed-files.fixture.ts';
import { type OpenBundleOptions, openBundle } from './decode-bundle.ts';
import { encodeBundle } from './encode-bundle.ts';
import { fromHalf, toHalf } from './float16.ts';
import { EXAMPLE_CONFIG, exampleParts } from './example-parts.fixture.ts';
import { sha256Hex } from './integrity.ts';
import { MANIFEST_FILE } from './manifest.ts';
import { dequantiseRows } from './quantise.ts';
import { type ReadFile } from './read-file.ts';
import { type SafeTensor } from './safetensors.ts';

const NETWORK = 'weights/network.safetensors';
const SHARD = 'weights/items-00001.safetensors';
const MEMORY = 'weights/memory.safetensors';
const TEXT = 'items/text-00001.json';

let files: Map<string, Uint8Array>;
beforeAll(async () => {
  files = await encodeBundle(exampleParts());
});

const reader = readerOf;

const open = (from: Files, options: Partial<OpenBundleOptions> = {}) => openBundle({ read: reader(from), ...options });

async function faultOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'was read',
    (error: unknown) => (error instanceof BundleError ? error.message : `not a BundleError: ${String(error)}`),
  );
}

describe('round trip', () => {
  test('a bundle holds what it was made of', async () => {
    const parts = exampleParts();
    const { manifest, digest, network, items } = await open(files);
    expect(digest).toBe(await sha256Hex(files.get(MANIFEST_FILE) ?? new Uint8Array()));
    expect([...network.keys()]).toEqual(Object.keys(networkShapes(parts.config)));
    for (const [name, { shape, data }] of network) {
      const given = parts.weights.get(name);
      expect(shape).toEqual(given?.shape);
      expect(data).toEqual(fromHalf(toHalf(given?.data ?? new Float32Array())));
    }
    expect(items.count).toBe(20);
    expect(parts.items.map((_, i) => items.ids.at(i))).toEqual(parts.items.map(({ id }) => id));
    expect(parts.items.map(({ id }) => items.ids.indexOf(id))).toEqual([...parts.items.keys()]);
    expect(parts.items.map((_, i) => items.text(i))).toEqual(parts.items);
    expect(items.bias).toEqual(parts.weights.get('item.bias')?.data);
    expect(items.popularity).toEqual(parts.weights.get('item.popularity')?.data);
    expect(items.memory && { ...items.memory, items: Int32Array.from(items.memory.items) }).toEqual(parts.memory);
    const factors = parts.weights.get('item.factor')?.data ?? new Float32Array();
    const back = dequantiseRows(items.factors, parts.config.dim);
    expect(back.length).toBe(factors.length);
    for (const [i, factor] of factors.entries()) {
      expect(Math.abs(back[i] - factor)).toBeLessThanOrEqual(items.factors.scales[Math.floor(i / parts.config.dim)] * 0.50002);
    }
    expect(manifest.model).toEqual(parts.config);
    expect(manifest.data).toEqual({ ...parts.data, licenceFile: 'LICENSE-example.txt' });
    expect(manifest.training).toEqual(parts.training);
    expect(manifest.learning).toEqual(parts.learning);
    expect(manifest.evaluation).toEqual(parts.evaluation);
    expect(manifest.items.extraFields).toEqual(['price', 'url']);
  });

  test('any catalogue, whatever its shards', async () => {
    const item = fc.record({
      title: fc.string({ unit: 'binary' }),
      genres: fc.array(fc.string(), { maxLength: 3 }),
      year: fc.option(fc.integer()),
      extra: fc.dictionary(fc.constantFrom('url', 'price', 'toString', 'ä'), fc.string({ minLength: 1 }), { noNullPrototype: true }),
    });
    const catalogue = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, unit: 'binary' }), item), { minLength: 1, maxLength: 12, selector: ([id]) => id });
    await fc.assert(
      fc.asyncProperty(catalogue, fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 }), async (list, shardItems, shardRows) => {
        const items = list.map(([id, rest]) => ({ id, ...rest }));
        const parts = { ...exampleParts(items.length), items, shardItems, shardBytes: 1_024 + 20 * shardRows };
        const bundle = await open(await encodeBundle(parts));
        expect(items.map((_, i) => bundle.items.text(i))).toEqual(items);
        expect(bundle.items.bias).toEqual(parts.weights.get('item.bias')?.data);
      }),
      { numRuns: 40 },
    );
  });

  test('an adapter of rank 0, and no licence file', async () => {
    const parts = { ...exampleParts(3, { ...EXAMPLE_CONFIG, adapterRank: 0 }), licence: undefined };
    const { network, manifest } = await open(await encodeBundle(parts));
    expect(network.get('personal.adapterIn')).toEqual({ shape: [8, 0], data: new Float32Array() });
    expect(manifest.data.licenceFile).toBeNull();
  });

  test('a model without memory, and its files', async () => {
    const given = await encodeBundle(exampleParts(3, { ...EXAMPLE_CONFIG, memory: null }));
    expect([...given.keys()].filter((path) => path.includes('memory'))).toEqual([]);
    const { items, manifest } = await open(given);
    expect([items.memory, manifest.weights.memory, manifest.model.memory]).toEqual([null, null, null]);
  });

  test('equal parts give equal bytes, in whatever order they came', async () => {
    const parts = exampleParts();
    const again = await encodeBundle({ ...parts, weights: new Map([...parts.weights].toReversed()), training: { options: parts.training.options, heldOut: parts.training.heldOut, epochs: 3, seed: 7 } });
    expect(again).toEqual(files);
    expect(await encodeBundle(exampleParts(20, EXAMPLE_CONFIG, 2))).not.toEqual(files);
  });

  test('at dim 64, at most 100 bytes an item without ids and texts; shards within their bound', async () => {
    const config = { ...EXAMPLE_CONFIG, dim: 64 };
    const big = await encodeBundle({ ...exampleParts(3_000, config), shardBytes: 65_536, shardItems: 1_024 });
    const shards = [...big].filter(([path]) => path.startsWith('weights/items-'));
    expect(shards.length).toBe(4);
    for (const [, bytes] of shards) expect(bytes.length).toBeLessThanOrEqual(65_536);
    const total = shards.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    expect(total / 3_000).toBeGreaterThan(64);
    expect(total / 3_000).toBeLessThanOrEqual(100);
  });
});

describe('refuses to make', () => {
  test('what could not be read', async () => {
    const parts = exampleParts();
    const weights = (name: string, data: Float32Array, shape: number[]) => ({ ...parts, weights: new Map(parts.weights).set(name, { shape, data }) });
    const without = new Map(parts.weights);
    without.delete('head.gmf');
    const [first, ...rest] = parts.items;
    const faults = [
      { ...parts, weights: without },
      weights('head.gmf', new Float32Array(7), [8]),
      weights('head.gmf', new Float32Array(7), [7]),
      weights('tower.ln.gain', new Float32Array(8).fill(NaN), [8]),
      weights('item.factor', new Float32Array(160).fill(Infinity, 17), [20, 8]),
      { ...parts, items: [first, first, ...rest.slice(1)] },
      { ...parts, items: [{ ...first, id: '' }, ...rest] },
      { ...parts, items: rest },
      { ...parts, items: [{ ...first, extra: { constructor: 'x' } }, ...rest] },
      { ...parts, licence: { bytes: new Uint8Array(1), file: '../LICENSE' } },
      { ...parts, licence: { bytes: new Uint8Array(1), file: NETWORK } },
      { ...parts, config: { ...parts.config, heads: 3 } },
    ].map((wrong) => faultOf(encodeBundle(wrong)));
    expect((await Promise.all(faults)).join('\n')).toMatchInlineSnapshot(`
      "weights/network.safetensors: the tensor "head.gmf" is missing
      weights/network.safetensors: tensor "head.gmf": the shape [8] takes 8 numbers, came 7
      weights/network.safetensors: tensor "head.gmf": expected the shape [8], came [7]
      weights/network.safetensors: tensor "tower.ln.gain": expected finite numbers, came NaN at index 0
      weights/items: tensor "item.factor": expected finite numbers, came Infinity at index 17
      items/ids.json: the id "item-0" belongs to item 0 and item 1
      items/ids.json: item 0: expected an id, came ""
      weights/memory.safetensors: tensor "memory.offsets": the shape [20] takes 20 numbers, came 21
      bundle.json: items.extraFields: a field may not be named "constructor"
      bundle.json: data.licenceFile: expected a relative path of A-Z a-z 0-9 . _ - / without "..", came "../LICENSE"
      weights/network.safetensors: a licence cannot have the name of another file
      weights/network.safetensors: tensor "tower.block0.attention.distance": expected the shape [3, 4], came [2, 4]"
    `);
    await expect(encodeBundle({ ...parts, shardItems: 0 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: shardItems: expected a whole number from 1, came 0]`);
    await expect(encodeBundle({ ...parts, shardBytes: 100 })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: shardBytes: expected room for a header and an item (1044 bytes), came 100]`);
  });
});

describe('refuses to open', () => {
  test('a file damaged, cut short, too long, swapped or missing', async () => {
    const network = files.get(NETWORK) ?? new Uint8Array();
    const flipped = Uint8Array.from(network);
    flipped[1_000] ^= 1;
    const missing = new Map(files);
    missing.delete(SHARD);
    const faults = [
      new Map(files).set(NETWORK, flipped),
      new Map(files).set(NETWORK, network.subarray(0, -1)),
      new Map(files).set(NETWORK, Uint8Array.of(...network, 0)),
      new Map(files).set(SHARD, files.get('weights/items-00000.safetensors') ?? new Uint8Array()),
      missing,
      new Map<string, Uint8Array>(),
    ].map((wrong) => faultOf(open(wrong)));
    expect((await Promise.all(faults)).join('\n')).toMatchInlineSnapshot(`
      "weights/network.safetensors: is damaged or of another bundle: expected the sha256 e5b5f3ad1683394e31e15bb55d7597106928f393488d95cd1ad64bfbd174ce68, came cb6e22c0f5bbc48dc9814e5b2190ef076991fed99db7950b336decac62192593
      weights/network.safetensors: is cut short: expected 3986 bytes, came 3985
      weights/network.safetensors: is too long: expected 3986 bytes, came 3987
      weights/items-00001.safetensors: is damaged or of another bundle: expected the sha256 d6633440538df03436e85f692df7dc52ef0c21a4954598145e8f78e01c4d627e, came 9cf0ad052aa83d24e6cf2c4bb35553798633a68b4737b446558f818ab70ca0fe
      weights/items-00001.safetensors: could not be read: 404 Not Found
      bundle.json: could not be read: 404 Not Found"
    `);
  });

  test('another bundle than integrity pins, before a word of it is parsed', async () => {
    const digest = await sha256Hex(files.get(MANIFEST_FILE) ?? new Uint8Array());
    await expect(open(files, { integrity: `sha256-${digest}` })).resolves.toMatchObject({ digest });
    await expect(open(files, { integrity: `sha256-${'0'.repeat(64)}` })).rejects.toThrow(`bundle.json: is not the bundle that integrity pins: expected the sha256 ${'0'.repeat(64)}, came ${digest}`);
    const nonsense = new Map([[MANIFEST_FILE, new TextEncoder().encode('nonsense')]]);
    expect(await faultOf(open(nonsense, { integrity: `sha256-${digest}` }))).toContain('is not the bundle that integrity pins');
    await expect(open(files, { integrity: digest })).rejects.toThrow('integrity: expected "sha256-"');
  });

  test('weights of the wrong name, shape, type or value', async () => {
    const edits: [string, (tensors: Map<string, SafeTensor>) => unknown][] = [
      // Raw bits of halves: 0x7e00 is no number, 0xfc00 is −Infinity.
      [NETWORK, (t) => t.get('tower.out.bias')?.data.fill(0x7e00, 3)],
      [NETWORK, (t) => t.get('head.gmf')?.data.fill(0xfc00)],
      [NETWORK, (t) => t.delete('head.gmf')],
      [NETWORK, (t) => t.set('tower.user', { dtype: 'F32', shape: [1], data: new Float32Array(1) })],
      [NETWORK, (t) => t.set('toString', { dtype: 'F32', shape: [1], data: new Float32Array(1) })],
      [NETWORK, (t) => t.set('tower.type', { dtype: 'F32', shape: [8, 3], data: new Float32Array(24) })],
      [NETWORK, (t) => t.set('head.gmf', { dtype: 'F16', shape: [16], data: new Uint16Array(16) })],
      [MEMORY, (t) => t.get('memory.items')?.data.fill(20, 7, 8)],
      [MEMORY, (t) => t.get('memory.scale')?.data.fill(-1)],
      [MEMORY, (t) => t.set('memory.tail', { dtype: 'U8', shape: [1], data: new Uint8Array(1) })],
      [SHARD, (t) => t.get('item.bias')?.data.fill(NaN, 2)],
      [SHARD, (t) => t.get('item.factor.scale')?.data.fill(-1)],
      [SHARD, (t) => t.get('item.factor')?.data.fill(-128, 5, 6)],
      [SHARD, (t) => t.set('item.factor', { dtype: 'I8', shape: [8, 10], data: new Int8Array(80) })],
    ];
    const faults = [];
    for (const [path, edit] of edits) faults.push(await faultOf(open(await withTensors(files, path, edit))));
    faults.push(await faultOf(open(await withFile(files, SHARD, new Uint8Array(300)))));
    expect(faults.join('\n')).toMatchInlineSnapshot(`
      "weights/network.safetensors: tensor "tower.out.bias": expected finite numbers, came NaN at index 3
      weights/network.safetensors: tensor "head.gmf": expected finite numbers, came -Infinity at index 0
      weights/network.safetensors: the tensor "head.gmf" is missing
      weights/network.safetensors: holds a tensor "tower.user" that the model does not have
      weights/network.safetensors: holds a tensor "toString" that the model does not have
      weights/network.safetensors: tensor "tower.type": expected F16, came F32
      weights/network.safetensors: tensor "head.gmf": expected the shape [8], came [16]
      weights/memory.safetensors: tensor "memory.items": row 2: expected items from 0 to 19, came 20
      weights/memory.safetensors: tensor "memory.scale": row 0 has a negative one
      weights/memory.safetensors: holds a tensor "memory.tail" that the model does not have
      weights/items-00001.safetensors: tensor "item.bias": expected finite numbers, came NaN at index 2
      weights/items-00001.safetensors: tensor "item.factor.scale": a scale is negative
      weights/items-00001.safetensors: tensor "item.factor": expected numbers from -127 to 127, came -128
      weights/items-00001.safetensors: tensor "item.factor": expected the shape [10, 8], came [8, 10]
      weights/items-00001.safetensors: a header of 0 bytes is not padded to a multiple of 8"
    `);
  });

  test('ids and texts that are not as they should be', async () => {
    const edits: [string, (list: unknown[] & Record<string, unknown>[]) => unknown][] = [
      ['items/ids.json', (l) => l.splice(7, 1, 'item-3' as never)],
      ['items/ids.json', (l) => l.splice(7, 1, '' as never)],
      ['items/ids.json', (l) => l.splice(7, 1, 7 as never)],
      ['items/ids.json', (l) => l.pop()],
      [TEXT, (l) => l.pop()],
      [TEXT, (l) => l.splice(2, 1, 'title' as never)],
      [TEXT, (l) => Reflect.deleteProperty(l[2], 'title')],
      [TEXT, (l) => Object.assign(l[2], { html: '<b>' })],
      [TEXT, (l) => Object.assign(l[2], { genres: 'Drama' })],
      [TEXT, (l) => Object.assign(l[2], { year: 1999.5 })],
      [TEXT, (l) => Object.assign(l[2], { extra: { image: 'x' } })],
      [TEXT, (l) => Object.assign(l[2], { extra: { url: 1 } })],
      [TEXT, (l) => Object.assign(l[2], { extra: JSON.parse('{"__proto__": "x"}') })],
    ];
    const faults = [];
    for (const [path, edit] of edits) faults.push(await faultOf(open(await withJson(files, path, edit))));
    faults.push(await faultOf(open(await withFile(files, TEXT, new TextEncoder().encode('{}')))));
    expect(faults.join('\n')).toMatchInlineSnapshot(`
      "items/ids.json: the id "item-3" belongs to item 3 and item 7
      items/ids.json: item 7: expected an id, came ""
      items/ids.json: item 7: expected an id, came 7
      items/ids.json: expected 20 items, came 19
      items/text-00001.json: expected 8 items, came 7
      items/text-00001.json: item 10: expected an object, came "title"
      items/text-00001.json: item 10: title: expected a text, came nothing
      items/text-00001.json: item 10: unknown field "html"
      items/text-00001.json: item 10: genres: expected a list of texts
      items/text-00001.json: item 10: year: expected a whole number, came 1999.5
      items/text-00001.json: item 10: extra: "image" is not one of the bundle's extraFields
      items/text-00001.json: item 10: extra.url: expected a text, came 1
      items/text-00001.json: item 10: extra: "__proto__" is not one of the bundle's extraFields
      items/text-00001.json: expected a list, came an object"
    `);
  });
});

describe('reading', () => {
  test('progress counts bytes, never back, and ends at its total', async () => {
    const seen: { loaded: number; total: number }[] = [];
    await open(files, { onProgress: (progress) => seen.push(progress) });
    const total = [...files].reduce((sum, [path, bytes]) => sum + (path.startsWith('LICENSE') ? 0 : bytes.length), 0);
    expect(new Set(seen.map((progress) => progress.total))).toEqual(new Set([total]));
    expect(seen.map(({ loaded }) => loaded)).toEqual(seen.map(({ loaded }) => loaded).toSorted((a, b) => a - b));
    expect(seen[0].loaded).toBe(files.get(MANIFEST_FILE)?.length);
    expect(seen.at(-1)?.loaded).toBe(total);
    // bundle.json, ids, network, memory, orders, two shards of weights, three of texts.
    expect(seen.length).toBe(10);
  });

  test('at most four files at once, each asked for with its length', async () => {
    let now = 0;
    let most = 0;
    const read: ReadFile = async (path, { bytes }) => {
      expect(bytes).toBe(path === MANIFEST_FILE ? 4 * 2 ** 20 : files.get(path)?.length);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
      return files.get(path) ?? new Uint8Array();
    };
    await openBundle({ read });
    expect(most).toBe(4);
  });

  test('a file that cannot be read is named, its cause kept, and the others are called off', async () => {
    const signals: AbortSignal[] = [];
    const cause = new TypeError('Failed to fetch');
    const read: ReadFile = (path, { signal }) => {
      if (path === MANIFEST_FILE) return reader(files)(path, { bytes: 0, signal });
      signals.push(signal);
      return path === NETWORK ? Promise.reject(cause) : new Promise(() => {});
    };
    await expect(openBundle({ read })).rejects.toMatchObject({ message: `${NETWORK}: could not be read: Failed to fetch`, file: NETWORK, cause });
    expect(signals.length).toBe(4);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  test('an abort ends it at once, at whatever file', async () => {
    await expect(open(files, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    for (const path of [MANIFEST_FILE, NETWORK, TEXT]) {
      const controller = new AbortController();
      const read: ReadFile = (asked, request) => {
        if (asked !== path) return reader(files)(asked, request);
        setTimeout(() => controller.abort(new Error('page closed')), 1);
        return new Promise(() => {});
      };
      await expect(openBundle({ read, signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'page closed' } });
    }
  });

  test('an abort at the very last byte still counts', async () => {
    const controller = new AbortController();
    const onProgress = ({ loaded, total }: { loaded: number; total: number }) => loaded === total && controller.abort();
    await expect(open(files, { signal: controller.signal, onProgress })).rejects.toThrow(AbortedError);
  });
});

describe('texts on demand', () => {
  test('are read by file, once, however many ask', async () => {
    const read = vi.fn<ReadFile>(reader(files));
    const { items } = await openBundle({ read, text: 'none' });
    expect(read.mock.calls.map(([path]) => path).filter((path) => path.includes('text'))).toEqual([]);
    expect(() => items.text(9)).toThrowErrorMatchingInlineSnapshot(`[TasteKitError: the text of item 9 ("item-9") is not loaded: await loadText([9]) first]`);
    read.mockClear();
    await Promise.all([items.loadText([9, 10]), items.loadText([8]), items.loadText(new Set([15]))]);
    await items.loadText([9]);
    expect(read.mock.calls.map(([path]) => path)).toEqual([TEXT]);
    expect(items.text(9)).toEqual(exampleParts().items[9]);
    expect(() => items.text(16)).toThrow('is not loaded');
    expect(() => items.text(20)).toThrowErrorMatchingInlineSnapshot(`[OptionError: index: expected a whole number from 0 to 19, came 20]`);
    await expect(items.loadText([-1])).rejects.toThrow('index: expected a whole number from 0 to 19, came -1');
  });

  test('after a failure the next call tries again', async () => {
    let works = false;
    const read: ReadFile = (path, request) => (path === TEXT && !works ? Promise.reject(new Error('offline')) : reader(files)(path, request));
    const { items } = await openBundle({ read, text: 'none' });
    await expect(items.loadText([9])).rejects.toThrow(`${TEXT}: could not be read: offline`);
    works = true;
    await items.loadText([9]);
    expect(items.text(9).id).toBe('item-9');
  });

  test('are checked like everything else', async () => {
    const { items } = await open(new Map(files).set(TEXT, new Uint8Array(files.get(TEXT)?.length ?? 0)), { text: 'none' });
    await expect(items.loadText([9])).rejects.toThrow(`${TEXT}: is damaged or of another bundle`);
    expect(() => items.text(9)).toThrow('is not loaded');
  });

  test('one caller who leaves does not stop the other; the last one does', async () => {
    const asked: AbortSignal[] = [];
    let arrive = () => {};
    const read: ReadFile = (path, request) => {
      if (path !== TEXT) return reader(files)(path, request);
      asked.push(request.signal);
      return new Promise((resolve) => (arrive = () => resolve(files.get(TEXT) ?? new Uint8Array())));
    };
    const { items } = await openBundle({ read, text: 'none' });
    const leaving = new AbortController();
    const left = items.loadText([9], leaving.signal);
    const stayed = items.loadText([9]);
    leaving.abort();
    await expect(left).rejects.toThrow(AbortedError);
    expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
    arrive();
    await stayed;
    expect(items.text(9).id).toBe('item-9');

    const other = await openBundle({ read, text: 'none' });
    const alone = new AbortController();
    const gone = other.items.loadText([9], alone.signal);
    alone.abort();
    await expect(gone).rejects.toThrow(AbortedError);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, true]);
    const again = other.items.loadText([9]);
    arrive();
    await again;
    expect(other.items.text(9).id).toBe('item-9');
  });
});

test('the shapes of the example are the model’s', () => {
  const { weights, config } = exampleParts(5);
  for (const [name, shape] of Object.entries({ ...networkShapes(config), ...itemShapes(config, 5) })) {
    expect(weights.get(name)?.shape).toEqual(shape);
  }
});
