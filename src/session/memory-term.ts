import { readWeight } from '../kernels/read-weight.ts';
import { type SparseScores } from '../kernels/scorer.ts';
import { MIX_TERMS, POPULARITY_BUCKETS, popularityBucket, traceCount } from '../neumf.ts';
import { recentItems } from './recent-items.ts';
import { type SessionModel } from './session-model.ts';

/** The score's memory term after these events, weighed; undefined where the model has no memory. `mix`: the personal part's. */
export function memoryTerm({ config, network, memory }: SessionModel, events: readonly { item: number }[], mix: Float32Array): SparseScores | undefined {
  if (!memory) return undefined;
  const { data } = readWeight(network, 'head.memory', [traceCount(config), POPULARITY_BUCKETS]);
  const bucket = popularityBucket(events.length);
  const factor = Math.exp(mix[MIX_TERMS.indexOf('memory')]);
  const weights = Float64Array.from({ length: memory.count }, (_, trace) => factor * data[trace * POPULARITY_BUCKETS + bucket]);
  return memory.term(recentItems(events, events.length, memory.window), weights);
}
