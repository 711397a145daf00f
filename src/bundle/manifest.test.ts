import { beforeAll, expect, test } from 'vitest';
import { BundleError } from '../errors.ts';
import { encodeBundle } from './encode-bundle.ts';
import { exampleParts } from './example-parts.fixture.ts';
import { MANIFEST_FILE, type Manifest, parseManifest } from './manifest.ts';

let text: string;
beforeAll(async () => {
  text = new TextDecoder().decode((await encodeBundle(exampleParts())).get(MANIFEST_FILE));
});

const parse = (json: string) => parseManifest(new TextEncoder().encode(json));

function faultOf(json: string): string {
  try {
    parse(json);
  } catch (error) {
    if (error instanceof BundleError && error.file === MANIFEST_FILE) return error.message;
    return `not a BundleError: ${String(error)}`;
  }
  return 'was read';
}

/** The faults of manifests that are each wrong in one place. */
function faultsOf(edits: Record<string, (manifest: Manifest) => unknown>): string {
  const faults = Object.entries(edits).map(([name, edit]) => {
    const manifest: Manifest = JSON.parse(text);
    edit(manifest);
    return `${name} → ${faultOf(JSON.stringify(manifest))}`;
  });
  return faults.join('\n');
}

test('a sound manifest is read as it stands, fields in order of name', () => {
  expect(parse(text)).toEqual(JSON.parse(text));
  expect(text.endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(text)).sort());
});

