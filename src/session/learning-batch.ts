/** What one event is learned with: itself, a replay of the visitor's own past, and negatives. */
import { type QuantisedRows, dequantiseRow } from '../bundle/quantise.ts';
import { hasBit } from '../kernels/bitset.ts';
import { type TransitionMemory } from '../kernels/transition-memory.ts';
import { type Walk } from '../kernels/walk.ts';
import { type LearnerBatch, type LearnerMemory, type LearnerWalk } from '../learner/learner.ts';
import { Sfc32 } from '../random.ts';
import { type EventType } from '../types.ts';
import { drawnNegatives, type DrawnNegatives } from './drawn-negatives.ts';
import { type SessionEvent } from './session-event.ts';
import { type LearningSettings } from './session-model.ts';
import { isRefused, isTaken, settledItems } from './taken.ts';

/** Tables a batch is cut from. */
export interface LearningTables {
  dim: number;
  count: number;
  /** Item factors, [n, d], as shipped. Only the rows that a batch takes are ever float32. */
  factors: QuantisedRows;
  bias: Float32Array;
  popularity: Float32Array;
  /** The tower's state after i taken events at row i, [≥ events, d]. */
  states: Float32Array;
  /** The event types that the tower was trained on. */
  eventTypes: readonly EventType[];
  /** Null where the model has none. */
  memory: TransitionMemory | null;
  walk: Walk | null;
  /** Met in events that are no longer kept. */
  earlier: readonly Pick<SessionEvent, 'item' | 'type'>[];
}

/** Subtracted from a negative's logit where it is the event's own item, or one met before it, which no list would show. */
const ACCIDENTAL_HIT = 1e9;
/** What all that is replayed weighs beside the new event. The whole of it measured worse (docs/TRAINING.md). */
const REPLAYED = 0.25;
/** Tells this use of the generator from others. */
const STREAM = 0x1ea47;

/**
 * The batch for learning event `at`, given that learning began with event `from`. Replayed are the latest events and
 * as many spread over the rest, which share a quarter of the weight of one; all draws are seeded by the event's position among
 * those learned, which stays when older ones go. What takes an item met before weighs nothing: no list would have shown it.
 */
export function learningBatch(
  events: readonly SessionEvent[],
  at: number,
  from: number,
  tables: LearningTables,
  settings: LearningSettings,
): LearnerBatch {
  const random = new Sfc32(STREAM, at - from);
  const chosen = [at, ...replayed(at, from, settings.replay, random)];
  const slots = 1 + settings.replay;
  const moments = chosen.map((event) => momentOf(events, event, tables));
  const { item: target, shown = [] } = events[at];
  const drawn = drawnNegatives({ ...moments[0], ...tables, negatives: settings.negatives, target, shown, random });
  const states = new Float32Array(slots * tables.dim);
  const lengths = new Int32Array(slots);
  const weights = new Float32Array(slots);
  const targets = new Int32Array(slots);
  const corrections = new Float32Array(slots * settings.negatives).fill(ACCIDENTAL_HIT);
  moments.forEach(({ length, open }, slot) => {
    const event = events[chosen[slot]];
    states.set(tables.states.subarray(length * tables.dim, (length + 1) * tables.dim), slot * tables.dim);
    lengths[slot] = length;
    targets[slot] = event.item;
    const weight = weightOf(event.type, tables, settings);
    weights[slot] = (open || weight < 0 ? weight : 0) * (slot === 0 ? 1 : REPLAYED / (chosen.length - 1));
    // What is drawn is unmet at event `at`, and so before it.
    for (let j = 0; j < drawn.drawn; j++) if (drawn.items[j] !== event.item) corrections[slot * settings.negatives + j] = drawn.expected[j];
  });
  return {
    visitors: 1,
    events: slots,
    negatives: settings.negatives,
    states,
    lengths,
    targets: rowsOf(targets, tables),
    weights,
    sampled: rowsOf(drawn.items, tables),
    corrections,
    memory: tables.memory && remembered(tables.memory, moments, targets, drawn, slots),
    walk: tables.walk && walked(tables.walk, moments, targets, drawn, slots),
  };
}

/** The visitor before an event. */
interface Moment {
  /** Events taken before. */
  length: number;
  /** Their items, oldest first. */
  recent: Int32Array;
  /** Bitset of the items that no list would show any more. */
  met: Uint32Array;
  /** Whether a list could have shown the event's item. */
  open: boolean;
}

function momentOf(events: readonly SessionEvent[], at: number, { count, eventTypes, earlier }: LearningTables): Moment {
  const before = events.slice(0, at);
  const recent = Int32Array.from(before.filter(({ type }) => isTaken(type, eventTypes)), ({ item }) => item);
  const met = settledItems([...earlier, ...before], count);
  return { length: recent.length, recent, met, open: !hasBit(met, events[at].item) };
}

/** Signed: below 0 for what only tells against an item. */
function weightOf(type: EventType, { eventTypes }: LearningTables, { eventWeights }: LearningSettings): number {
  return isRefused(type, eventTypes) ? eventWeights.dismiss : eventWeights[type];
}

/** What memory says at each moment. A slot without event weighs nothing, and has no traces. */
function remembered(memory: TransitionMemory, moments: readonly Moment[], targets: Int32Array, drawn: DrawnNegatives, slots: number): LearnerMemory {
  return features(memory.count, moments, targets, drawn, slots, ({ recent }, items, rows) => memory.features(recent.subarray(-memory.window), items, rows));
}

/** How each item lies on the walk at each moment; nowhere before the first. */
function walked(walk: Walk, moments: readonly Moment[], targets: Int32Array, drawn: DrawnNegatives, slots: number): LearnerWalk {
  return features(walk.count, moments, targets, drawn, slots, ({ recent, met }, items, rows) => {
    if (recent.length > 0) walk.features(recent[recent.length - 1], met, items, rows);
  });
}

/** `count` features of each moment's own item, [F, P], and of the negatives, [F, P, M]. */
function features(
  count: number,
  moments: readonly Moment[],
  targets: Int32Array,
  { items: sampled, drawn }: DrawnNegatives,
  slots: number,
  of: (moment: Moment, items: Int32Array, rows: Float32Array) => void,
): { targets: Float32Array; sampled: Float32Array } {
  const found = { targets: new Float32Array(count * slots), sampled: new Float32Array(count * slots * sampled.length) };
  const items = Int32Array.of(0, ...sampled.subarray(0, drawn));
  moments.forEach((moment, slot) => {
    const rows = new Float32Array(count * items.length);
    items[0] = targets[slot];
    of(moment, items, rows);
    for (let feature = 0; feature < count; feature++) {
      const row = rows.subarray(feature * items.length, (feature + 1) * items.length);
      found.targets[feature * slots + slot] = row[0];
      found.sampled.set(row.subarray(1), (feature * slots + slot) * sampled.length);
    }
  });
  return found;
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
