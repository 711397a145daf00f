/**
 * Shapley values (Shapley 1953): what each player of a game adds, on average over all orders in which the players may
 * come. φ_i = Σ_{S ∌ i} |S|!·(n − |S| − 1)!/n! · (v(S ∪ i) − v(S)), and Σ φ_i = v(all) − v(none).
 * Pure and generic: nothing here knows of visitors or items.
 */
import { shuffle, type Sfc32 } from '../random.ts';

/** `value`: of the players `subset[0 … count)`, ascending. The array is reused: a game that keeps it copies it. */
export interface Game {
  players: number;
  value(subset: Int32Array, count: number): number;
}

export interface ShapleyValues {
  /** φ, [n]. */
  values: Float64Array;
  /** Squares of the standard errors, [n]; zeros where `values` are exact. */
  variances: Float64Array;
  /** How often the game was asked. */
  evaluations: number;
}

/** Called every so many evaluations; whoever shares the thread lets others in there, or throws to stop. */
export type Breathe = () => Promise<void>;
const EVALUATIONS_A_BREATH = 32;

/**
 * All 2ⁿ subsets, in the order of a trie: each begins as the one before it did, so a game that takes up what it
 * computed for that pays for one player more.
 */
export async function exactShapley(game: Game, breathe: Breathe): Promise<ShapleyValues> {
  const n = game.players;
  const values = new Float64Array(n);
  const subset = new Int32Array(n);
  const weights = orderWeights(n);
  let evaluations = 0;
  /** The subset at hand and all that continue it with players from `next` on. */
  const visit = async (count: number, next: number): Promise<void> => {
    const value = game.value(subset, count);
    if (++evaluations % EVALUATIONS_A_BREATH === 0) await breathe();
    for (let player = 0, at = 0; player < n; player++) {
      if (at < count && subset[at] === player) {
        values[player] += weights[count - 1] * value;
        at++;
      } else values[player] -= weights[count] * value;
    }
    for (let player = next; player < n; player++) {
      subset[count] = player;
      await visit(count + 1, player + 1);
    }
  };
  await visit(0, 0);
  return { values, variances: new Float64Array(n), evaluations };
}

/** |S|!·(n − |S| − 1)!/n! by |S|, [n]: 1/n at 0, then each from the one before. */
function orderWeights(n: number): Float64Array {
  const weights = new Float64Array(n);
  for (let size = 0; size < n; size++) weights[size] = size === 0 ? 1 / n : (weights[size - 1] * size) / (n - size);
  return weights;
}

export interface SamplingOptions {
  /**
   * Random orders, each also backwards (antithetic: what came early comes late). At least 2, for an error is stated; with
   * fewer than eight it is the same for all players, by the spread of all.
   */
  pairs: number;
  /** Stops before `pairs` once every standard error is below this, though not before eight pairs. Default 0. */
  enough?: number;
  /**
   * Players in one chain; default all n. With fewer, an order is cut into chains that each begin at the empty set, so
   * that only subsets below this size are asked for: for a game whose players add next to nothing to larger ones.
   * What they add there is taken to be the same for all, so that the sum is right, and the error grows by what is
   * seen in the upper half of the chains, as if it fell with 1/size from there.
   */
  chain?: number;
  random: Sfc32;
}

/** The first pairs say too little of the error to stop at it. */
const FEWEST_PAIRS = 8;

/**
 * Estimates by random orders (Castro, Gómez & Tejada 2009): φ_i is the mean of what i adds to those before it. Each
 * order's additions sum up to v(all) − v(none), and so do the estimates. The errors are the spread between pairs.
 */
