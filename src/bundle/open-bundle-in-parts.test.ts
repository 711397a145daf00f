/** A bundle that arrives in parts: what is said to be there is there, and nothing half-written is taken for whole. */
import { beforeAll, describe, expect, test } from 'vitest';
import { AbortedError, BundleError } from '../errors.ts';
import { type Bundle } from './bundle.ts';
import { openBundle } from './decode-bundle.ts';
import { encodeBundle } from './encode-bundle.ts';
import { exampleParts } from './example-parts.fixture.ts';
import { MANIFEST_FILE, type Manifest } from './manifest.ts';
import { openBundleInParts } from './open-bundle-in-parts.ts';
import { type ReadFile } from './read-file.ts';

const COUNT = 20;
const DIM = 8;
/** Rows of a shard: 20 items in seven shards. */
const ROWS = 3;
const shard = (i: number) => `weights/items-0000${i}.safetensors`;

let files: Map<string, Uint8Array>;
let whole: Bundle;
beforeAll(async () => {
  files = await encodeBundle({ ...exampleParts(COUNT), shardBytes: 1_024 + ROWS * (DIM + 12) });
  whole = await openBundle({ read: (path) => Promise.resolve(bytesOf(path)) });
});

function bytesOf(path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) throw new Error('404 Not Found');
  return bytes;
}

/** A reader that holds files back until they are let go, in whatever order. */
class Gate {
  readonly asked = new Map<string, AbortSignal>();
  readonly #held: (path: string) => boolean;
  readonly #waiting = new Map<string, (bytes: Uint8Array) => void>();

  constructor(held: (path: string) => boolean) {
    this.#held = held;
  }

