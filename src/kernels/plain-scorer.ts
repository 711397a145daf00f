import { DeviceError, OptionError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { checkTables } from './check-tables.ts';
import { DenseLayer } from './dense-layer.ts';
import { itemHalves } from './item-half.ts';
import { headPreparer, type PreparedHead } from './prepared-head.ts';
import { readWeight } from './read-weight.ts';
import { candidatesFor, defaultCandidates, retrievalQuery, retrievalScores } from './retrieval.ts';
import { type ItemTables, type Ranked, type RankQuery, type Scorer, type ScoreQuery, type ScorerOptions } from './scorer.ts';
import { addSparse, addSparseGathered } from './sparse-scores.ts';
import { topK } from './top-k.ts';

/**
 * The head in plain TypeScript: runs everywhere, and is what the other kernels are compared with.
 * With one stage it keeps 4·mlp₀ bytes per item beside the tables: the item half of the first MLP layer, computed as
 * the rows arrive. With two it computes that half for the candidates of each ranking.
 */
export class PlainScorer implements Scorer {
  readonly kind = 'typescript';
  readonly candidates: number;
  ready = 0;
  private readonly dim: number;
  private readonly tables: ItemTables;
  private readonly prepare: (query: ScoreQuery) => PreparedHead;
  private readonly halfOf: (from: number, to: number) => Float32Array;
  private readonly upper: DenseLayer[];
  /** Item half of the first MLP layer, [n, mlp₀]; empty with two stages. */
  private readonly half: Float32Array;
  /** Activations of the first MLP layer for one item, [mlp₀]. */
  private readonly activations: Float64Array;
  private disposed = false;

  /** @throws OptionError if the tables or options, TasteKitError (`INTERNAL`) if the network does not fit the settings. */
  constructor(config: NeumfConfig, network: Weights, tables: ItemTables, options: ScorerOptions = {}) {
    checkTables(config, tables, options);
    this.dim = config.dim;
    this.tables = tables;
    this.candidates = options.candidates ?? defaultCandidates(tables.count);
    this.prepare = headPreparer(config, network, tables.count);
    this.halfOf = itemHalves(config, network, tables);
    this.upper = config.mlp.slice(1).map((width, l) => {
      const weight = readWeight(network, `head.mlp${l + 1}.weight`, [config.mlp[l], width]);
      return new DenseLayer(weight, readWeight(network, `head.mlp${l + 1}.bias`, [width]));
    });
    this.activations = new Float64Array(config.mlp[0]);
    this.half = new Float32Array(this.candidates > 0 ? 0 : tables.count * config.mlp[0]);
    this.take(options.ready ?? tables.count);
  }

  async accept(to: number): Promise<void> {
    this.stopIfDisposed();
    if (!Number.isInteger(to) || to < this.ready || to > this.tables.count) {
      throw new OptionError('to', `expected a row from ${this.ready} to ${this.tables.count}, got ${to}`);
    }
    this.take(to);
  }

  async scores(query: ScoreQuery): Promise<Float32Array> {
    this.stopIfDisposed();
    const head = this.prepare(query);
    const scores = Float32Array.from({ length: this.ready }, (_, item) => this.score(item, head));
    addSparse(scores, head.memory);
    return scores;
  }

  async rank(query: RankQuery): Promise<Ranked> {
    if (this.candidates === 0) return topK(await this.scores(query), query.k, query.hidden);
    this.stopIfDisposed();
    const head = this.prepare(query);
    const retrieval = retrievalQuery(head);
    const retrieved = retrievalScores(retrieval, this.tables, 0, this.ready);
    addSparse(retrieved, retrieval.memory);
    // In order of index, so that equal scores of the whole head come by index too.
    const items = topK(retrieved, candidatesFor(this.candidates, query.k, this.ready), query.hidden).items.sort();
    const whole = Float32Array.from(items, (item) => this.score(item, head));
    addSparseGathered(whole, items, head.memory);
    const { items: best, scores } = topK(whole, query.k, new Uint32Array());
    return { items: best.map((at) => items[at]), scores };
  }

  /** The whole head's score of one item that is there, in float64 and at once; `query.memory` is passed over. */
  scoreOf(item: number, query: Omit<ScoreQuery, 'memory'>): number {
    return this.score(item, this.prepare({ ...query, memory: undefined }));
  }

  dispose(): void {
    this.disposed = true;
  }

  private take(to: number): void {
    if (this.candidates === 0) this.half.set(this.halfOf(this.ready, to), this.ready * this.activations.length);
    this.ready = to;
  }

  private stopIfDisposed(): void {
    if (this.disposed) throw new DeviceError('this scorer was disposed; make a new one');
  }

  /** Without the sparse term. */
  private score(item: number, head: PreparedHead): number {
    const { bias, popularity } = this.tables;
    const half = this.candidates > 0 ? this.halfOf(item, item + 1) : this.half;
    const row = this.candidates > 0 ? 0 : item * this.activations.length;
    const light = head.bias * bias[item] + head.popularity * popularity[item];
    return this.gmf(item, head.gmf) + this.mlp(head, half, row) + light;
  }

  private gmf(item: number, weights: Float64Array): number {
    const { values, scales } = this.tables.factors;
    const row = item * this.dim;
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i] * values[row + i];
    return sum * scales[item];
  }

  private mlp({ first, out }: PreparedHead, half: Float32Array, row: number): number {
    let x = this.activations;
    for (let i = 0; i < first.length; i++) x[i] = Math.max(0, first[i] + half[row + i]);
    for (let l = 0; l < this.upper.length; l++) x = this.upper[l].apply(x, true);
    let sum = 0;
    for (let i = 0; i < out.length; i++) sum += out[i] * x[i];
    return sum;
  }
}