test('what is no manifest', () => {
  const faults = [
    '',
    '<!doctype html><title>Shop</title>',
    '[]',
    'null',
    '{}',
    '{"format":"tastekit-bundle"}',
    '{"format":"tastekit-bundle","version":3,"blocks":[]}',
    '{"format":"tastekit-bundle","version":2}',
    `{"format":"tastekit-bundle","version":2,"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    text.replace('"training": {', '"__proto__": {"bytes": 1}, "training": {'),
    text.replace('"options": {', '"options": {"constructor": 1, '),
    text.replace('"options": {', '"options": {"a": 1, "\\u0061": 2, '),
    text.replace('"dim": 8', '"dim": 1e999'),
    text.slice(0, -5),
  ];
  expect(faults.map(faultOf).join('\n')).toMatchInlineSnapshot(`
    "bundle.json: is not valid JSON
    bundle.json: is an HTML page, not JSON: is the bundle at this address?
    bundle.json: format: expected "tastekit-bundle", came nothing: not a TasteKit bundle
    bundle.json: format: expected "tastekit-bundle", came nothing: not a TasteKit bundle
    bundle.json: format: expected "tastekit-bundle", came nothing: not a TasteKit bundle
    bundle.json: version: this TasteKit reads version 2, came nothing: use the TasteKit that made the bundle, or train it anew
    bundle.json: version: this TasteKit reads version 2, came 3: use the TasteKit that made the bundle, or train it anew
    bundle.json: name: is missing
    bundle.json: is nested deeper than 8 levels
    bundle.json: a field may not be named "__proto__"
    bundle.json: a field may not be named "constructor"
    bundle.json: the field "a" stands twice in one object
    bundle.json: model.dim: expected a whole number from 4 to 512, came Infinity
    bundle.json: is not valid JSON"
  `);
  expect(faultOf(`"${'x'.repeat(2 ** 22)}"`)).toMatchInlineSnapshot(`"bundle.json: has 4194306 bytes, more than the 4194304 allowed"`);
  expect(() => parseManifest(Uint8Array.of(0x22, 0xff, 0x22))).toThrowErrorMatchingInlineSnapshot(`[BundleError: bundle.json: is not UTF-8 text]`);
});

test('a field unknown, missing or out of range', () => {
  expect(
    faultsOf({
      'unknown field': (m) => Object.assign(m.model, { layers: 3 }),
      'unknown field at the top': (m) => Object.assign(m, { date: '2024-01-01' }),
      'missing field': (m) => Reflect.deleteProperty(m.training, 'seed'),
      'an object for a list': (m) => Object.assign(m.model, { mlp: {} }),
      'a list for an object': (m) => Object.assign(m, { files: [] }),
      'a text for an object': (m) => Object.assign(m, { learning: 'none' }),
      'dim too small': (m) => (m.model.dim = 3),
      'dim a fraction': (m) => (m.model.dim = 8.5),
      'dim a text': (m) => Object.assign(m.model, { dim: '8' }),
      'heads that do not divide dim': (m) => (m.model.heads = 3),
      'too many blocks': (m) => (m.model.blocks = 9),
      'window 0': (m) => (m.model.window = 0),
      'no mlp': (m) => (m.model.mlp = []),
      'mlp too wide': (m) => (m.model.mlp = [64, 1_025]),
      'unknown event type': (m) => Object.assign(m.model, { eventTypes: ['view', 'hover'] }),
      'event type twice': (m) => (m.model.eventTypes = ['view', 'view']),
      'adapter too wide': (m) => (m.model.adapterRank = 65),
      'a memory of no events': (m) => Object.assign(m.model.memory?.traces[0] ?? {}, { window: 0 }),
      'a memory that grows': (m) => Object.assign(m.model.memory?.traces[0] ?? {}, { decay: 1.1 }),
      'a memory without a trace': (m) => Object.assign(m.model.memory ?? {}, { traces: [] }),
      'a memory that never bends': (m) => Object.assign(m.model.memory ?? {}, { epsilon: 0 }),
      'unknown field of the memory': (m) => Object.assign(m.model.memory ?? {}, { lookahead: 5 }),
      'no word of memory': (m) => Reflect.deleteProperty(m.model, 'memory'),
      'negative rate': (m) => (m.learning.rates.vector = -1),
      'event weight missing': (m) => Reflect.deleteProperty(m.learning.eventWeights, 'like'),
      'option that is a list': (m) => Object.assign(m.training.options, { widths: [1] }),
      'held out of another kind': (m) => Object.assign(m.training.heldOut, { kind: 'items' }),
      'held out above 1': (m) => (m.training.heldOut.test = 1.5),
      'no word of who was held out': (m) => Reflect.deleteProperty(m.training, 'heldOut'),
      'ndcg above 1': (m) => Object.assign(m.evaluation.validation ?? {}, { ndcg10: 1.2 }),
      'no name': (m) => (m.name = ''),
      'too many items': (m) => (m.items.count = 20_000_001),
      'extra field twice': (m) => (m.items.extraFields = ['url', 'url']),
      'extra field of the prototype': (m) => (m.items.extraFields = ['__proto__']),
      'sha256 in capitals': (m) => (m.files[m.items.ids].sha256 = 'A'.repeat(64)),
    }),
  ).toMatchInlineSnapshot(`
    "unknown field → bundle.json: model.layers: unknown field, and a bundle may have none
    unknown field at the top → bundle.json: date: unknown field, and a bundle may have none
    missing field → bundle.json: training.seed: is missing
    an object for a list → bundle.json: model.mlp: expected a list of 1 to 6, came an object
    a list for an object → bundle.json: files: expected an object, came a list of 0
    a text for an object → bundle.json: learning: expected an object, came "none"
    dim too small → bundle.json: model.dim: expected a whole number from 4 to 512, came 3
    dim a fraction → bundle.json: model.dim: expected a whole number from 4 to 512, came 8.5
    dim a text → bundle.json: model.dim: expected a whole number from 4 to 512, came "8"
    heads that do not divide dim → bundle.json: model.heads: expected a divisor of model.dim (8), came 3
    too many blocks → bundle.json: model.blocks: expected a whole number from 1 to 8, came 9
    window 0 → bundle.json: model.window: expected a whole number from 1 to 1024, came 0
    no mlp → bundle.json: model.mlp: expected a list of 1 to 6, came a list of 0
    mlp too wide → bundle.json: model.mlp[1]: expected a whole number from 1 to 1024, came 1025
    unknown event type → bundle.json: model.eventTypes[1]: expected one of view, click, like, dislike, purchase, dwell, skip, dismiss, came "hover"
    event type twice → bundle.json: model.eventTypes: "view" stands twice
    adapter too wide → bundle.json: model.adapterRank: expected a whole number from 0 to 64, came 65
    a memory of no events → bundle.json: model.memory.traces[0].window: expected a whole number from 1 to 10000, came 0
    a memory that grows → bundle.json: model.memory.traces[0].decay: expected a number from 0.000001 to 1, came 1.1
    a memory without a trace → bundle.json: model.memory.traces: expected a list of 1 to 4, came a list of 0
    a memory that never bends → bundle.json: model.memory.epsilon: expected a number from 1e-9 to 1000000000, came 0
    unknown field of the memory → bundle.json: model.memory.lookahead: unknown field, and a bundle may have none
    no word of memory → bundle.json: model.memory: is missing
    negative rate → bundle.json: learning.rates.vector: expected a number from 0 to 10, came -1
    event weight missing → bundle.json: learning.eventWeights.like: is missing
    option that is a list → bundle.json: training.options.widths: expected a text, a number, true or false, came a list of 1
    held out of another kind → bundle.json: training.heldOut.kind: expected "none", "users", "last" or "after", came "items"
    held out above 1 → bundle.json: training.heldOut.test: expected a number from 0 to 1, came 1.5
    no word of who was held out → bundle.json: training.heldOut: is missing
    ndcg above 1 → bundle.json: evaluation.validation.ndcg10: expected a number from 0 to 1, came 1.2
    no name → bundle.json: name: expected a text of 1 to 200 characters, came ""
    too many items → bundle.json: items.count: expected a whole number from 1 to 20000000, came 20000001
    extra field twice → bundle.json: items.extraFields: "url" stands twice
    extra field of the prototype → bundle.json: items.extraFields: a field may not be named "__proto__"
    sha256 in capitals → bundle.json: files["items/ids.json"].sha256: expected 64 lower-case hex digits, came "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…""
  `);
});

test('paths that leave the bundle', () => {
  const paths = ['../ids.json', '/etc/passwd', 'a//b', 'a/./b', 'a\\b', 'https://example.com/x', 'a b', '', 'a/', `${'a/'.repeat(100)}b`];
  for (const path of paths) {
    const edits = { named: (m: Manifest) => (m.items.ids = path), listed: (m: Manifest) => (m.files[path] = m.files[m.items.ids]) };
    const [named, listed] = faultsOf(edits).split('\n');
    expect(named).toContain('items.ids: expected a relative path');
    expect(listed).toContain('as a name, expected a relative path');
  }
  expect(faultsOf({ '..': (m) => (m.items.ids = '../ids.json'), 'a key': (m) => (m.files['/etc/passwd'] = m.files[m.items.ids]) })).toMatchInlineSnapshot(`
    ".. → bundle.json: items.ids: expected a relative path of A-Z a-z 0-9 . _ - / without "..", came "../ids.json"
    a key → bundle.json: files["/etc/passwd"]: as a name, expected a relative path of A-Z a-z 0-9 . _ - / without "..""
  `);
});

test('parts that do not fit each other', () => {
  const network = 'weights/network.safetensors';
  expect(
    faultsOf({
      'a file not listed': (m) => Reflect.deleteProperty(m.files, network),
      'a file nobody names': (m) => (m.files['more.bin'] = m.files[network]),
      'itself listed': (m) => {
        m.files = { ...m.files, 'bundle.json': m.files[network] };
        m.data.licenceFile = 'bundle.json';
        Reflect.deleteProperty(m.files, 'LICENSE-example.txt');
      },
      'a licence not listed': (m) => (m.data.licenceFile = 'LICENSE.txt'),
      'a licence not named': (m) => (m.data.licenceFile = null),
      'one file in two roles': (m) => (m.weights.items[1].file = network),
      'an inherited name': (m) => (m.items.ids = 'toString'),
      'a file too large': (m) => (m.files[network].bytes = 2 ** 28 + 1),
      'too many text files': (m) => (m.items.text.shardItems = 20),
      'rows missing between': (m) => (m.weights.items[1].from = 11),
      'rows backwards': (m) => (m.weights.items[1].to = 10),
      'rows missing at the end': (m) => (m.weights.items[1].to = 19),
      'more ids than bytes': (m) => (m.files[m.items.ids].bytes = 80),
      'a network too small for its shapes': (m) => (m.model.blocks = 8),
      'a network far too large': (m) => (m.files[network].bytes += 2 ** 21),
      'a memory without its settings': (m) => (m.model.memory = null),
      'settings without their memory': (m) => {
        Reflect.deleteProperty(m.files, m.weights.memory ?? '');
        m.weights.memory = null;
      },
      'a memory too small for its items': (m) => (m.files[m.weights.memory ?? ''].bytes = 8 * 20 + 3),
      'item rows too small for their shapes': (m) => (m.files[m.weights.items[0].file].bytes = 10 * 20 - 1),
    }),
  ).toMatchInlineSnapshot(`
    "a file not listed → bundle.json: weights.network: "weights/network.safetensors" is not listed in files
    a file nobody names → bundle.json: files: "more.bin" is listed, but nothing in the bundle names it
    itself listed → bundle.json: files: bundle.json cannot list itself
    a licence not listed → bundle.json: data.licenceFile: "LICENSE.txt" is not listed in files
    a licence not named → bundle.json: files: "LICENSE-example.txt" is listed, but nothing in the bundle names it
    one file in two roles → bundle.json: weights.items[1].file: "weights/network.safetensors" is already weights.network
    an inherited name → bundle.json: items.ids: "toString" is not listed in files
    a file too large → bundle.json: files["weights/network.safetensors"].bytes: expected a whole number from 0 to 268435456, came 268435457
    too many text files → bundle.json: items.text.files: 20 items by 20 make 1 files, came 3
    rows missing between → bundle.json: weights.items[1]: expected rows from 10, came 11 to 20
    rows backwards → bundle.json: weights.items[1]: expected rows from 10, came 10 to 10
    rows missing at the end → bundle.json: weights.items: expected rows for 20 items, came 19
    more ids than bytes → bundle.json: items.count: 20 ids do not fit in the 80 bytes of "items/ids.json"
    a network too small for its shapes → bundle.json: weights.network: its tensors take 6654 bytes and a header, but "weights/network.safetensors" is listed with 3986
    a network far too large → bundle.json: weights.network: its tensors take 1418 bytes and a header, but "weights/network.safetensors" is listed with 2101138
    a memory without its settings → bundle.json: weights.memory: expected null, as model.memory is, came "weights/memory.safetensors"
    settings without their memory → bundle.json: weights.memory: expected a path, as model.memory has settings, came null
    a memory too small for its items → bundle.json: weights.memory: its tensors take at least 164 bytes, but "weights/memory.safetensors" is listed with 163
    item rows too small for their shapes → bundle.json: weights.items[0]: its tensors take 200 bytes and a header, but "weights/items-00000.safetensors" is listed with 199"
  `);
});