export async function sampledShapley(game: Game, { pairs, enough = 0, chain = game.players, random }: SamplingOptions, breathe: Breathe): Promise<ShapleyValues> {
  const n = game.players;
  const sums = new Float64Array(n);
  const squares = new Float64Array(n);
  const pair = new Float64Array(n);
  const variances = new Float64Array(n);
  const length = Math.max(1, Math.min(chain, n));
  const walk = new Walk(game, length, breathe);
  const order = Int32Array.from({ length: n }, (_, player) => player);
  let done = 0;
  while (done < Math.max(2, pairs)) {
    shuffle(order, random);
    pair.fill(0);
    for (const members of chains(order, length, random)) {
      await walk.along(members.players, members.own, pair);
      await walk.along(members.players.toReversed(), members.own, pair);
    }
    done++;
    for (let i = 0; i < n; i++) {
      const value = (pair[i] / 2) * (length / n);
      sums[i] += value;
      squares[i] += value * value;
    }
    if (done < FEWEST_PAIRS || enough <= 0) continue;
    spread(sums, squares, done, variances);
    if (variances.every((variance) => variance < enough * enough)) break;
  }
  spread(sums, squares, done, variances);
  if (done < FEWEST_PAIRS) variances.fill(variances.reduce((sum, variance) => sum + variance, 0) / Math.max(1, n));
  const values = sums.map((sum) => sum / done);
  if (length < n) {
    const all = Int32Array.from({ length: n }, (_, player) => player);
    const total = game.value(all, n) - game.value(all, 0);
    const missing = (total - values.reduce((sum, value) => sum + value, 0)) / n;
    const beyond = walk.upperSquare * ((length / n) * Math.log(n / length)) ** 2;
    for (let i = 0; i < n; i++) {
      values[i] += missing;
      variances[i] += beyond;
    }
  }
  return { values, variances, evaluations: walk.evaluations };
}

/** An order cut into chains of `length`; the last is filled up with players who have had their turn, and is shuffled. */
function* chains(order: Int32Array, length: number, random: Sfc32): Iterable<{ players: Int32Array; own: ReadonlySet<number> | null }> {
  const whole = Math.floor(order.length / length) * length;
  for (let from = 0; from < whole; from += length) yield { players: order.slice(from, from + length), own: null };
  if (whole === order.length) return;
  const own = order.slice(whole);
  const players = Int32Array.from({ length }, (_, at) => (at < own.length ? own[at] : order[at - own.length]));
  yield { players: shuffle(players, random), own: new Set(own) };
}

/** Goes along chains, and keeps what is seen on the way. */
class Walk {
  evaluations = 0;
  private readonly game: Game;
  private readonly breathe: Breathe;
  private readonly subset: Int32Array;
  private readonly none: number;
  private readonly half: number;
  private upper = 0;
  private seen = 0;

  constructor(game: Game, length: number, breathe: Breathe) {
    this.game = game;
    this.breathe = breathe;
    this.subset = new Int32Array(length);
    this.half = length / 2;
    this.none = game.value(this.subset, 0);
  }

  /** Mean square of what was added in the upper half of the chains. */
  get upperSquare(): number {
    return this.seen > 0 ? this.upper / this.seen : 0;
  }

  /** Adds to `into` what each player adds to those before it; of `own` only, if there are any. */
  async along(players: Int32Array, own: ReadonlySet<number> | null, into: Float64Array): Promise<void> {
    let before = this.none;
    for (let count = 1; count <= players.length; count++) {
      const player = players[count - 1];
      insert(this.subset, count - 1, player);
      const value = this.game.value(this.subset, count);
      if (++this.evaluations % EVALUATIONS_A_BREATH === 0) await this.breathe();
      const added = value - before;
      before = value;
      if (!own || own.has(player)) into[player] += added;
      if (count > this.half) {
        this.upper += added * added;
        this.seen++;
      }
    }
  }
}

/** Puts `player` among the `count` ascending ones. */
function insert(subset: Int32Array, count: number, player: number): void {
  let at = count;
  while (at > 0 && subset[at - 1] > player) {
    subset[at] = subset[at - 1];
    at--;
  }
  subset[at] = player;
}

/** Variance of the mean of `count` numbers with these sums and sums of squares, per player. */
function spread(sums: Float64Array, squares: Float64Array, count: number, into: Float64Array): void {
  for (let i = 0; i < sums.length; i++) into[i] = Math.max(0, squares[i] - (sums[i] * sums[i]) / count) / (count * (count - 1));
}
