import { DeviceError, OptionError } from '../../errors.ts';
import { type NeumfConfig } from '../../neumf.ts';
import { type Weights } from '../../types.ts';
import { checkTables } from '../check-tables.ts';
import { headPreparer, type PreparedHead } from '../prepared-head.ts';
import { candidatesFor, defaultCandidates, retrievalQuery } from '../retrieval.ts';
import { type ItemTables, type Ranked, type RankQuery, type Scorer, type ScoreQuery, type ScorerOptions } from '../scorer.ts';
import { addSparse, addSparseGathered } from '../sparse-scores.ts';
import { topK } from '../top-k.ts';
import { type SimdKernels, simdKernels } from './simd-kernels.ts';
import { GATHERED, TILE } from './simd-layout.ts';
import { type SimdQueryWriter, writePlan } from './simd-plan.ts';
import { type SimdVariant } from './simd-support.ts';
import { borrowMemory, returnMemory, type SimdMemory } from './simd-tables.ts';
import { topKOfMany } from './top-k-of-many.ts';

/** Tiles in one call. Engines swap in their better code between calls, not inside one, so none is long. */
const TILES_AT_ONCE = 128;

export interface SimdScorerOptions extends ScorerOptions {
  /** Which module ranks. Default: the best that the device runs. */
  variant?: SimdVariant;
}

/**
 * The head in WebAssembly SIMD, on one thread. Tables of `allocateSimdTables` are ranked where they lie; others are
 * copied into a memory of its own as their rows arrive.
 * @throws DeviceError without WebAssembly SIMD or memory; OptionError and TasteKitError as `PlainScorer`.
 */
export async function createSimdScorer(
  config: NeumfConfig,
  network: Weights,
  tables: ItemTables,
  options: SimdScorerOptions = {},
): Promise<Scorer> {
  checkTables(config, tables, options);
  const prepare = headPreparer(config, network, tables.count);
  const candidates = options.candidates ?? defaultCandidates(tables.count);
  const memory = borrowMemory(config, tables, candidates);
  try {
    const write = writePlan(config, network, memory);
    const kernels = await simdKernels(memory.memory, options.variant);
    const scorer = new SimdScorer({ kernels, memory, tables, prepare, write, candidates });
    await scorer.accept(options.ready ?? tables.count);
    return scorer;
  } catch (error) {
    returnMemory(memory);
    throw error;
  }
}

interface Parts {
  kernels: SimdKernels;
  memory: SimdMemory;
  /** Where rows come from; those of the memory, or others. */
  tables: ItemTables;
  prepare: (query: ScoreQuery) => PreparedHead;
  write: SimdQueryWriter;
  candidates: number;
}

/** What a query is computed with lies in the memory once, so nothing here waits between writing and reading it. */
class SimdScorer implements Scorer {
  readonly kind = 'simd';
  readonly candidates: number;
  ready = 0;
  /** Null once disposed. */
  private parts: Parts | null;

  constructor(parts: Parts) {
    this.parts = parts;
    this.candidates = parts.candidates;
  }

  async accept(to: number): Promise<void> {
    const { kernels, memory, tables } = this.living();
    if (!Number.isInteger(to) || to < this.ready || to > tables.count) {
      throw new OptionError('to', `expected a row from ${this.ready} to ${tables.count}, got ${to}`);
    }
    copyRows(tables, memory.tables, this.ready, to);
    // A tile that was not full is computed again.
    const from = Math.floor(this.ready / TILE);
    if (this.candidates === 0) inPieces(from, Math.ceil(to / TILE), (a, b) => kernels.acceptTiles(memory.layout.at.plan, a, b));
    this.ready = to;
  }

  async scores(query: ScoreQuery): Promise<Float32Array> {
    const { prepare, write } = this.living();
    const head = prepare(query);
    write(head);
    const scores = this.candidates === 0 ? this.scoreAll().slice() : this.scoreGathered(Int32Array.from({ length: this.ready }, (_, item) => item));
    addSparse(scores, head.memory);
    return scores;
  }

  async rank(query: RankQuery): Promise<Ranked> {
    const { prepare, write } = this.living();
    const head = prepare(query);
    if (this.candidates === 0) {
      write(head);
      const all = this.scoreAll();
      addSparse(all, head.memory);
      return topK(all, query.k, query.hidden);
    }
    const retrieval = retrievalQuery(head);
    write(head, retrieval);
    const retrieved = this.retrieve();
    addSparse(retrieved, retrieval.memory);
    // In order of index, so that equal scores of the whole head come by index too.
    const items = topKOfMany(retrieved, candidatesFor(this.candidates, query.k, this.ready), query.hidden).items.sort();
    const whole = this.scoreGathered(items);
    addSparseGathered(whole, items, head.memory);
    const { items: best, scores } = topK(whole, query.k, new Uint32Array());
    return { items: best.map((at) => items[at]), scores };
  }

  dispose(): void {
    if (this.parts) returnMemory(this.parts.memory);
    this.parts = null;
  }

  private living(): Parts {
    if (!this.parts) throw new DeviceError('this scorer was disposed; make a new one');
    return this.parts;
  }

  /** One stage: the whole head's scores, as a view, [ready]. As with the other scores here, the sparse term is the caller's. */
  private scoreAll(): Float32Array {
    const { kernels, memory } = this.living();
    inPieces(0, Math.ceil(this.ready / TILE), (from, to) => kernels.head(memory.layout.at.plan, from, to));
    return new Float32Array(memory.memory.buffer, memory.layout.at.scores, this.ready);
  }

  /** The first stage's scores, as a view, [ready]. */
  private retrieve(): Float32Array {
    const { kernels, memory } = this.living();
    inPieces(0, Math.ceil(this.ready / TILE), (from, to) => kernels.retrieve(memory.layout.at.plan, from * TILE, to * TILE));
    return new Float32Array(memory.memory.buffer, memory.layout.at.scores, this.ready);
  }

  /** The whole head's scores of some items, in their order. */
  private scoreGathered(items: Int32Array): Float32Array {
    const { kernels, memory } = this.living();
    const { at } = memory.layout;
    const rows = new Int32Array(memory.memory.buffer, at.rows, GATHERED);
    const rowScores = new Float32Array(memory.memory.buffer, at.rowScores, GATHERED);
    const scores = new Float32Array(items.length);
    for (let from = 0; from < items.length; from += GATHERED) {
      const piece = items.subarray(from, from + GATHERED);
      // The last tile is filled up with an item that is there; its score is not read.
      rows.set(piece);
      rows.fill(piece[0], piece.length);
      kernels.gatheredHead(at.plan, 0, Math.ceil(piece.length / TILE));
      scores.set(rowScores.subarray(0, piece.length), from);
    }
    return scores;
  }
}

function inPieces(from: number, to: number, compute: (from: number, to: number) => void): void {
  for (let piece = from; piece < to; piece += TILES_AT_ONCE) compute(piece, Math.min(to, piece + TILES_AT_ONCE));
}

function copyRows(from: ItemTables, to: ItemTables, start: number, end: number): void {
  if (from.factors.values.buffer === to.factors.values.buffer) return;
  const dim = from.factors.values.length / from.count;
  to.factors.values.set(from.factors.values.subarray(start * dim, end * dim), start * dim);
  to.factors.scales.set(from.factors.scales.subarray(start, end), start);
  to.bias.set(from.bias.subarray(start, end), start);
  to.popularity.set(from.popularity.subarray(start, end), start);
}
