import { DeviceError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { checkTables } from './check-tables.ts';
import { DenseLayer } from './dense-layer.ts';
import { itemHalf } from './item-half.ts';
import { headPreparer, type PreparedHead } from './prepared-head.ts';
import { readWeight } from './read-weight.ts';
import { type ItemTables, type Ranked, type RankQuery, type Scorer, type ScoreQuery } from './scorer.ts';
import { topK } from './top-k.ts';

/**
 * The head in plain TypeScript: runs everywhere, and is what the WGSL program is compared with.
 * Keeps 4·mlp₀ bytes per item beside the tables: the item half of the first MLP layer, computed at construction.
 */
export class PlainScorer implements Scorer {
  readonly kind = 'typescript';
  private readonly dim: number;
  private readonly tables: ItemTables;
  private readonly prepare: (query: ScoreQuery) => PreparedHead;
  private readonly upper: DenseLayer[];
  /** Item half of the first MLP layer, [n, mlp₀]; null once disposed. */
  private half: Float32Array | null;
  /** Activations of the first MLP layer for one item, [mlp₀]. */
  private readonly activations: Float64Array;

  /** @throws OptionError if the tables, TasteKitError (`INTERNAL`) if the network does not fit the settings. */
  constructor(config: NeumfConfig, network: Weights, tables: ItemTables) {
    checkTables(config, tables);
    this.dim = config.dim;
    this.tables = tables;
    this.prepare = headPreparer(config, network);
    this.upper = config.mlp.slice(1).map((width, l) => {
      const weight = readWeight(network, `head.mlp${l + 1}.weight`, [config.mlp[l], width]);
      return new DenseLayer(weight, readWeight(network, `head.mlp${l + 1}.bias`, [width]));
    });
    this.activations = new Float64Array(config.mlp[0]);
    this.half = itemHalf(config, network, tables);
  }

  async scores(query: ScoreQuery): Promise<Float32Array> {
    if (!this.half) throw new DeviceError('this scorer was disposed; make a new one');
    const head = this.prepare(query);
    const { count, bias, popularity } = this.tables;
    const scores = new Float32Array(count);
    for (let item = 0; item < count; item++) {
      const light = head.bias * bias[item] + head.popularity * popularity[item];
      scores[item] = this.gmf(item, head.gmf) + this.mlp(item, head, this.half) + light;
    }
    return scores;
  }

  async rank(query: RankQuery): Promise<Ranked> {
    return topK(await this.scores(query), query.k, query.hidden);
  }

  dispose(): void {
    this.half = null;
  }

  private gmf(item: number, weights: Float64Array): number {
    const { values, scales } = this.tables.factors;
    const row = item * this.dim;
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i] * values[row + i];
    return sum * scales[item];
  }

  private mlp(item: number, { first, out }: PreparedHead, half: Float32Array): number {
    const row = item * first.length;
    let x = this.activations;
    for (let i = 0; i < first.length; i++) x[i] = Math.max(0, first[i] + half[row + i]);
    for (let l = 0; l < this.upper.length; l++) x = this.upper[l].apply(x, true);
    let sum = 0;
    for (let i = 0; i < out.length; i++) sum += out[i] * x[i];
    return sum;
  }
}
