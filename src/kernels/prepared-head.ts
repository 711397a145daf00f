import { OptionError } from '../errors.ts';
import { MIX_TERMS, type NeumfConfig, POPULARITY_BUCKETS, popularityBucket } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { DenseLayer } from './dense-layer.ts';
import { readWeight } from './read-weight.ts';
import { type ScoreQuery, type SparseScores } from './scorer.ts';
import { checkSparseScores, NO_SCORES } from './sparse-scores.ts';

/** One visitor's head, as a function of the item alone; the mixing weights are folded in. */
export interface PreparedHead {
  /** exp(mix₀)·gmf ∘ u, [d]: its dot product with q is the GMF term. */
  gmf: Float64Array;
  /** First MLP layer, the part that depends on the user, bias included, [mlp₀]. */
  first: Float64Array;
  /** exp(mix₁)·out, [last mlp width]. */
  out: Float64Array;
  /** Weight of the item's bias. */
  bias: number;
  /** Weight of the item's standardised log-popularity. */
  popularity: number;
  /** Added to the whole score. A copy: the caller's may change while a device works. */
  memory: SparseScores;
}

/**
 * Returns the function that computes, once per ranking, what is the same for all items. That function throws
 * OptionError if a query does not fit the model, or its `count` items.
 */
export function headPreparer(config: NeumfConfig, network: Weights, count: number): (query: ScoreQuery) => PreparedHead {
  const { dim, mlp } = config;
  const gmf = readWeight(network, 'head.gmf', [dim]).data;
  const userHalf = new DenseLayer(
    readWeight(network, 'head.mlp0.user', [dim, mlp[0]]),
    readWeight(network, 'head.mlp0.bias', [mlp[0]]),
  );
  const out = readWeight(network, 'head.mlp.out', [mlp[mlp.length - 1]]).data;
  const byBucket = readWeight(network, 'head.popularity', [POPULARITY_BUCKETS]).data;

  return (query) => {
    checkQuery(config, count, query);
    const mix = Float64Array.from(query.mix, Math.exp);
    const user = Float64Array.from(query.user);
    return {
      gmf: user.map((value, i) => value * gmf[i] * mix[0]),
      first: userHalf.apply(user).slice(0, mlp[0]),
      out: Float64Array.from(out, (value) => value * mix[1]),
      bias: mix[2],
      popularity: mix[3] * byBucket[popularityBucket(query.events)],
      memory: query.memory ? { items: query.memory.items.slice(), values: query.memory.values.slice() } : NO_SCORES,
    };
  };
}

function checkQuery({ dim }: NeumfConfig, count: number, { user, mix, events, memory }: ScoreQuery): void {
  if (user.length !== dim) throw new OptionError('user', `expected ${dim} numbers, got ${user.length}`);
  if (mix.length !== MIX_TERMS.length) throw new OptionError('mix', `expected ${MIX_TERMS.length} numbers, got ${mix.length}`);
  if (!Number.isInteger(events) || events < 0) throw new OptionError('events', `expected a count of events, got ${events}`);
  if (memory) checkSparseScores('memory', memory, count);
}
