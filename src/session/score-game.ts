/** One item's score as a game over a visitor's events: what it would be, had only some of them happened. */
import { dequantiseRow } from '../bundle/quantise.ts';
import { type PersonalPart } from '../kernels/personal-part.ts';
import { type PlainScorer } from '../kernels/plain-scorer.ts';
import { readWeight } from '../kernels/read-weight.ts';
import { type ItemTables } from '../kernels/scorer.ts';
import { SubsetTower } from '../kernels/subset-tower.ts';
import { UserTower } from '../kernels/tower.ts';
import { fadingOf } from '../kernels/transition-memory.ts';
import { MIX_TERMS, POPULARITY_BUCKETS, popularityBucket, traceCount } from '../neumf.ts';
import { type SessionEvent } from './session-event.ts';
import { type SessionModel } from './session-model.ts';

/** The tower over a history's subsets: the same for all items, so that several can be explained at the cost of one. */
export function subsetTowerOf({ config, network, factors }: SessionModel, events: readonly SessionEvent[]): SubsetTower {
  const rows = new Float32Array(events.length * config.dim);
  events.forEach(({ item }, at) => dequantiseRow(factors, item, rows.subarray(at * config.dim, (at + 1) * config.dim)));
  return new SubsetTower(config, network, rows, events.map(({ type }) => config.eventTypes.indexOf(type)));
}

/** Makes the head over tables of one row: `PlainScorer`, which whoever ranks has already, so that a page need not fetch it twice. */
export type MakeRowScorer = (model: Pick<SessionModel, 'config' | 'network'>, tables: ItemTables) => Pick<PlainScorer, 'scoreOf'>;

export interface ScoreGameOptions {
  /** The players: events that tower and memory read. */
  events: readonly SessionEvent[];
  /** Events whose items are passed over on a walk whoever plays. */
  settled: readonly SessionEvent[];
  item: number;
  part: PersonalPart;
  rowScorer: MakeRowScorer;
}

/**
 * The item's score by the events that happened, the personal part fixed, and the parts it is the sum of. Shapley values
 * are linear in the game, so each part can be sampled as often as it is cheap and varied: `value` = `tower` + `counts`,
 * and `tower` = `nearTower` + `towerRest`. Subsets are ascending indices of events.
 */
export class ScoreGame {
  /** Events, n. */
  readonly players: number;
  private readonly subsets: SubsetTower;
  private readonly out: UserTower;
  private readonly scorer: ReturnType<MakeRowScorer>;
  private readonly part: PersonalPart;
  /** M[item of event, this item], [n]; null where that is 0 for all. */
  private readonly strengths: Float64Array | null;
  private readonly fading: Float64Array[];
  /** exp(mix)·weight of each trace by bucket, [K, buckets]. */
  private readonly memoryWeights: Float64Array;
  private readonly epsilon: number;
  /** What popularity adds by bucket, over what it adds before any event, [buckets]. */
  private readonly popularity: Float64Array;
  private readonly walk: SessionModel['walk'];
  private readonly item: number;
  private readonly items: Int32Array;
  private readonly settled: Int32Array;

  constructor(model: SessionModel, out: UserTower, subsets: SubsetTower, { events, settled, item, part, rowScorer }: ScoreGameOptions) {
    const { config, network, memory } = model;
    this.players = events.length;
    this.walk = part.walk.some((weight) => weight !== 0) ? model.walk : null;
    this.item = item;
    this.items = Int32Array.from(events, (event) => event.item);
    this.settled = Int32Array.from(settled, (event) => event.item);
    this.out = out;
    this.subsets = subsets;
    this.part = part;
    this.scorer = rowScorer(model, onlyRow(model, item));
    const strengths = memory && memory.strengths(events.map((event) => event.item), item);
    this.strengths = strengths?.some((strength) => strength > 0) ? strengths : null;
    this.fading = config.memory ? config.memory.traces.map(fadingOf) : [];
    this.epsilon = config.memory ? config.memory.epsilon : 1;
    const weighted = (name: string, term: (typeof MIX_TERMS)[number], ...shape: number[]) => {
      const factor = Math.exp(part.mix[MIX_TERMS.indexOf(term)]);
      return Float64Array.from(readWeight(network, name, shape).data, (weight) => factor * weight);
    };
    this.memoryWeights = weighted('head.memory', 'memory', traceCount(config), POPULARITY_BUCKETS);
    const byBucket = weighted('head.popularity', 'popularity', POPULARITY_BUCKETS);
    this.popularity = byBucket.map((weight) => (weight - byBucket[0]) * model.popularity[item]);
  }

  /** The score of the first `count` events of `subset` alone. */
  value(subset: ArrayLike<number>, count = subset.length): number {
    return this.tower(subset, count) + this.counts(subset, count);
  }

  /** What is read off the events without the tower: memory's and walk's terms, and what popularity counts by their number. */
  counts(subset: ArrayLike<number>, count: number): number {
    return this.memory(subset, count) + this.walked(subset, count) + this.popularity[popularityBucket(count)];
  }

  /** The walk's term (`Walk.term`) of the one item. */
  private walked(subset: ArrayLike<number>, count: number): number {
    if (!this.walk || count === 0) return 0;
    const anchor = this.items[subset[count - 1]];
    const met = Int32Array.of(...this.settled, ...Array.from({ length: count }, (_, i) => this.items[subset[i]]));
    return this.walk.valueAt(this.item, anchor, met, this.part.walk);
  }

  /** All else: the head over the tower, popularity as before any event. */
  tower(subset: ArrayLike<number>, count: number): number {
    return this.score(this.subsets.state(subset, count));
  }

  /** `tower`, but for what earlier events owe to each other (`SubsetTower.nearState`): far cheaper, and not far off. */
  nearTower(subset: ArrayLike<number>, count: number): number {
    return this.score(this.subsets.nearState(subset, count));
  }

  /** What `nearTower` is off by. */
  towerRest(subset: ArrayLike<number>, count: number): number {
    return this.tower(subset, count) - this.nearTower(subset, count);
  }

  private score(z: Float32Array): number {
    return this.scorer.scoreOf(0, { user: this.out.userVector(z, this.part), mix: this.part.mix, events: 0 });
  }

  /** The memory's term (`TransitionMemory.term`) of the one item. */
  private memory(subset: ArrayLike<number>, count: number): number {
    const { strengths, fading, memoryWeights, epsilon } = this;
    if (!strengths) return 0;
    const bucket = popularityBucket(count);
    let sum = 0;
    for (let t = 0; t < fading.length; t++) {
      let trace = 0;
      for (let k = Math.min(count, fading[t].length) - 1; k >= 0; k--) trace += fading[t][k] * strengths[subset[count - 1 - k]];
      if (trace > 0) sum += memoryWeights[t * POPULARITY_BUCKETS + bucket] * Math.log1p(trace / epsilon);
    }
    return sum;
  }
}

/** The tables of a catalogue of this item alone. */
function onlyRow({ config: { dim }, factors, bias, popularity }: SessionModel, item: number): ItemTables {
  const values = factors.values.slice(item * dim, (item + 1) * dim);
  return {
    count: 1,
    factors: { values, scales: factors.scales.slice(item, item + 1) },
    bias: bias.slice(item, item + 1),
    popularity: popularity.slice(item, item + 1),
  };
}