  readonly read: ReadFile = (path, { signal }) => {
    this.asked.set(path, signal);
    if (!this.#held(path)) return Promise.resolve(bytesOf(path));
    return new Promise((resolve) => this.#waiting.set(path, resolve));
  };

  /** Lets a file go once it was asked for, and waits until whatever follows from that is done. */
  async let(path: string, bytes = bytesOf(path)): Promise<void> {
    for (let i = 0; i < 100 && !this.#waiting.has(path); i++) await turn();
    const go = this.#waiting.get(path);
    if (!go) throw new Error(`${path} was not asked for`);
    go(bytes);
    for (let i = 0; i < 5; i++) await turn();
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Rows [from, to) as they are in the whole bundle. */
function expectRows({ items }: Bundle, from: number, to: number): void {
  expect(items.factors.values.subarray(from * DIM, to * DIM)).toEqual(whole.items.factors.values.subarray(from * DIM, to * DIM));
  expect(items.factors.scales.subarray(from, to)).toEqual(whole.items.factors.scales.subarray(from, to));
  expect(items.bias.subarray(from, to)).toEqual(whole.items.bias.subarray(from, to));
  expect(items.popularity.subarray(from, to)).toEqual(whole.items.popularity.subarray(from, to));
}

describe('in parts', () => {
  test('rows count from the first on, in whatever order their files arrive', async () => {
    const gate = new Gate((path) => path.startsWith('weights/items') && path !== shard(0));
    const rows: number[] = [];
    const progress: { loaded: number; total: number }[] = [];
    const parts = await openBundleInParts({ read: gate.read, onRows: (to) => rows.push(to), onProgress: (p) => progress.push(p) });
    expect(parts.ready).toBe(3);
    expect(parts.bundle.network).toEqual(whole.network);
    expect(parts.bundle.items.ids.indexOf('item-19')).toBe(19);
    expect(parts.bundle.items.text(19)).toEqual(whole.items.text(19));
    expectRows(parts.bundle, 0, 3);

    const steps: [number, number][] = [[3, 3], [2, 3], [4, 3], [1, 15], [6, 15], [5, 20]];
    for (const [i, ready] of steps) {
      await gate.let(shard(i));
      expect(parts.ready).toBe(ready);
      expectRows(parts.bundle, 0, ready);
    }
    await parts.complete;
    expect(rows).toEqual([3, 15, 20]);
    expectRows(parts.bundle, 0, COUNT);
    const loaded = progress.map((p) => p.loaded);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
    expect(loaded.at(-1)).toBe(progress[0].total);
    expect(new Set(progress.map((p) => p.total)).size).toBe(1);
  });

  test('no other row is asked for before a first list can be made', async () => {
    const gate = new Gate((path) => path === 'items/ids.json');
    const opening = openBundleInParts({ read: gate.read });
    for (let i = 0; i < 5; i++) await turn();
    expect(gate.asked.has(shard(0))).toBe(true);
    expect(gate.asked.has(shard(1))).toBe(false);
    await gate.let('items/ids.json');
    const { bundle, complete } = await opening;
    expectRows(bundle, 0, ROWS);
    await complete;
    expectRows(bundle, 0, COUNT);
  });

  test('bundle.json is given before anything else is asked for', async () => {
    const gate = new Gate(() => false);
    let given: { manifest: Manifest; digest: string; asked: string[] } | null = null;
    const onManifest = (manifest: Manifest, digest: string) => (given = { manifest, digest, asked: [...gate.asked.keys()] });
    await (await openBundleInParts({ read: gate.read, onManifest })).complete;
    expect(given).toEqual({ manifest: whole.manifest, digest: whole.digest, asked: [MANIFEST_FILE] });
  });

  test('a damaged last file after the first rows is told, and its rows never count', async () => {
    const last = shard(6);
    const gate = new Gate((path) => path === last);
    const rows: number[] = [];
    const parts = await openBundleInParts({ read: gate.read, onRows: (to) => rows.push(to) });
    const damaged = Uint8Array.from(bytesOf(last));
    damaged[damaged.length - 1] ^= 1;
    await gate.let(last, damaged);
    await expect(parts.complete).rejects.toThrow(`${last}: is damaged or of another bundle`);
    expect(parts.ready).toBe(18);
    expect(rows.at(-1)).toBe(18);
    expectRows(parts.bundle, 0, 18);
    expect(parts.bundle.items.factors.values.subarray(18 * DIM).every((value) => value === 0)).toBe(true);
  });

  test('a failure later calls off the files that are still on their way', async () => {
    const gate = new Gate((path) => path.startsWith('weights/items') && path !== shard(0));
    const parts = await openBundleInParts({ read: gate.read });
    await gate.let(shard(2), new Uint8Array(3));
    await expect(parts.complete).rejects.toBeInstanceOf(BundleError);
    expect(gate.asked.get(shard(1))?.aborted).toBe(true);
    expect(gate.asked.has(shard(6))).toBe(false);
    await gate.let(shard(1));
    expect(parts.ready).toBe(3);
  });

  test('a failure that nobody looks at yet is no unhandled one, and is told whoever looks later', async () => {
    const gate = new Gate((path) => path === shard(6));
    const parts = await openBundleInParts({ read: gate.read });
    await gate.let(shard(6), new Uint8Array());
    await turn();
    await expect(parts.complete).rejects.toThrow('is cut short');
  });

  test('an abort after the early return ends everything', async () => {
    const gate = new Gate((path) => path.startsWith('weights/items') && path !== shard(0));
    const controller = new AbortController();
    const rows: number[] = [];
    const parts = await openBundleInParts({ read: gate.read, signal: controller.signal, onRows: (to) => rows.push(to) });
    controller.abort(new Error('page closed'));
    await expect(parts.complete).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'page closed' } });
    await gate.let(shard(1));
    expect(rows).toEqual([3]);
    expect(parts.ready).toBe(3);
    expect([...gate.asked].filter(([path, signal]) => path.startsWith('weights/items') && !signal.aborted)).toEqual([]);
    expect(gate.asked.has(shard(6))).toBe(false);
  });

  test('an abort before the first rows, in a callback too, leaves nothing to wait for', async () => {
    for (const when of ['onManifest', 'onProgress', 'onRows'] as const) {
      const controller = new AbortController();
      const gate = new Gate(() => false);
      const opening = openBundleInParts({ read: gate.read, signal: controller.signal, [when]: () => controller.abort() });
      await expect(opening).rejects.toThrow(AbortedError);
      expect(gate.asked.has(shard(6))).toBe(false);
    }
  });

  test('a fault before the first rows is thrown, not promised', async () => {
    const read: ReadFile = (path) => Promise.resolve(path === 'items/ids.json' ? new Uint8Array() : bytesOf(path));
    await expect(openBundleInParts({ read })).rejects.toThrow('items/ids.json: is cut short');
  });
});

describe('memory from elsewhere', () => {
  const views = (count: number) => {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    return {
      factors: { values: new Int8Array(buffer, 1_024, COUNT * DIM), scales: new Float32Array(buffer, 4_096, count) },
      bias: new Float32Array(buffer, 8_192, COUNT),
      popularity: new Float32Array(buffer, 16_384, COUNT),
    };
  };

  test('is what the rows are decoded into', async () => {
    const tables = views(COUNT);
    let asked: Manifest | null = null;
    const bundle = await openBundle({ read: (path) => Promise.resolve(bytesOf(path)), allocate: (manifest) => ((asked = manifest), tables) });
    expect(asked).toEqual(whole.manifest);
    expect(bundle.items.factors.values).toBe(tables.factors.values);
    expect(bundle.items.bias).toBe(tables.bias);
    expectRows(bundle, 0, COUNT);
  });

  test('of the wrong size is refused before a file is asked for', async () => {
    const gate = new Gate(() => false);
    await expect(openBundle({ read: gate.read, allocate: () => views(COUNT - 1) })).rejects.toThrowErrorMatchingInlineSnapshot(`[OptionError: allocate: factors.scales: expected room for 20 numbers, came 19]`);
    expect([...gate.asked.keys()]).toEqual([MANIFEST_FILE]);
  });
});

describe('texts', () => {
  const texts = (gate: Gate) => [...gate.asked.keys()].filter((path) => path.includes('text'));

  test('auto: with the bundle where they are small', async () => {
    const gate = new Gate(() => false);
    const { items } = await openBundle({ read: gate.read, text: 'auto' });
    expect(items.textLoaded).toBe(true);
    expect(items.text(7)).toEqual(whole.items.text(7));
  });

  test('auto: on demand where they have more than 2 MiB', async () => {
    const parts = exampleParts(COUNT);
    const long = parts.items.map((item) => ({ ...item, extra: { url: item.id.padEnd(2 ** 17, '.') } }));
    const large = await encodeBundle({ ...parts, items: long });
    const gate = new Gate(() => false);
    const read: ReadFile = (path, request) => gate.read(path, request).then(() => large.get(path) ?? new Uint8Array());
    const { items } = await openBundle({ read, text: 'auto' });
    expect(items.textLoaded).toBe(false);
    expect(texts(gate)).toEqual([]);
    await items.loadText([9]);
    expect(texts(gate)).toHaveLength(1);
    expect(items.text(9)).toEqual(long[9]);
  });

  test('none and eager say which, too', async () => {
    const read: ReadFile = (path) => Promise.resolve(bytesOf(path));
    expect((await openBundle({ read, text: 'none' })).items.textLoaded).toBe(false);
    expect((await openBundle({ read })).items.textLoaded).toBe(true);
  });
});
