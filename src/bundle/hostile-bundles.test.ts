/** Bundles that mean harm, each with what it is refused with. Every changed file is listed with its true length and sha256. */
import { beforeAll, describe, expect, test } from 'vitest';
import { BundleError } from '../errors.ts';
import { bytesOf, type Files, readerOf, textOf, withFile, withHeader, withJson, withManifest, withTensors } from './changed-files.fixture.ts';
import { openBundle } from './decode-bundle.ts';
import { encodeBundle } from './encode-bundle.ts';
import { exampleParts } from './example-parts.fixture.ts';
import { MANIFEST_FILE } from './manifest.ts';
import { type SafeTensor } from './safetensors.ts';

const IDS = 'items/ids.json';
const TEXT = 'items/text-00000.json';
const NETWORK = 'weights/network.safetensors';
const MEMORY = 'weights/memory.safetensors';
const ORDERS = 'weights/orders.safetensors';
const SHARD = 'weights/items-00000.safetensors';

/** The largest half, 65,504, and halves that are no numbers. */
const [LARGEST_HALF, HALF_NAN, HALF_INFINITY] = [0x7bff, 0x7e00, 0x7c00];

let files: Files;
beforeAll(async () => {
  files = await encodeBundle(exampleParts());
});

type Hostile = Record<string, () => Files | Promise<Files>>;

async function refusals(bundles: Hostile): Promise<string> {
  const lines: string[] = [];
  for (const [name, make] of Object.entries(bundles)) {
    const work = openBundle({ read: readerOf(await make()) });
    const fault = await work.then(
      () => 'was opened',
      (error: unknown) => (error instanceof BundleError ? error.message : `not a BundleError: ${String(error)}`),
    );
    lines.push(`${name} → ${fault}`);
  }
  return lines.join('\n');
}

const manifest = (edit: Parameters<typeof withManifest>[1]) => () => withManifest(files, edit);
const manifestText = (from: string | RegExp, to: string) => () => new Map(files).set(MANIFEST_FILE, bytesOf(textOf(files, MANIFEST_FILE).replace(from, to)));
const tensors = (path: string, edit: (tensors: Map<string, SafeTensor>) => unknown) => () => withTensors(files, path, edit);
const fill = (path: string, name: string, value: number, from = 0, to?: number) => tensors(path, (all) => all.get(name)?.data.fill(value, from, to));
const json = (path: string, edit: (json: Record<string, unknown>[]) => unknown) => () => withJson(files, path, edit);
const file = (path: string, text: string) => () => withFile(files, path, bytesOf(text));
const header = (path: string, edit: (header: string) => string) => () => withHeader(files, path, edit);

