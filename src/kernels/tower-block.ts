import { PREFIX_CONTINUED, PREFIX_START, type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { DenseLayer } from './dense-layer.ts';
import { LayerNorm } from './layer-norm.ts';
import { readWeight } from './read-weight.ts';

/** Keys and values of the last `window` events, [window, d] each; event t (from 1) stands in row (t − 1) mod window. */
export interface BlockCache {
  keys: Float32Array;
  values: Float32Array;
}

/** One pre-norm block of the user tower (DESIGN.md, "User tower"), one position at a time. */
export class TowerBlock {
  private readonly config: NeumfConfig;
  private readonly ln1: LayerNorm;
  private readonly query: DenseLayer;
  private readonly key: DenseLayer;
  private readonly value: DenseLayer;
  private readonly out: DenseLayer;
  private readonly ln2: LayerNorm;
  private readonly wide: DenseLayer;
  private readonly narrow: DenseLayer;
  /** Bias of an event by its distance, [H, window]; zeros for data without order. */
  private readonly distance: Float32Array;
  /** Bias of the prefix, [H]. */
  private readonly prefixBias: Float32Array;
  /** Keys and values of the two prefixes, [2, d]: constants of the model. */
  private readonly prefixKeys: Float32Array;
  private readonly prefixValues: Float32Array;
  /** Logits of one head, of the events by distance, [window]. */
  private readonly logits: Float64Array;
  private readonly mixed: Float64Array;

  constructor(config: NeumfConfig, network: Weights, index: number) {
    const { dim, heads, hidden, window } = config;
    const read = (name: string, ...shape: number[]) => readWeight(network, `tower.block${index}.${name}`, shape);
    this.config = config;
    this.ln1 = new LayerNorm(read('ln1.gain', dim), read('ln1.bias', dim));
    this.query = new DenseLayer(read('attention.query', dim, dim));
    this.key = new DenseLayer(read('attention.key', dim, dim));
    this.value = new DenseLayer(read('attention.value', dim, dim));
    this.out = new DenseLayer(read('attention.out', dim, dim));
    this.ln2 = new LayerNorm(read('ln2.gain', dim), read('ln2.bias', dim));
    this.wide = new DenseLayer(read('ffn.w1', dim, hidden), read('ffn.b1', hidden));
    this.narrow = new DenseLayer(read('ffn.w2', hidden, dim), read('ffn.b2', dim));
    const distance = read('attention.distance', heads, window).data;
    this.distance = config.ordered ? distance : new Float32Array(distance.length);
    this.prefixBias = read('attention.prefix', heads).data;
    this.prefixKeys = new Float32Array(2 * dim);
    this.prefixValues = new Float32Array(2 * dim);
    this.logits = new Float64Array(window);
    this.mixed = new Float64Array(dim);
  }

  emptyCache(): BlockCache {
    const length = this.config.window * this.config.dim;
    return { keys: new Float32Array(length), values: new Float32Array(length) };
  }

  /**
   * Takes a prefix (its row of `tower.prefix`) through the block: x [d] in place. It sees only itself, so its
   * attention is its own value; key and value stay here for every later event. Call for both prefixes before `advance`.
   */
  advancePrefix(x: Float64Array, row: number): void {
    const { dim } = this.config;
    const normed = this.ln1.apply(x);
    const value = this.value.apply(normed);
    copyRow(this.key.apply(normed), this.prefixKeys, row, dim);
    copyRow(value, this.prefixValues, row, dim);
    addTo(x, this.out.apply(value));
    this.feedForward(x);
  }

  /** Takes event t (counted from 1) through the block: x [d] in place, its key and value into the cache. */
  advance(x: Float64Array, cache: BlockCache, t: number): void {
    const row = (t - 1) % this.config.window;
    const query = this.project(x, cache, row);
    this.attend(x, query, 0, cache, t);
  }

  /** Key and value of x [d] into row `row` of `into` → its query, [d], overwritten by the next call. */
  project(x: Float64Array, into: BlockCache, row: number): Float64Array {
    const { dim } = this.config;
    const normed = this.ln1.apply(x);
    copyRow(this.key.apply(normed), into.keys, row, dim);
    copyRow(this.value.apply(normed), into.values, row, dim);
    return this.query.apply(normed);
  }

  /**
   * The rest of the block for event t, x [d] in place: attention with the query at `from` of `query`, and feed-forward.
   * Event s has row `rows[s − 1]` of `cache`; without `rows`, row (s − 1) mod window.
   */
  attend(x: Float64Array, query: Float64Array, from: number, cache: BlockCache, t: number, rows?: Int32Array): void {
    for (let head = 0; head < this.config.heads; head++) this.attendHead(query, from, cache, t, head, rows);
    addTo(x, this.out.apply(this.mixed));
    this.feedForward(x);
  }

  /** One head's softmax(q·k/√(d/H) + bias)·v over the window and one prefix, into `mixed`. */
  private attendHead(query: Float64Array, from: number, cache: BlockCache, t: number, head: number, rows?: Int32Array): void {
    const { config, logits, mixed } = this;
    const { window } = config;
    const width = config.dim / config.heads;
    const first = head * width;
    const scale = 1 / Math.sqrt(width);
    const events = Math.min(t, window);
    const prefix = (t <= window ? PREFIX_START : PREFIX_CONTINUED) * config.dim + first;

    const own = dot(query, from + first, this.prefixKeys, prefix, width) * scale + this.prefixBias[head];
    let top = own;
    for (let distance = 0; distance < events; distance++) {
      const key = (rows ? rows[t - 1 - distance] : (t - 1 - distance) % window) * config.dim + first;
      const logit = dot(query, from + first, cache.keys, key, width) * scale + this.distance[head * window + distance];
      logits[distance] = logit;
      if (logit > top) top = logit;
    }

    let total = Math.exp(own - top);
    for (let i = 0; i < width; i++) mixed[first + i] = total * this.prefixValues[prefix + i];
    for (let distance = 0; distance < events; distance++) {
      const value = (rows ? rows[t - 1 - distance] : (t - 1 - distance) % window) * config.dim + first;
      const weight = Math.exp(logits[distance] - top);
      total += weight;
      for (let i = 0; i < width; i++) mixed[first + i] += weight * cache.values[value + i];
    }
    for (let i = 0; i < width; i++) mixed[first + i] /= total;
  }

  /** x + relu(LN2(x)·w1 + b1)·w2 + b2, in place. */
  private feedForward(x: Float64Array): void {
    addTo(x, this.narrow.apply(this.wide.apply(this.ln2.apply(x), true)));
  }
}

function copyRow(from: Float64Array, to: Float32Array, row: number, width: number): void {
  for (let i = 0; i < width; i++) to[row * width + i] = from[i];
}

function addTo(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] += y[i];
}

function dot(a: Float64Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[aStart + i] * b[bStart + i];
  return sum;
}
