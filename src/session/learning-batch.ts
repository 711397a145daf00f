/** What one event is learned with: itself, a replay of the visitor's own past, and seeded negatives. */
import { type QuantisedRows, dequantiseRow } from '../bundle/quantise.ts';
import { type TransitionMemory } from '../kernels/transition-memory.ts';
import { type LearnerBatch, type LearnerMemory } from '../learner/learner.ts';
import { Sfc32 } from '../random.ts';
import { type EventType } from '../types.ts';
import { recentItems } from './recent-items.ts';
import { type LearningSettings } from './session-model.ts';

/** An event of the visitor on an item the bundle knows. */
export interface SessionEvent {
  /** The event's id in history. */
  id: number;
  /** Item index. */
  item: number;
  type: EventType;
}

/** Tables a batch is cut from. */
export interface LearningTables {
  dim: number;
  count: number;
  /** Item factors, [n, d], as shipped. Only the rows that a batch takes are ever float32. */
  factors: QuantisedRows;
  bias: Float32Array;
  popularity: Float32Array;
  /** The tower's state before event i at row i, [≥ events, d]. */
  states: Float32Array;
  /** Null where the model has none. */
  memory: TransitionMemory | null;
}

/** Subtracted from a negative's logit where it is the event's own item, or one met before it, which no list would show. */
const ACCIDENTAL_HIT = 1e9;
/** Tells this use of the generator from others. */
const STREAM = 0x1ea47;

/**
 * The batch for learning event `at`, given that learning began with event `from`. Replayed are the latest events and
 * as many spread over the rest; all draws are seeded by the event's position.
 */
export function learningBatch(
  events: readonly SessionEvent[],
  at: number,
  from: number,
  tables: LearningTables,
  settings: LearningSettings,
): LearnerBatch {
  const random = new Sfc32(STREAM, at);
  const chosen = [at, ...replayed(at, from, settings.replay, random)];
  const slots = 1 + settings.replay;
  const sampled = Int32Array.from({ length: settings.negatives }, () => random.below(tables.count));
  const states = new Float32Array(slots * tables.dim);
  const lengths = new Int32Array(slots);
  const weights = new Float32Array(slots);
  const targets = new Int32Array(slots);
  chosen.forEach((event, slot) => {
    states.set(tables.states.subarray(event * tables.dim, (event + 1) * tables.dim), slot * tables.dim);
    lengths[slot] = event;
    weights[slot] = settings.eventWeights[events[event].type];
    targets[slot] = events[event].item;
  });
  const expected = Math.log(settings.negatives / tables.count);
  const corrections = new Float32Array(slots * settings.negatives).fill(expected);
  const met = firstMet(events, at, new Set(sampled));
  chosen.forEach((event, slot) => {
    sampled.forEach((item, j) => {
      if (item === targets[slot] || (met.get(item) ?? event) < event) corrections[slot * settings.negatives + j] = ACCIDENTAL_HIT;
    });
  });
  return {
    visitors: 1,
    events: slots,
    negatives: settings.negatives,
    states,
    lengths,
    targets: rowsOf(targets, tables),
    weights,
    sampled: rowsOf(sampled, tables),
    corrections,
    memory: tables.memory && remembered(tables.memory, events, chosen, targets, sampled),
  };
}

/** The first event before event `at` on each of the items that has one. */
function firstMet(events: readonly SessionEvent[], at: number, items: ReadonlySet<number>): Map<number, number> {
  const first = new Map<number, number>();
  for (let event = at - 1; event >= 0; event--) if (items.has(events[event].item)) first.set(events[event].item, event);
  return first;
}

/** What memory says at the moment of each chosen event. A slot without event weighs nothing, and has no traces. */
function remembered(memory: TransitionMemory, events: readonly SessionEvent[], chosen: number[], targets: Int32Array, sampled: Int32Array): LearnerMemory {
  const slots = targets.length;
  const features = { targets: new Float32Array(memory.count * slots), sampled: new Float32Array(memory.count * slots * sampled.length) };
  const items = Int32Array.of(0, ...sampled);
  const rows = new Float32Array(memory.count * items.length);
  chosen.forEach((event, slot) => {
    items[0] = targets[slot];
    memory.features(recentItems(events, event, memory.window), items, rows);
    for (let trace = 0; trace < memory.count; trace++) {
      const row = rows.subarray(trace * items.length, (trace + 1) * items.length);
      features.targets[trace * slots + slot] = row[0];
      features.sampled.set(row.subarray(1), (trace * slots + slot) * sampled.length);
    }
  });
  return features;
}

/** Up to `count` earlier events in [from, at): the latest half, and the rest spread over what is older. */
function replayed(at: number, from: number, count: number, random: Sfc32): number[] {
  const recent = Math.min(Math.ceil(count / 2), at - from);
  const older = at - recent - from;
  const latest = Array.from({ length: recent }, (_, k) => at - 1 - k);
  if (older <= count - recent) return [...latest, ...Array.from({ length: Math.max(0, older) }, (_, k) => from + k)];
  const spread = Array.from({ length: count - recent }, (_, k) => {
    const stratum = older / (count - recent);
    return from + Math.floor((k + random.uniform()) * stratum);
  });
  return [...latest, ...spread];
}

function rowsOf(items: Int32Array, { factors, bias, popularity, dim }: LearningTables) {
  const rows = new Float32Array(items.length * dim);
  items.forEach((item, r) => dequantiseRow(factors, item, rows.subarray(r * dim, (r + 1) * dim)));
  return {
    factors: rows,
    bias: Float32Array.from(items, (item) => bias[item]),
    popularity: Float32Array.from(items, (item) => popularity[item]),
  };
}
