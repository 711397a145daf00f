/** bundle.json: what a bundle is, and what every other file of it must be. */
import * as v from 'valibot';
import { BundleError } from '../errors.ts';
import { type NeumfConfig, networkShapes, walkFeatures } from '../neumf.ts';
import { EVENT_TYPES, PROTOCOLS } from '../types.ts';
import { isBundlePath } from './bundle-path.ts';
import { memoryBytes } from './memory-tables.ts';
import { orderBytes } from './order-tables.ts';
import { MAX_HEADER_BYTES } from './safetensors.ts';
import { showValue } from './show-value.ts';
import { parseStrictJson } from './strict-json.ts';

export const MANIFEST_FILE = 'bundle.json';
export const BUNDLE_FORMAT = 'tastekit-bundle';
/** The one version of the format that this code reads and writes. */
export const BUNDLE_VERSION = 2;
/** Limits that hold before anything is allocated. */
export const MAX_MANIFEST_BYTES = 4 * 2 ** 20;
export const MAX_FILE_BYTES = 256 * 2 ** 20;
export const MAX_ITEMS = 20_000_000;
/** Of all files together, which bounds the tables that are made before the first of them has come. */
export const MAX_BUNDLE_BYTES = 4 * 2 ** 30;
/** Of one file of item texts: parsed JSON takes many times its bytes. */
const MAX_TEXT_BYTES = 32 * 2 ** 20;
/** Of one event: products of a factor or a feature with a negative. Well below a second; trained bundles take a thousandth of it. */
const MAX_LEARNING = 2 ** 26;

const MAX_DEPTH = 8;

const integer = (min: number, max: number) => {
  const expected = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(expected), v.check((n) => Number.isSafeInteger(n) && n >= min && n <= max, expected));
};
const count = integer(0, Number.MAX_SAFE_INTEGER);

const number = (min: number, max: number) => {
  const expected = `expected a number from ${min} to ${max}`;
  return v.pipe(v.number(expected), v.check((n) => n >= min && n <= max, expected));
};

const text = (min: number, max: number) => {
  const expected = `expected a text of ${min} to ${max} characters`;
  return v.pipe(v.string(expected), v.check((s) => s.length >= min && s.length <= max, expected));
};

const boolean = v.boolean('expected true or false');

const PATH = 'expected a relative path of A-Z a-z 0-9 . _ - / without ".."';
const path = v.pipe(v.string(PATH), v.check(isBundlePath, PATH));

const list = <S extends v.GenericSchema>(each: S, min: number, max: number) => {
  const expected = `expected a list of ${min} to ${max}`;
  return v.pipe(v.array(each, expected), v.check((all) => all.length >= min && all.length <= max, expected));
};

const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const record = <K extends v.BaseSchema<string, string, v.BaseIssue<unknown>>, S extends v.GenericSchema>(key: K, value: S) =>
  v.pipe(v.custom<Record<string, unknown>>(isRecord, 'expected an object'), v.record(key, value));

/** What the model learned from, whose it is, and under which licence. */
const Data = v.strictObject({
  name: text(1, 200),
  licence: text(1, 500),
  licenceFile: v.nullable(path),
  attribution: text(0, 10_000),
  source: text(0, 2_000),
  users: count,
  items: count,
  interactions: count,
  /** Whether events came with their time. */
  ordered: boolean,
  /** Ratings at or above `likeAt` are likes, at or below `dislikeAt` dislikes. Null: the data has no such. */
  thresholds: v.strictObject({
    likeAt: v.nullable(number(-1e9, 1e9)),
    dislikeAt: v.nullable(number(-1e9, 1e9)),
  }),
});

/** How a visitor's device learns. */
const Learning = v.strictObject({
  rates: v.strictObject({ vector: number(0, 10), adapter: number(0, 10), mix: number(0, 10), walk: v.optional(number(0, 10), 0) }),
  /** Events until the vector learns at its full rate. */
  ramp: v.optional(integer(0, 10_000), 0),
  /** Whether the personal part is weighed against the frozen one by how well each foretold. */
  guard: v.optional(boolean, true),
  /** Gradient steps an event. */
  steps: integer(0, 1_000),
  /** Sampled negatives a step. */
  negatives: integer(1, 65_536),
  /** Earlier events of the visitor replayed a step. */
  replay: integer(0, 10_000),
  /** Weight of the pull to the bundle's start. */
  proximal: number(0, 1e6),
  eventWeights: v.strictObject({
    view: number(-100, 100),
    click: number(-100, 100),
    like: number(-100, 100),
    dislike: number(-100, 100),
    purchase: number(-100, 100),
    dwell: v.optional(number(-100, 100), 1),
    skip: v.optional(number(-100, 100), -0.2),
    dismiss: v.optional(number(-100, 100), -1),
  }),
});

