import { OptionError } from '../errors.ts';
import { PREFIX_CONTINUED, PREFIX_START, type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { DenseLayer } from './dense-layer.ts';
import { LayerNorm } from './layer-norm.ts';
import { type PersonalPart } from './personal-part.ts';
import { readWeight } from './read-weight.ts';
import { type BlockCache, TowerBlock } from './tower-block.ts';

/** What the tower keeps of one history. Made by `UserTower.start`, changed by `append` and `truncate` only. */
export interface TowerState {
  /** Events appended so far. */
  events: number;
  /** States, a row [d] each: row 0 before any event, row t after event t. Grows by doubling; read it by `stateAfter`. */
  z: Float32Array;
  /** Keys and values of the last `window` events, a cache per block. */
  caches: BlockCache[];
}

const FIRST_ROWS = 64;

/**
 * The user tower, incrementally: a click costs one new position. Equal to `towerStates` and `userVectors` of
 * `model/neumf.ts` (parity test).
 *
 * To forget an event, `truncate` to the events before it and append those after it again: every later state depended on
 * the forgotten one.
 */
export class UserTower {
  private readonly config: NeumfConfig;
  private readonly types: Float32Array;
  private readonly blocks: TowerBlock[];
  private readonly norm: LayerNorm;
  private readonly out: DenseLayer;
  private readonly z0: Float64Array;
  private readonly x: Float64Array;

  /** Names and shapes of the weights: `networkShapes()`. @throws TasteKitError (`INTERNAL`) if one does not fit. */
  constructor(config: NeumfConfig, network: Weights) {
    const { dim, eventTypes } = config;
    this.config = config;
    this.types = readWeight(network, 'tower.type', [eventTypes.length, dim]).data;
    this.blocks = Array.from({ length: config.blocks }, (_, b) => new TowerBlock(config, network, b));
    this.norm = new LayerNorm(readWeight(network, 'tower.ln.gain', [dim]), readWeight(network, 'tower.ln.bias', [dim]));
    this.out = new DenseLayer(readWeight(network, 'tower.out.weight', [dim, dim]), readWeight(network, 'tower.out.bias', [dim]));
    this.x = new Float64Array(dim);
    const prefixes = readWeight(network, 'tower.prefix', [2, dim]).data;
    this.prefixState(prefixes, PREFIX_CONTINUED);
    this.z0 = this.prefixState(prefixes, PREFIX_START).slice();
  }

  /** The state of a visitor without events. */
  start(): TowerState {
    const z = new Float32Array(FIRST_ROWS * this.config.dim);
    z.set(this.z0);
    return { events: 0, z, caches: this.blocks.map((block) => block.emptyCache()) };
  }

  /**
   * Adds one event: the item's factor [d], and the row of `tower.type` (−1: no type). O(window·d + d²) per block.
   * @throws OptionError if either does not fit the model.
   */
  append(state: TowerState, factor: Float32Array, type: number): void {
    const { dim } = this.config;
    this.check(factor, type);
    for (let i = 0; i < dim; i++) this.x[i] = factor[i];
    if (type >= 0) for (let i = 0; i < dim; i++) this.x[i] += this.types[type * dim + i];
    const t = state.events + 1;
    for (let b = 0; b < this.blocks.length; b++) this.blocks[b].advance(this.x, state.caches[b], t);
    if ((t + 1) * dim > state.z.length) state.z = grown(state.z);
    state.z.set(this.norm.apply(this.x), t * dim);
    state.events = t;
  }

  /**
   * Drops all events after event t, as if they had never been. The ring buffers no longer hold the keys of old events,
   * so the last `blocks · window` of those that stay are appended again, which is all that a later state can depend on:
   * `again(e)` must append event e (counted from 0), the same as before.
   */
  truncate(state: TowerState, t: number, again: (event: number) => void): void {
    this.stateAfter(state, t);
    const { dim, blocks, window } = this.config;
    const from = Math.max(0, t - blocks * window);
    // The first of them are appended to buffers without their past, so their states come out wrong; the right ones are here.
    const states = state.z.slice(from * dim, (t + 1) * dim);
    state.events = from;
    for (let event = from; event < t; event++) again(event);
    state.z.set(states, from * dim);
  }

  /** z after event t, [d] (t = 0: before any), a view into `state.z`. @throws OptionError if there is no such event. */
  stateAfter(state: TowerState, t: number): Float32Array {
    if (!Number.isInteger(t) || t < 0 || t > state.events) {
      throw new OptionError('t', `expected an event from 0 to ${state.events}, got ${t}`);
    }
    return state.z.subarray(t * this.config.dim, (t + 1) * this.config.dim);
  }

  /**
   * u = z·(out.weight + adapterIn·adapterOut) + out.bias + vector, [d], of a state z [d]; without a personal part,
   * the tower's own.
   */
  userVector(z: Float32Array, personal?: PersonalPart): Float32Array {
    const { dim, adapterRank } = this.config;
    for (let i = 0; i < dim; i++) this.x[i] = z[i];
    const u = Float64Array.from(this.out.apply(this.x).subarray(0, dim));
    if (!personal) return Float32Array.from(u);
    for (let i = 0; i < dim; i++) u[i] += personal.vector[i];
    for (let r = 0; r < adapterRank; r++) {
      let inner = 0;
      for (let i = 0; i < dim; i++) inner += z[i] * personal.adapterIn[i * adapterRank + r];
      for (let i = 0; i < dim; i++) u[i] += inner * personal.adapterOut[r * dim + i];
    }
    return Float32Array.from(u);
  }

  /** Takes one prefix through all blocks, which keep its keys and values → its z [d]. */
  private prefixState(prefixes: Float32Array, row: number): Float64Array {
    const { dim } = this.config;
    for (let i = 0; i < dim; i++) this.x[i] = prefixes[row * dim + i];
    for (const block of this.blocks) block.advancePrefix(this.x, row);
    return this.norm.apply(this.x);
  }

  private check(factor: Float32Array, type: number): void {
    const { dim, eventTypes } = this.config;
    if (factor.length !== dim) throw new OptionError('factor', `expected ${dim} numbers, got ${factor.length}`);
    if (!Number.isInteger(type) || type < -1 || type >= eventTypes.length) {
      throw new OptionError('type', `expected a row of tower.type from 0 to ${eventTypes.length - 1}, or -1, got ${type}`);
    }
  }
}

function grown(rows: Float32Array): Float32Array {
  const larger = new Float32Array(rows.length * 2);
  larger.set(rows);
  return larger;
}
