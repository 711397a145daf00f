/** From pieces of history to the arrays that one training step needs. */
import { PREFIX_ROWS } from '../model/neumf.ts';
import { longestWindow, type NeumfConfig } from '../neumf.ts';
import { type Sfc32, shuffle } from '../random.ts';
import { EVENT_TYPES } from '../types.ts';
import { type Histories } from './histories.ts';
import { type BatchFeatures, type MemoryFeatures, type Stretch } from './memory-features.ts';
import { type NegativeSampler } from './negatives.ts';
import { type Piece } from './pieces.ts';

/** Local item numbers count in `rows`: the distinct items of the batch. P positions, B pieces, T events a piece. */
export interface TrainingBatch {
  rows: Int32Array;
  pieces: number;
  /** Input events a piece, T. */
  length: number;
  /** Local item of each input event, [B · T]; 0 where a piece has ended. */
  inputs: Int32Array;
  /** Row of `tower.type` for each input event, or −1, [B · T]. */
  types: Int32Array;
  begins: boolean[];
  /** Rows of the flattened states [B · (T + 2)] that predict something, [P]. */
  positions: Int32Array;
  /** Local item to be predicted there, [P]. */
  targets: Int32Array;
  /** Events before each position, [P]. */
  lengths: Int32Array;
  /** Weight of each position in the loss, [P]: 0 where the history holds the target already, as no list would show it. They sum to 1, or to 0. */
  weights: Float32Array;
  /** Local items of the shared negatives, [M]. */
  negatives: Int32Array;
  /** Global items of the shared negatives, [M]. */
  negativeItems: Int32Array;
  /** 1 where the history before a position holds a negative already, so that no ranking would show it, [P, M]. */
  met: Uint8Array;
  /** Of negatives and targets at each position; null where the model has no memory. */
  memory: BatchFeatures | null;
}

/** Weight of the first positions of a history, where a visitor meets the model. */
const BEGINNING_WEIGHT = 2;
const BEGINNING_EVENTS = 5;

export interface BatchSettings {
  negatives: number;
  /** Share of input events whose type is hidden, so that a type never seen means "something happened". */
  typeDropout: number;
  /** Shuffles events inside a piece: for data without order. */
  shuffled: boolean;
  /** Null: the model has no memory. */
  memory: MemoryFeatures | null;
}

export function makeBatch(
  histories: Histories,
  config: NeumfConfig,
  pieces: Piece[],
  sampler: NegativeSampler,
  settings: BatchSettings,
  random: Sfc32,
): TrainingBatch {
  const length = Math.max(1, ...pieces.map(({ from, to }) => to - from - 1));
  const local = new LocalItems();
  const inputs = new Int32Array(pieces.length * length);
  const types = new Int32Array(pieces.length * length).fill(-1);
  const positions: number[] = [];
  const targets: number[] = [];
  const lengths: number[] = [];
  const weights: number[] = [];
  const stretches: Stretch[] = [];
  const meetings: Map<number, number>[] = [];
  pieces.forEach((piece, b) => {
    const begins = piece.from === 0;
    const events = eventsOf(histories, piece, settings.shuffled, random);
    const since = meetingsOf(histories, piece, events);
    meetings.push(since);
    if (settings.memory) stretches.push(stretchOf(histories, piece, events, settings.memory));
    for (let p = 0; p < events.length; p++) {
      const met = (since.get(histories.itemOf[events[p]]) as number) <= p;
      const item = local.of(histories.itemOf[events[p]]);
      if (p < length) {
        inputs[b * length + p] = item;
        const hidden = random.uniform() < settings.typeDropout;
        types[b * length + p] = hidden ? -1 : config.eventTypes.indexOf(EVENT_TYPES[histories.typeOf[events[p]]]);
      }
      if (p === 0 && !begins) continue;
      positions.push(b * (length + PREFIX_ROWS) + (p === 0 ? 0 : p + 1));
      targets.push(item);
      lengths.push(piece.from + p);
      if (met) weights.push(0);
      else weights.push(begins && p < BEGINNING_EVENTS ? BEGINNING_WEIGHT : 1);
    }
  });
  const negativeItems = sampler.draw(settings.negatives, random);
  const negatives = negativeItems.map((item) => local.of(item));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    rows: local.items(),
    pieces: pieces.length,
    length,
    inputs,
    types,
    begins: pieces.map(({ from }) => from === 0),
    positions: Int32Array.from(positions),
    targets: Int32Array.from(targets),
    lengths: Int32Array.from(lengths),
    weights: Float32Array.from(weights, (weight) => weight / (total || 1)),
    negatives,
    negativeItems,
    met: metNegatives(pieces, meetings, negativeItems),
    memory: settings.memory && settings.memory.of(stretches, negativeItems),
  };
}

/** Of each item: how many events of the piece were read when the history first held it; 0 where it did before them. */
function meetingsOf(histories: Histories, { user, from }: Piece, read: Int32Array): Map<number, number> {
  const since = new Map<number, number>();
  const start = histories.offsets[user];
  for (let event = start; event < start + from; event++) since.set(histories.itemOf[event], 0);
  read.forEach((event, place) => {
    const item = histories.itemOf[event];
    if (!since.has(item)) since.set(item, place + 1);
  });
  return since;
}

/** `TrainingBatch.met`. */
function metNegatives(pieces: Piece[], meetings: Map<number, number>[], negatives: Int32Array): Uint8Array {
  // A piece that continues does not predict its first event.
  const skipped = pieces.map(({ from }) => (from === 0 ? 0 : 1));
  const rows = pieces.map(({ from, to }, b) => to - from - skipped[b]);
  const met = new Uint8Array(rows.reduce((sum, count) => sum + count, 0) * negatives.length);
  let begin = 0;
  meetings.forEach((since, b) => {
    negatives.forEach((item, j) => {
      const first = since.get(item) ?? rows[b] + skipped[b];
      for (let row = Math.max(0, first - skipped[b]); row < rows[b]; row++) met[(begin + row) * negatives.length + j] = 1;
    });
    begin += rows[b];
  });
  return met;
}

/** Event numbers of a piece. Without order, every piece is a fresh permutation. */
function eventsOf(histories: Histories, piece: Piece, shuffled: boolean, random: Sfc32): Int32Array {
  const start = histories.offsets[piece.user] + piece.from;
  const events = Int32Array.from({ length: piece.to - piece.from }, (_, k) => start + k);
  return shuffled ? shuffle(events, random) : events;
}

/** The piece's events in their order, behind those of the history before it that memory still reads. */
function stretchOf(histories: Histories, { user, from }: Piece, events: Int32Array, { settings }: MemoryFeatures): Stretch {
  const earlier = Math.min(from, longestWindow(settings));
  const start = histories.offsets[user] + from - earlier;
  const places = new Int32Array(earlier + events.length);
  for (let k = 0; k < earlier; k++) places[k] = start + k;
  places.set(events, earlier);
  return { user, places, from: from === 0 ? 0 : earlier + 1 };
}

/** Numbers the distinct items of a batch in order of appearance. */
class LocalItems {
  private readonly numbers = new Map<number, number>();

  of(item: number): number {
    let number = this.numbers.get(item);
    if (number === undefined) this.numbers.set(item, (number = this.numbers.size));
    return number;
  }

  items(): Int32Array {
    return Int32Array.from(this.numbers.keys());
  }
}