const hex64 = v.pipe(v.string('expected 64 hex digits'), v.regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits'));

const Training = v.strictObject({
  seed: count,
  epochs: count,
  /**
   * What was not learned from: nobody but validation users, `users` whole for a test too, the `last` event of each user, or
   * all that came `after` a date, `since` in Unix seconds. Shares of the users.
   */
  heldOut: v.strictObject({
    kind: v.picklist(['none', 'users', 'last', 'after'], 'expected "none", "users", "last" or "after"'),
    seed: count,
    validation: number(0, 1),
    test: number(0, 1),
    since: v.optional(number(-1e11, 1e11)),
    /** Of the test's events: `evaluation/held-out-digest.ts`. */
    digest: v.optional(hex64),
  }),
  options: record(text(1, 200), v.union([text(0, 2_000), number(-1e300, 1e300), boolean], 'expected a text, a number, true or false')),
});

const quality = { ndcg10: number(0, 1), hr10: number(0, 1) };

const Evaluation = v.strictObject({
  /** On the users that the model was chosen on. */
  validation: v.nullable(v.strictObject({ users: count, predictions: count, ...quality })),
  /** Of the frozen tower on users whom nobody learned from, beside the best baseline of the same run (`tastekit evaluate --record`). */
  test: v.nullable(
    v.strictObject({
      protocol: v.picklist(PROTOCOLS, `expected one of ${PROTOCOLS.join(', ')}`),
      seed: integer(0, 2 ** 53 - 1),
      users: count,
      predictions: count,
      ...quality,
      baseline: v.strictObject({ name: text(1, 200), ...quality }),
      /** What was left out or shortened there, one sentence each. */
      cuts: v.optional(v.pipe(v.array(text(1, 1_000)), v.maxLength(100, 'expected at most 100 sentences'))),
    }),
  ),
});

const Model = v.strictObject({
  dim: integer(4, 512),
  blocks: integer(1, 8),
  heads: integer(1, 64),
  hidden: integer(1, 4_096),
  window: integer(1, 1_024),
  ordered: boolean,
  mlp: list(integer(1, 1_024), 1, 6),
  eventTypes: list(v.picklist(EVENT_TYPES, `expected one of ${EVENT_TYPES.join(', ')}`), 1, EVENT_TYPES.length),
  adapterRank: integer(0, 64),
  memory: v.nullable(v.strictObject({ traces: list(v.strictObject({ window: integer(1, 10_000), decay: number(1e-6, 1) }), 1, 4), epsilon: number(1e-9, 1e9) })),
  walk: v.optional(v.strictObject({ orders: list(text(1, 200), 1, 16), spans: list(integer(1, 10_000), 1, 8) })),
});

const ManifestSchema = v.strictObject({
  format: v.literal(BUNDLE_FORMAT),
  version: v.literal(BUNDLE_VERSION),
  name: text(1, 200),
  model: Model,
  learning: Learning,
  items: v.strictObject({
    count: integer(1, MAX_ITEMS),
    /** File of the ids, in the order of the rows. */
    ids: path,
    /** Files of the texts, `shardItems` items each, the last one fewer. */
    text: v.strictObject({ shardItems: integer(1, 65_536), files: list(path, 1, 65_536) }),
    /** Names of the items' extra columns. */
    extraFields: list(text(1, 200), 0, 1_000),
  }),
  weights: v.strictObject({
    network: path,
    /** Null iff the model has no memory. */
    memory: v.nullable(path),
    /** The items' places in the orders of the walk term; absent iff the model has none. */
    orders: v.optional(path),
    /** Rows [from, to) of the weights by item. */
    items: list(v.strictObject({ file: path, from: count, to: count }), 1, 65_536),
  }),
  data: Data,
  training: Training,
  evaluation: Evaluation,
  files: record(
    path,
    v.strictObject({
      bytes: integer(0, MAX_FILE_BYTES),
      sha256: hex64,
    }),
  ),
});

export type Manifest = v.InferOutput<typeof ManifestSchema>;

/**
 * Reads bundle.json and checks it: every field known, in range, and at one with the others.
 * @throws {BundleError} naming the field, what was expected and what came.
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new BundleError(MANIFEST_FILE, `has ${bytes.length} bytes, more than the ${MAX_MANIFEST_BYTES} allowed`);
  }
  const json = parseStrictJson(MANIFEST_FILE, bytes, MAX_DEPTH);
  checkVersion(json);
  const result = v.safeParse(ManifestSchema, json, { abortEarly: true });
  if (!result.success) throw new BundleError(MANIFEST_FILE, describe(result.issues[0]));
  const manifest = result.output;
  checkModel(manifest.model);
  checkLearning(manifest);
  checkExtraFields(manifest.items.extraFields);
  checkFiles(manifest);
  checkItems(manifest);
  checkNetworkBytes(manifest);
  checkMemoryBytes(manifest);
  checkOrderBytes(manifest);
  return manifest;
}

/** The files that a manifest names outside `files`, each with the field that names it. */
function references({ items, weights, data }: Manifest): [field: string, path: string][] {
  const named: [string, string][] = [
    ['items.ids', items.ids],
    ...items.text.files.map((file, i): [string, string] => [`items.text.files[${i}]`, file]),
    ['weights.network', weights.network],
    ...weights.items.map(({ file }, i): [string, string] => [`weights.items[${i}].file`, file]),
  ];
  if (weights.memory !== null) named.push(['weights.memory', weights.memory]);
  if (weights.orders !== undefined) named.push(['weights.orders', weights.orders]);
  if (data.licenceFile !== null) named.push(['data.licenceFile', data.licenceFile]);
  return named;
}

/** Before the schema: another version's fields are no faults. */
function checkVersion(json: unknown): void {
  const { format, version }: { format?: unknown; version?: unknown } = typeof json === 'object' && json !== null ? json : {};
  if (format !== BUNDLE_FORMAT) fail('format', `expected "${BUNDLE_FORMAT}", came ${showValue(format)}: not a TasteKit bundle`);
  if (version !== BUNDLE_VERSION) {
    fail('version', `this TasteKit reads version ${BUNDLE_VERSION}, came ${showValue(version)}: use the TasteKit that made the bundle, or train it anew`);
  }
}

function checkModel({ dim, heads, eventTypes, walk }: NeumfConfig): void {
  if (dim % heads !== 0) fail('model.heads', `expected a divisor of model.dim (${dim}), came ${heads}`);
  const twice = repeated(eventTypes);
  if (twice !== undefined) fail('model.eventTypes', `"${twice}" stands twice`);
  const order = repeated(walk?.orders ?? []);
  if (order !== undefined) fail('model.walk.orders', `${JSON.stringify(order)} stands twice`);
}

/** That learning an event ends soon, and that its pull to the start ends there. */
function checkLearning({ model, learning }: Manifest): void {
  const { steps, negatives, replay, proximal, rates } = learning;
  const work = steps * (1 + replay) * negatives * (model.dim + (model.walk ? walkFeatures(model.walk) : 0));
  if (work > MAX_LEARNING) {
    fail('learning', `an event takes ${work} products (steps × (1 + replay) × negatives × (dim + walk features)), more than the ${MAX_LEARNING} allowed`);
  }
  for (const [piece, rate] of Object.entries(rates)) {
    if (proximal * rate > 1) fail('learning.proximal', `with rates.${piece} = ${rate} expected at most ${1 / rate}, came ${proximal}: a step would overshoot the start, and run off`);
  }
}

function checkExtraFields(fields: string[]): void {
  const forbidden = fields.find((field) => ['__proto__', 'constructor', 'prototype'].includes(field));
  if (forbidden !== undefined) fail('items.extraFields', `a field may not be named "${forbidden}"`);
  const twice = repeated(fields);
  if (twice !== undefined) fail('items.extraFields', `${JSON.stringify(twice)} stands twice`);
}

/** Every file that is named is listed, every one listed is named once, and none is bundle.json. */
function checkFiles(manifest: Manifest): void {
  const named = new Map<string, string>();
  for (const [field, file] of references(manifest)) {
    if (!Object.hasOwn(manifest.files, file)) fail(field, `"${file}" is not listed in files`);
    const other = named.get(file);
    if (other !== undefined) fail(field, `"${file}" is already ${other}`);
    named.set(file, field);
  }
  let all = 0;
  for (const [file, { bytes }] of Object.entries(manifest.files)) {
    all += bytes;
    if (file === MANIFEST_FILE) fail('files', `${MANIFEST_FILE} cannot list itself`);
    if (!named.has(file)) fail('files', `"${file}" is listed, but nothing in the bundle names it`);
  }
  if (all > MAX_BUNDLE_BYTES) fail('files', `have ${all} bytes in all, more than the ${MAX_BUNDLE_BYTES} allowed`);
}

/** Shards cover the items in order, and counts fit the stated bytes. */
function checkItems({ model, items, weights, files }: Manifest): void {
  const shards = Math.ceil(items.count / items.text.shardItems);
  if (items.text.files.length !== shards) {
    fail('items.text.files', `${items.count} items by ${items.text.shardItems} make ${shards} files, came ${items.text.files.length}`);
  }
  for (const [i, file] of items.text.files.entries()) {
    if (files[file].bytes > MAX_TEXT_BYTES) fail(`items.text.files[${i}]`, `"${file}" is listed with ${files[file].bytes} bytes, more than the ${MAX_TEXT_BYTES} allowed of texts`);
  }
  // Brackets, and for each id two quotes, one character and a comma (less the last).
  if (files[items.ids].bytes < 4 * items.count + 1) {
    fail('items.count', `${items.count} ids do not fit in the ${files[items.ids].bytes} bytes of "${items.ids}"`);
  }
  let at = 0;
  for (const [i, { file, from, to }] of weights.items.entries()) {
    const field = `weights.items[${i}]`;
    if (from !== at || to <= from) fail(field, `expected rows from ${at}, came ${from} to ${to}`);
    checkBytes(field, file, files[file].bytes, (to - from) * (model.dim + 12));
    at = to;
  }
  if (at !== items.count) fail('weights.items', `expected rows for ${items.count} items, came ${at}`);
}

function checkNetworkBytes({ model, weights, files }: Manifest): void {
  let numbers = 0;
  for (const shape of Object.values(networkShapes(model))) numbers += shape.reduce((product, n) => product * n, 1);
  checkBytes('weights.network', weights.network, files[weights.network].bytes, 2 * numbers);
}

/** How many entries there are only the file says. */
function checkMemoryBytes({ model, items, weights, files }: Manifest): void {
  if ((model.memory === null) !== (weights.memory === null)) {
    fail('weights.memory', `expected ${model.memory === null ? 'null, as model.memory is' : 'a path, as model.memory has settings'}, came ${showValue(weights.memory)}`);
  }
  if (weights.memory === null) return;
  const least = memoryBytes(items.count, 0);
  const { bytes } = files[weights.memory];
  if (bytes < least) fail('weights.memory', `its tensors take at least ${least} bytes, but "${weights.memory}" is listed with ${bytes}`);
}

function checkOrderBytes({ model, items, weights, files }: Manifest): void {
  if ((model.walk === undefined) !== (weights.orders === undefined)) {
    fail('weights.orders', `expected ${model.walk === undefined ? 'nothing, as there is no model.walk' : 'a path, as model.walk has orders'}, came ${showValue(weights.orders)}`);
  }
  if (model.walk === undefined || weights.orders === undefined) return;
  checkBytes('weights.orders', weights.orders, files[weights.orders].bytes, orderBytes(items.count, model.walk.orders.length));
}

function checkBytes(field: string, file: string, stated: number, needed: number): void {
  if (stated < needed || stated > needed + 8 + MAX_HEADER_BYTES) {
    fail(field, `its tensors take ${needed} bytes and a header, but "${file}" is listed with ${stated}`);
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const where = fieldPath(issue);
  const key = issue.path?.at(-1)?.key;
  if (issue.type === 'strict_object') {
    if (issue.expected === 'never') return `${where}: unknown field, and a bundle may have none`;
    if (issue.received === 'undefined' && issue.expected === JSON.stringify(key)) return `${where}: is missing`;
    return `${where}: expected an object, came ${showValue(issue.input)}`;
  }
  if (issue.path?.at(-1)?.origin === 'key') return `${where}: as a name, ${issue.message}`;
  return `${where}: ${issue.message}, came ${showValue(issue.input)}`;
}

/** `model.mlp[0]`, `files["items/ids.json"].bytes` */
function fieldPath(issue: v.BaseIssue<unknown>): string {
  let field = '';
  for (const { key } of issue.path ?? []) {
    if (typeof key === 'number') field += `[${key}]`;
    else if (typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key)) field += field === '' ? key : `.${key}`;
    else field += `[${showValue(key)}]`;
  }
  return field;
}

function repeated(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) !== i);
}

function fail(field: string, reason: string): never {
  throw new BundleError(MANIFEST_FILE, `${field}: ${reason}`);
}