describe('refused', () => {
  test('numbers that are none, or make scores run over', async () => {
    const bundles: Hostile = {
      'a network weight that is no number': fill(NETWORK, 'tower.block0.ffn.w1', HALF_NAN, 5, 6),
      'an infinite one': fill(NETWORK, 'personal.mix', HALF_INFINITY, 1, 2),
      'a scale that is no number': fill(SHARD, 'item.factor.scale', NaN, 3, 4),
      'a scale beyond float32 once multiplied': fill(SHARD, 'item.factor.scale', 3e38, 3, 4),
      'an infinite bias': fill(SHARD, 'item.bias', -Infinity, 9),
      'a bias that outweighs everything': fill(SHARD, 'item.bias', 1e30, 9),
      'a popularity that is no number': fill(SHARD, 'item.popularity', NaN, 0, 1),
      'a popularity beyond bounds': fill(SHARD, 'item.popularity', -2e6, 0, 1),
      'a memory scale that is no number': fill(MEMORY, 'memory.scale', NaN, 2, 3),
      'a memory beyond float32 once multiplied': fill(MEMORY, 'memory.scale', 3e38, 2, 3),
      'mixing weights whose exponentials overflow': fill(NETWORK, 'personal.mix', LARGEST_HALF),
      'a head that multiplies the largest by the largest': tensors(NETWORK, (all) => {
        for (const [name, { data }] of all) if (name.startsWith('head.') || name.startsWith('tower.out')) data.fill(LARGEST_HALF);
      }),
    };
    expect(await refusals(bundles)).toMatchInlineSnapshot(`
      "a network weight that is no number → weights/network.safetensors: tensor "tower.block0.ffn.w1": expected finite numbers, came NaN at index 5
      an infinite one → weights/network.safetensors: tensor "personal.mix": expected finite numbers, came Infinity at index 1
      a scale that is no number → weights/items-00000.safetensors: tensor "item.factor.scale": expected finite numbers, came NaN at index 3
      a scale beyond float32 once multiplied → weights/items-00000.safetensors: tensor "item.factor.scale": expected numbers of at most 7874.0157480314965, came 3.0000000054977558e+38 at index 3
      an infinite bias → weights/items-00000.safetensors: tensor "item.bias": expected finite numbers, came -Infinity at index 9
      a bias that outweighs everything → weights/items-00000.safetensors: tensor "item.bias": expected numbers of at most 1000000, came 1.0000000150474662e+30 at index 9
      a popularity that is no number → weights/items-00000.safetensors: tensor "item.popularity": expected finite numbers, came NaN at index 0
      a popularity beyond bounds → weights/items-00000.safetensors: tensor "item.popularity": expected numbers of at most 1000000, came -2000000 at index 0
      a memory scale that is no number → weights/memory.safetensors: tensor "memory.scale": expected finite numbers, came NaN at index 2
      a memory beyond float32 once multiplied → weights/memory.safetensors: tensor "memory.scale": expected numbers of at most 3921.5686274509803, came 3.0000000054977558e+38 at index 2
      mixing weights whose exponentials overflow → weights/network.safetensors: its weights are so large that scores could reach Infinity, more than the 100000000000000000000 allowed
      a head that multiplies the largest by the largest → weights/network.safetensors: its weights are so large that scores could reach 6.09e+23, more than the 100000000000000000000 allowed"
    `);
  });

  test('shapes, offsets and headers that lie', async () => {
    const bundles: Hostile = {
      'a shape whose product overflows': header(NETWORK, (h) => h.replace(/"head.gmf":\{"dtype":"F16","shape":\[8\]/, '"head.gmf":{"dtype":"F16","shape":[4503599627370496,4503599627370496]')),
      'as many numbers in another shape': header(NETWORK, (h) => h.replace(/"tower.prefix":\{"dtype":"F16","shape":\[2,8\]/, '"tower.prefix":{"dtype":"F16","shape":[8,2]')),
      'offsets that change places': header(MEMORY, (h) => h.replace(/"data_offsets":\[(\d+),(\d+)\]/, '"data_offsets":[$2,$1]')),
      'offsets behind the file': header(SHARD, (h) => h.replace(/"item.bias":\{"dtype":"F32","shape":\[10\],"data_offsets":\[\d+,\d+\]/, '"item.bias":{"dtype":"F32","shape":[10],"data_offsets":[9000000,9000040]')),
      'a header that goes on behind the file': () => {
        const bytes = Uint8Array.from(files.get(SHARD) ?? []);
        new DataView(bytes.buffer).setUint32(0, bytes.length, true);
        return withFile(files, SHARD, bytes);
      },
      'a header of sixteen exabytes': () => withFile(files, SHARD, Uint8Array.from(files.get(SHARD) ?? []).fill(0xff, 0, 8)),
      'a tensor named twice': header(SHARD, (h) => h.replace('"item.popularity"', '"item.bias"')),
      'a tensor named twice, once in escapes': header(SHARD, (h) => h.replace('"item.popularity"', '"item.b\\u0069as"')),
      'a tensor named __proto__': header(SHARD, (h) => h.replace('"item.popularity"', '"__proto__"')),
      'a type of longer numbers': header(MEMORY, (h) => h.replace('"U8"', '"F64"')),
      'memory offsets out of order': fill(MEMORY, 'memory.offsets', 40, 3, 4),
      'negative memory offsets': fill(MEMORY, 'memory.offsets', -1, 3, 4),
      'memory offsets that begin late': fill(MEMORY, 'memory.offsets', 1, 0, 1),
      'memory items that do not ascend': fill(MEMORY, 'memory.items', 1, 0, 3),
      'memory items that are none': fill(MEMORY, 'memory.items', 65_535, 2, 3),
      'an order with a place twice': fill(ORDERS, 'orders.1', 4, 0, 2),
      'an order with a place that is none': fill(ORDERS, 'orders.0', 20, 0, 1),
    };
    expect(await refusals(bundles)).toMatchInlineSnapshot(`
      "a shape whose product overflows → weights/network.safetensors: tensor "head.gmf": a F16 of shape [4503599627370496, 4503599627370496] takes 4.056481920730334e+31 bytes, but data_offsets give 16
      as many numbers in another shape → weights/network.safetensors: tensor "tower.prefix": expected the shape [2, 8], came [8, 2]
      offsets that change places → weights/memory.safetensors: tensor "memory.offsets": a I32 of shape [21] takes 84 bytes, but data_offsets give -84
      offsets behind the file → weights/items-00000.safetensors: tensor "item.factor.scale" begins at byte 40 of the data, expected 0: a gap or an overlap
      a header that goes on behind the file → weights/items-00000.safetensors: states a header of 488 bytes, but has only 480 behind its length
      a header of sixteen exabytes → weights/items-00000.safetensors: states a header of 18446744073709551615 bytes, more than the 1048576 allowed
      a tensor named twice → weights/items-00000.safetensors: the field "item.bias" stands twice in one object
      a tensor named twice, once in escapes → weights/items-00000.safetensors: the field "item.bias" stands twice in one object
      a tensor named __proto__ → weights/items-00000.safetensors: a field may not be named "__proto__"
      a type of longer numbers → weights/memory.safetensors: tensor "memory.codes": expected a dtype of F32, F16, I8, U8, U16, I32, came "F64"
      memory offsets out of order → weights/memory.safetensors: tensor "memory.offsets": row 3 ends at 12, before it begins at 40
      negative memory offsets → weights/memory.safetensors: tensor "memory.offsets": row 2 ends at -1, before it begins at 6
      memory offsets that begin late → weights/memory.safetensors: tensor "memory.offsets": expected 0 to 60, came 1 to 60
      memory items that do not ascend → weights/memory.safetensors: tensor "memory.items": row 0: expected items that ascend, came 1 after 1
      memory items that are none → weights/memory.safetensors: tensor "memory.items": row 0: expected items from 0 to 19, came 65535
      an order with a place twice → weights/orders.safetensors: tensor "orders.1": expected each place from 0 to 19 once, came 4 for item 1
      an order with a place that is none → weights/orders.safetensors: tensor "orders.0": expected each place from 0 to 19 once, came 20 for item 0"
    `);
  });

  test('more than a device can hold, before any of it is made', async () => {
    const bundles: Hostile = {
      'twenty million items of three files of texts': manifest((m) => (m.items.count = 20_000_000)),
      'rows that no file can hold': manifest((m) => Object.assign(m.weights.items[1], { to: Number.MAX_SAFE_INTEGER })),
      'files of five gigabytes together': manifest((m) => {
        const ids = m.files[m.items.ids];
        m.items.text.shardItems = 1;
        m.items.text.files = Array.from({ length: 20 }, (_, i) => `t${i}`);
        m.files = Object.fromEntries(Object.entries(m.files).filter(([path]) => !path.includes('text')));
        for (const path of m.items.text.files) m.files[path] = { ...ids, bytes: 2 ** 28 };
      }),
      'texts of more than a file of them may have': manifest((m) => (m.files[TEXT].bytes = 2 ** 25 + 1)),
      'a network of 1 MB in a file of 4 kB': manifest((m) => Object.assign(m.model, { hidden: 4_096, blocks: 8 })),
      'a memory listed smaller than its offsets': manifest((m) => (m.files[MEMORY].bytes = 100)),
      'a negative length': manifest((m) => (m.files[IDS].bytes = -1)),
      'a length that is no number': manifestText(/"bytes": \d+/, '"bytes": "many"'),
      'a length beyond all numbers': manifestText(/"bytes": \d+/, '"bytes": 1e400'),
      'a bundle.json of more than 4 MiB': () => new Map(files).set(MANIFEST_FILE, new Uint8Array(2 ** 22 + 1).fill(0x20)),
      'more files than there may be': manifest((m) => (m.weights.items = Array.from({ length: 65_537 }, () => m.weights.items[0]))),
      'a title of a megabyte': json(TEXT, (l) => Object.assign(l[3], { title: 'x'.repeat(2 ** 20) })),
      'genres without end': json(TEXT, (l) => Object.assign(l[3], { genres: Array.from({ length: 1_001 }, () => 'x') })),
      'a genre without end': json(TEXT, (l) => Object.assign(l[3], { genres: ['x'.repeat(1_001)] })),
      'an extra column without end': json(TEXT, (l) => Object.assign(l[3], { extra: { url: 'x'.repeat(2 ** 20 + 1) } })),
      'an id without end': json(IDS, (l) => l.splice(3, 1, 'x'.repeat(1_001) as never)),
    };
    expect(await refusals(bundles)).toMatchInlineSnapshot(`
      "twenty million items of three files of texts → bundle.json: items.text.files: 20000000 items by 8 make 2500000 files, came 3
      rows that no file can hold → bundle.json: weights.items[1]: its tensors take 180143985094819620 bytes and a header, but "weights/items-00001.safetensors" is listed with 488
      files of five gigabytes together → bundle.json: files: have 5368715163 bytes in all, more than the 4294967296 allowed
      texts of more than a file of them may have → bundle.json: items.text.files[0]: "items/text-00000.json" is listed with 33554433 bytes, more than the 33554432 allowed of texts
      a network of 1 MB in a file of 4 kB → bundle.json: weights.network: its tensors take 1119678 bytes and a header, but "weights/network.safetensors" is listed with 3986
      a memory listed smaller than its offsets → bundle.json: weights.memory: its tensors take at least 164 bytes, but "weights/memory.safetensors" is listed with 100
      a negative length → bundle.json: files["items/ids.json"].bytes: expected a whole number from 0 to 268435456, came -1
      a length that is no number → bundle.json: files["LICENSE-example.txt"].bytes: expected a whole number from 0 to 268435456, came "many"
      a length beyond all numbers → bundle.json: files["LICENSE-example.txt"].bytes: expected a whole number from 0 to 268435456, came Infinity
      a bundle.json of more than 4 MiB → bundle.json: has 4194305 bytes, more than the 4194304 allowed
      more files than there may be → bundle.json: weights.items: expected a list of 1 to 65536, came a list of 65537
      a title of a megabyte → items/text-00000.json: item 3: title: expected at most 2000 characters, came 1048576
      genres without end → items/text-00000.json: item 3: genres: expected at most 1000, came 1001
      a genre without end → items/text-00000.json: item 3: genres: expected at most 1000 characters each, came 1001
      an extra column without end → items/text-00000.json: item 3: extra.url: expected at most 1048576 characters, came 1048577
      an id without end → items/ids.json: item 3: expected an id of at most 1000 bytes, came 1001"
    `);
  });

  test('JSON that is deep, double, of another kind, or reaches for prototypes', async () => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    const item = '{"title":"x"}';
    const texts = (first: string) => `[${[first, ...Array.from({ length: 7 }, () => item)].join(',')}]`;
    const bundles: Hostile = {
      'a deep bundle.json': () => new Map(files).set(MANIFEST_FILE, bytesOf(`{"format":"tastekit-bundle","version":2,"a":${deep}}`)),
      'deep ids': file(IDS, deep),
      'deep texts': file(TEXT, texts(`{"title":${deep}}`)),
      'depth that hides in a text is none': file(TEXT, texts(`{"title":"${'[{'.repeat(900)}\\"","genres":["[[[["]}`)),
      'a deep header': header(SHARD, (h) => h.replace('"item.bias":', `"deep":${'['.repeat(1_000)}${']'.repeat(1_000)},"item.bias":`)),
      '__proto__ in bundle.json': manifestText('"model": {', '"__proto__": {"polluted": 1}, "model": {'),
      '__proto__ in escapes': manifestText('"model": {', '"\\u005f_proto__": {"polluted": 1}, "model": {'),
      'constructor in a nested object': manifestText('"rates": {', '"rates": {"constructor": {"prototype": {"polluted": 1}}, '),
      'prototype among the files': manifestText('"files": {', '"files": {"prototype": {"bytes": 0, "sha256": ""}, '),
      'a field twice': manifestText('"version": 2', '"version": 2, "version": 2'),
      '__proto__ as an item’s field': file(TEXT, texts('{"title":"x","__proto__":{"polluted":1}}')),
      '__proto__ as an extra column': file(TEXT, texts('{"title":"x","extra":{"__proto__":"1"}}')),
      'constructor as an extra column': file(TEXT, texts('{"title":"x","extra":{"constructor":"1"}}')),
      'an extra column that is listed under its name': manifest((m) => m.items.extraFields.push('__proto__')),
      'an item that is a list': file(TEXT, texts('["x"]')),
      'texts that are one text': file(TEXT, '"texts"'),
      'no UTF-8': () => withFile(files, TEXT, Uint8Array.of(0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d)),
      'a page in place of texts': file(TEXT, '<!doctype html><script>alert(1)</script>'),
    };
    expect(await refusals(bundles)).toMatchInlineSnapshot(`
      "a deep bundle.json → bundle.json: is nested deeper than 8 levels
      deep ids → items/ids.json: is nested deeper than 2 levels
      deep texts → items/text-00000.json: is nested deeper than 3 levels
      depth that hides in a text is none → was opened
      a deep header → weights/items-00000.safetensors: is nested deeper than 4 levels
      __proto__ in bundle.json → bundle.json: a field may not be named "__proto__"
      __proto__ in escapes → bundle.json: a field may not be named "__proto__"
      constructor in a nested object → bundle.json: a field may not be named "constructor"
      prototype among the files → bundle.json: a field may not be named "prototype"
      a field twice → bundle.json: the field "version" stands twice in one object
      __proto__ as an item’s field → items/text-00000.json: item 0: unknown field "__proto__"
      __proto__ as an extra column → items/text-00000.json: item 0: extra: "__proto__" is not one of the bundle's extraFields
      constructor as an extra column → items/text-00000.json: item 0: extra: "constructor" is not one of the bundle's extraFields
      an extra column that is listed under its name → bundle.json: items.extraFields: a field may not be named "__proto__"
      an item that is a list → items/text-00000.json: item 0: expected an object, came a list of 1
      texts that are one text → items/text-00000.json: expected a list, came "texts"
      no UTF-8 → items/text-00000.json: is not UTF-8 text
      a page in place of texts → items/text-00000.json: is an HTML page, not JSON: is the bundle at this address?"
    `);
    expect('polluted' in {}).toBe(false);
  });

  test('names that lead elsewhere', async () => {
    const paths = ['../secret', '/etc/passwd', '//evil.example/x', 'https://evil.example/x', 'data:text/plain,x', 'javascript:0', '%2e%2e/secret', 'items/%2e%2e/x', '..%2fsecret', '..\\secret', 'items/../../x', 'items/./x', 'a//b', 'a/', '?x', '#x', 'x\u0000', 'x\n', 'ıtems/ids.json', ''];
    const moved = (path: string) => manifest((m) => {
      const { [m.items.ids]: ids, ...others } = m.files;
      m.files = { ...others, [path]: ids };
      m.items.ids = path;
    });
    for (const path of paths) {
      const refused = await refusals({ named: manifest((m) => (m.items.ids = path)), moved: moved(path) });
      expect(refused).toMatch(/^named → bundle.json: items.ids: expected a relative path .*\nmoved → bundle.json: (items.ids|files\[.*\]): (as a name, )?expected a relative path/);
    }
    expect(await refusals({ sound: moved('items/...x/ids') })).toBe('sound → items/...x/ids: could not be read: 404 Not Found');
  });

  test('another format, and settings that run off', async () => {
    const bundles: Hostile = {
      'another format': manifest((m) => Object.assign(m, { format: 'tensorflow' })),
      'a version to come': manifest((m) => Object.assign(m, { version: 3 })),
      'a version as text': manifest((m) => Object.assign(m, { version: '2' })),
      'rows that leave a gap': manifest((m) => (m.weights.items[1].from = 11)),
      'rows that end early': manifest((m) => (m.weights.items[1].to = 19)),
      'a rate beyond bounds': manifest((m) => (m.learning.rates.vector = 1e300)),
      'a pull that overshoots': manifest((m) => (m.learning.proximal = 100)),
      'an event that takes minutes': manifest((m) => Object.assign(m.learning, { steps: 1_000, negatives: 65_536, replay: 10_000 })),
      'a weight beyond bounds': manifest((m) => (m.learning.eventWeights.like = 1e9)),
      'a memory that counts everything alike': manifest((m) => Object.assign(m.model.memory ?? {}, { epsilon: 1e-300 })),
      'a walk through no order': manifest((m) => Object.assign(m.model.walk ?? {}, { orders: [] })),
    };
    expect(await refusals(bundles)).toMatchInlineSnapshot(`
      "another format → bundle.json: format: expected "tastekit-bundle", came "tensorflow": not a TasteKit bundle
      a version to come → bundle.json: version: this TasteKit reads version 2, came 3: use the TasteKit that made the bundle, or train it anew
      a version as text → bundle.json: version: this TasteKit reads version 2, came "2": use the TasteKit that made the bundle, or train it anew
      rows that leave a gap → bundle.json: weights.items[1]: expected rows from 10, came 11 to 20
      rows that end early → bundle.json: weights.items: expected rows for 20 items, came 19
      a rate beyond bounds → bundle.json: learning.rates.vector: expected a number from 0 to 10, came 1e+300
      a pull that overshoots → bundle.json: learning.proximal: with rates.vector = 0.1 expected at most 10, came 100: a step would overshoot the start, and run off
      an event that takes minutes → bundle.json: learning: an event takes 10486808576000 products (steps × (1 + replay) × negatives × (dim + walk features)), more than the 67108864 allowed
      a weight beyond bounds → bundle.json: learning.eventWeights.like: expected a number from -100 to 100, came 1000000000
      a memory that counts everything alike → bundle.json: model.memory.epsilon: expected a number from 1e-9 to 1000000000, came 1e-300
      a walk through no order → bundle.json: model.walk.orders: expected a list of 1 to 16, came a list of 0"
    `);
  });
});
