import { OptionError, TasteKitError } from '../errors.ts';
import { type Item } from '../types.ts';
import { eachOf } from './each-of.ts';
import { type ItemIds } from './item-ids.ts';
import { decodeTexts } from './item-text.ts';
import { type Manifest } from './manifest.ts';
import { type ReadFile, orAborted, readFile, throwIfAborted } from './read-file.ts';

/** A shard on its way. It is given up once nobody waits for it. */
interface Loading {
  done: Promise<void>;
  controller: AbortController;
  waiting: number;
}

/** The items' texts, loaded by shard, each at most once unless it failed. */
export class ItemTexts {
  readonly #read: ReadFile;
  readonly #manifest: Manifest;
  readonly #ids: ItemIds;
  readonly #shards = new Map<number, Item[]>();
  readonly #loading = new Map<number, Loading>();

  constructor(read: ReadFile, manifest: Manifest, ids: ItemIds) {
    this.#read = read;
    this.#manifest = manifest;
    this.#ids = ids;
  }

  /** @throws {TasteKitError} `INTERNAL` where the text is not loaded; {OptionError} where there is no such item. */
  text(index: number): Item {
    const { shardItems } = this.#manifest.items.text;
    const item = this.#shards.get(this.#shardOf(index))?.[index % shardItems];
    if (item === undefined) {
      throw new TasteKitError('INTERNAL', `the text of item ${index} (${JSON.stringify(this.#ids.at(index))}) is not loaded: await loadText([${index}]) first`);
    }
    return item;
  }

  /** Whether the text is loaded. */
  has(index: number): boolean {
    return this.#shards.has(this.#shardOf(index));
  }

  /**
   * Loads the texts of these items, and of their neighbours in the same files. All files are tried, also after one
   * failed, whose error is thrown at the end.
   */
  async load(indices: Iterable<number>, signal = new AbortController().signal): Promise<void> {
    throwIfAborted(signal);
    const shards = new Set<number>();
    for (const index of indices) shards.add(this.#shardOf(index));
    const faults: unknown[] = [];
    await eachOf([...shards], async (shard) => {
      try {
        await this.#wait(shard, signal);
      } catch (fault) {
        throwIfAborted(signal);
        faults.push(fault);
      }
    });
    if (faults.length > 0) throw faults[0];
  }

  /** Decodes a file that was read elsewhere. */
  accept(shard: number, bytes: Uint8Array): void {
    const { count, text, extraFields } = this.#manifest.items;
    const first = shard * text.shardItems;
    const ids = Array.from({ length: Math.min(count - first, text.shardItems) }, (_, i) => this.#ids.at(first + i));
    this.#shards.set(shard, decodeTexts(text.files[shard], bytes, ids, first, extraFields));
  }

  async #wait(shard: number, signal: AbortSignal): Promise<void> {
    if (this.#shards.has(shard)) return;
    throwIfAborted(signal);
    const loading = this.#loading.get(shard) ?? this.#start(shard);
    loading.waiting++;
    try {
      await orAborted(loading.done, signal);
    } finally {
      loading.waiting--;
      if (loading.waiting === 0) this.#forget(shard, loading);
    }
  }

  #start(shard: number): Loading {
    const controller = new AbortController();
    const path = this.#manifest.items.text.files[shard];
    const done = readFile(this.#read, this.#manifest, path, controller.signal).then((bytes) => this.accept(shard, bytes));
    const loading = { done, controller, waiting: 0 };
    this.#loading.set(shard, loading);
    return loading;
  }

  /** Finished, failed or given up: the next call starts anew if there is need. */
  #forget(shard: number, loading: Loading): void {
    if (this.#loading.get(shard) === loading) this.#loading.delete(shard);
    loading.controller.abort();
  }

  #shardOf(index: number): number {
    const { count, text } = this.#manifest.items;
    if (!Number.isSafeInteger(index) || index < 0 || index >= count) {
      throw new OptionError('index', `expected a whole number from 0 to ${count - 1}, came ${index}`);
    }
    return Math.floor(index / text.shardItems);
  }
}
