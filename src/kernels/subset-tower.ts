import { type NeumfConfig, PREFIX_START } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { LayerNorm } from './layer-norm.ts';
import { readWeight } from './read-weight.ts';
import { type BlockCache, TowerBlock } from './tower-block.ts';

/**
 * The user tower over subsets of one history, for explanations: the state a visitor would be in, had they met only some
 * of their events, in order. Equal to `UserTower` fed with those events (parity test), at a fraction of its cost:
 *
 * - What block 0 makes of an event before attention does not depend on other events, so it is computed once.
 * - Of the last block, only the last position is computed; of those before it, what that position attends to.
 * - A subset that begins as the one before it did takes up its positions. Subsets asked for in the order of a trie cost
 *   about one new position each.
 */
export class SubsetTower {
  /** Events of the history, n. */
  readonly events: number;
  private readonly config: NeumfConfig;
  private readonly blocks: TowerBlock[];
  private readonly norm: LayerNorm;
  /** Each event's x [n, d], and block 0's queries [n, d], keys and values of it. */
  private readonly inputs: Float64Array;
  private readonly queries: Float64Array;
  private readonly first: BlockCache;
  /** Keys and values of blocks 1 …, by position of the subset at hand; of the whole history, by event. */
  private readonly byPosition: BlockCache[];
  private readonly whole: BlockCache[];
  /** Events of the subset at hand; row of each position in `byPosition`, that is itself. */
  private readonly path: Int32Array;
  /** What `nearState` works on, so that it leaves the rest as it is. */
  private readonly nearPath: Int32Array;
  private readonly scratch: BlockCache;
  /** Each position's x before the last block, [n, d]. */
  private readonly tops: Float64Array;
  private readonly positions: Int32Array;
  /** Positions (from 1) that `byPosition` holds: from … to. */
  private from = 1;
  private to = 0;
  private readonly x: Float64Array;
  private readonly none: Float32Array;

  /**
   * `factors`: the events' item factors, [n, d]; `types`: their rows of `tower.type`, −1 for none, [n].
   * @throws TasteKitError (`INTERNAL`) if a weight does not fit.
   */
  constructor(config: NeumfConfig, network: Weights, factors: Float32Array, types: ArrayLike<number>) {
    const { dim, eventTypes } = config;
    const n = types.length;
    this.events = n;
    this.config = config;
    this.blocks = Array.from({ length: config.blocks }, (_, b) => new TowerBlock(config, network, b));
    this.norm = new LayerNorm(readWeight(network, 'tower.ln.gain', [dim]), readWeight(network, 'tower.ln.bias', [dim]));
    this.x = new Float64Array(dim);
    this.none = this.takePrefixes(readWeight(network, 'tower.prefix', [2, dim]).data);
    this.inputs = Float64Array.from(factors);
    const type = readWeight(network, 'tower.type', [eventTypes.length, dim]).data;
    for (let e = 0; e < n; e++) {
      if (types[e] >= 0) for (let i = 0; i < dim; i++) this.inputs[e * dim + i] += type[types[e] * dim + i];
    }
    const rows = () => ({ keys: new Float32Array(n * dim), values: new Float32Array(n * dim) });
    this.first = rows();
    this.queries = new Float64Array(n * dim);
    for (let e = 0; e < n && config.blocks > 0; e++) {
      this.x.set(this.inputs.subarray(e * dim, (e + 1) * dim));
      this.queries.set(this.blocks[0].project(this.x, this.first, e).subarray(0, dim), e * dim);
    }
    this.byPosition = this.blocks.slice(1).map(rows);
    this.path = new Int32Array(n);
    this.nearPath = new Int32Array(n);
    this.scratch = { keys: new Float32Array(dim), values: new Float32Array(dim) };
    this.tops = new Float64Array(n * dim);
    this.positions = Int32Array.from({ length: n }, (_, position) => position);
    this.take(this.positions, n, 1);
    this.whole = this.byPosition.map(({ keys, values }) => ({ keys: keys.slice(), values: values.slice() }));
  }

  /** z after the events `subset[0 … count)`, ascending, alone; [d], a new array. */
  state(subset: ArrayLike<number>, count = subset.length): Float32Array {
    if (count === 0) return this.none.slice();
    const { config, x } = this;
    const { dim, blocks, window } = config;
    // Block l reads block l − 1 of `window` positions: what lies before those is not needed.
    this.take(subset, count, Math.max(1, count - (blocks - 1) * (window - 1)));
    for (let i = 0; i < dim; i++) x[i] = this.tops[(count - 1) * dim + i];
    this.pass(blocks - 1, count);
    return Float32Array.from(this.norm.apply(x));
  }

  /**
   * Nearly `state`, at the cost of one position: each earlier event keeps what it saw in the whole history, where
   * `state` has it see the subset alone. With one block they are the same.
   */
  nearState(subset: ArrayLike<number>, count = subset.length): Float32Array {
    if (count === 0) return this.none.slice();
    const { blocks, x, nearPath } = this;
    const last = subset[count - 1];
    for (let i = 0; i < count; i++) nearPath[i] = subset[i];
    this.loadInput(last);
    blocks[0].attend(x, this.queries, last * this.config.dim, this.first, count, nearPath);
    for (let b = 1; b < blocks.length; b++) {
      const query = blocks[b].project(x, this.scratch, 0);
      blocks[b].attend(x, query, 0, this.whole[b - 1], count, nearPath);
    }
    return Float32Array.from(this.norm.apply(x));
  }

  /** Makes `byPosition` hold positions `needed` … `count` of the subset, all but the last block's own output. */
  private take(subset: ArrayLike<number>, count: number, needed: number): void {
    const { path, x, tops } = this;
    const { dim } = this.config;
    let same = 0;
    while (same < count && same < this.to && path[same] === subset[same]) same++;
    for (let i = same; i < count; i++) path[i] = subset[i];
    const kept = needed >= this.from && same >= needed;
    if (!kept) this.from = needed;
    for (let t = kept ? same + 1 : needed; t <= count; t++) {
      this.loadInput(subset[t - 1]);
      for (let b = 0; b + 1 < this.blocks.length; b++) {
        this.pass(b, t);
        this.blocks[b + 1].project(x, this.byPosition[b], t - 1);
      }
      for (let i = 0; i < dim; i++) tops[(t - 1) * dim + i] = x[i];
    }
    this.to = count;
  }

  /** Takes x of position t through block b. */
  private pass(b: number, t: number): void {
    const { blocks, x, path } = this;
    if (b === 0) blocks[0].attend(x, this.queries, path[t - 1] * this.config.dim, this.first, t, path);
    else blocks[b].attend(x, blocks[b].project(x, this.byPosition[b - 1], t - 1), 0, this.byPosition[b - 1], t, this.positions);
  }

  private loadInput(event: number): void {
    const { dim } = this.config;
    for (let i = 0; i < dim; i++) this.x[i] = this.inputs[event * dim + i];
  }

  /** Takes both prefixes through all blocks, which keep their keys and values → z of no events. */
  private takePrefixes(prefixes: Float32Array): Float32Array {
    const { dim } = this.config;
    let z = this.norm.output;
    for (let row = 1; row >= PREFIX_START; row--) {
      for (let i = 0; i < dim; i++) this.x[i] = prefixes[row * dim + i];
      for (const block of this.blocks) block.advancePrefix(this.x, row);
      z = this.norm.apply(this.x);
    }
    return Float32Array.from(z);
  }
}
