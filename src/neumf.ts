/**
 * The shape of the model: its settings, and the name and shape of every weight. Whoever trains, ships, infers or
 * learns reads the same list, so a bundle that loads is a bundle that fits. The mathematics is in DESIGN.md.
 */
import { type EventType } from './types.ts';

/** One way in which the transition memory sums up a history. */
export interface TraceSettings {
  /** How many of the latest events leave a trace. */
  window: number;
  /** What a trace fades by with each event, in (0, 1]; 1: all count alike, as in data without order. */
  decay: number;
}

/** How the transition memory reads a history (DESIGN.md, "Memory"). */
export interface MemorySettings {
  /** At least one; each has weights of its own. */
  traces: TraceSettings[];
  /** Where log1p(trace / epsilon) bends: far smaller traces count for next to nothing. */
  epsilon: number;
}

/** The orders in which lists of the catalogue may be sorted, and how far a visitor is followed in them (DESIGN.md, "Walk"). */
export interface WalkSettings {
  /** Names of the orders, such as `id` and `title`. */
  orders: string[];
  /** How many items ahead a feature reaches, ascending. */
  spans: number[];
}

/** The settings of an inductive NeuMF. All are stored in the bundle. */
export interface NeumfConfig {
  /** Length of an item factor and of the user vector. */
  dim: number;
  /** Attention blocks of the user tower. */
  blocks: number;
  /** Attention heads; divides `dim`. */
  heads: number;
  /** Width of a block's feed-forward layer. */
  hidden: number;
  /** How many events a position attends to, itself included. Older ones act through deeper layers only. */
  window: number;
  /** Whether attention knows the order of events (off for data without time). */
  ordered: boolean;
  /** Widths of the head's MLP layers, e.g. `[64, 32, 16]`; the first is fed by user and item halves. */
  mlp: number[];
  /** The event types the tower was trained on; row k of `tower.type` belongs to `eventTypes[k]`. */
  eventTypes: EventType[];
  /** Rank of the personal adapter on the tower's output projection. */
  adapterRank: number;
  /** Null: the score has no memory term. */
  memory: MemorySettings | null;
  /** Absent: the score has no walk term. */
  walk?: WalkSettings;
}

/** Features of the walk term, F: one for each order, direction and span. */
export function walkFeatures({ orders, spans }: WalkSettings): number {
  return 2 * orders.length * spans.length;
}

/** The score's terms that a visitor's mixing weights scale, in the order of `personal.mix`. */
export const MIX_TERMS = ['gmf', 'mlp', 'bias', 'popularity', 'memory'] as const;

/** Widths of the MLP in a bundle whose MLP says nothing: one idle unit in its place. */
export const IDLE_MLP: readonly number[] = [1];

export function isIdleMlp(mlp: readonly number[]): boolean {
  return mlp.length === IDLE_MLP.length && mlp[0] === IDLE_MLP[0];
}

/** How many of the latest events any trace reads. */
export function longestWindow({ traces }: MemorySettings): number {
  return Math.max(...traces.map(({ window }) => window));
}

/** Traces of the memory; one, which nobody reads, where there is no memory. */
export function traceCount({ memory }: NeumfConfig): number {
  return memory ? memory.traces.length : 1;
}

/** The weights of popularity and of each trace of the memory are tables over `popularityBucket(len)`. */
export const POPULARITY_BUCKETS = 10;

/** Bucket of a history length: floor(log2(len + 1)), at most 9. 0 → 0, 1–2 → 1, 3–6 → 2, …, ≥ 511 → 9. */
export function popularityBucket(length: number): number {
  return Math.min(POPULARITY_BUCKETS - 1, 31 - Math.clz32(length + 1));
}

/** Rows of `tower.prefix`: what stands before the events. */
export const PREFIX_START = 0;
export const PREFIX_CONTINUED = 1;

/** Shapes of every weight that is not a row per item, by name. */
export function networkShapes(config: NeumfConfig): Record<string, number[]> {
  const { dim, hidden, heads, mlp } = config;
  const shapes: Record<string, number[]> = {
    'tower.prefix': [2, dim],
    'tower.type': [config.eventTypes.length, dim],
  };
  for (let b = 0; b < config.blocks; b++) {
    const block = `tower.block${b}`;
    shapes[`${block}.ln1.gain`] = [dim];
    shapes[`${block}.ln1.bias`] = [dim];
    for (const projection of ['query', 'key', 'value', 'out']) shapes[`${block}.attention.${projection}`] = [dim, dim];
    shapes[`${block}.attention.distance`] = [heads, config.window];
    shapes[`${block}.attention.prefix`] = [heads];
    shapes[`${block}.ln2.gain`] = [dim];
    shapes[`${block}.ln2.bias`] = [dim];
    shapes[`${block}.ffn.w1`] = [dim, hidden];
    shapes[`${block}.ffn.b1`] = [hidden];
    shapes[`${block}.ffn.w2`] = [hidden, dim];
    shapes[`${block}.ffn.b2`] = [dim];
  }
  shapes['tower.ln.gain'] = [dim];
  shapes['tower.ln.bias'] = [dim];
  shapes['tower.out.weight'] = [dim, dim];
  shapes['tower.out.bias'] = [dim];
  shapes['head.gmf'] = [dim];
  shapes['head.mlp0.user'] = [dim, mlp[0]];
  shapes['head.mlp0.item'] = [dim, mlp[0]];
  shapes['head.mlp0.bias'] = [mlp[0]];
  for (let l = 1; l < mlp.length; l++) {
    shapes[`head.mlp${l}.weight`] = [mlp[l - 1], mlp[l]];
    shapes[`head.mlp${l}.bias`] = [mlp[l]];
  }
  shapes['head.mlp.out'] = [mlp[mlp.length - 1]];
  shapes['head.popularity'] = [POPULARITY_BUCKETS];
  // Without a memory too, where nothing reads it: the network's names then hang on fewer settings.
  shapes['head.memory'] = [traceCount(config), POPULARITY_BUCKETS];
  Object.assign(shapes, personalShapes(config));
  return shapes;
}

/**
 * Shapes of the personal part: where every visitor starts, and all that a visitor's device may change.
 * The tower's output becomes u = z·(out.weight + adapterIn·adapterOut) + out.bias + vector, the head's terms are
 * scaled by exp(mix), and the walk's features are weighed by walk.
 */
export function personalShapes(config: NeumfConfig): Record<string, number[]> {
  return {
    'personal.vector': [config.dim],
    'personal.adapterIn': [config.dim, config.adapterRank],
    'personal.adapterOut': [config.adapterRank, config.dim],
    'personal.mix': [MIX_TERMS.length],
    ...(config.walk && { 'personal.walk': [walkFeatures(config.walk)] }),
  };
}

/** Shapes of the weights that have a row per item. `item.factor` is shipped as int8 with a scale per row. */
export function itemShapes(config: NeumfConfig, items: number): Record<string, number[]> {
  return {
    'item.factor': [items, config.dim],
    'item.bias': [items],
    'item.popularity': [items],
  };
}
