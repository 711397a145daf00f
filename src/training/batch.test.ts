import { describe, expect, it } from 'vitest';
import { PREFIX_ROWS } from '../model/neumf.ts';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { type BatchSettings, makeBatch } from './batch.ts';
import { NegativeSampler } from './negatives.ts';
import { cutPieces, type Piece } from './pieces.ts';
import { historiesOf } from './testing/planted-data.ts';
import { trainOptions } from './train-options.ts';
import { configFor } from './training-data.ts';

const WINDOW = 4;
const SETTINGS: BatchSettings = { negatives: 6, typeDropout: 0, shuffled: false, memory: null };

const histories = historiesOf([[7, 3, 7, 5, 1, 0, 2, 9, 4, 6], [8], [2, 2, 6]], [
  ['view', 'like', 'view', 'like', 'like', 'view', 'view', 'like', 'view', 'like'],
  ['like'],
  ['like', 'view', 'like'],
]);
const users = Int32Array.of(0, 1, 2);
const config: NeumfConfig = configFor(
  { histories, features: { names: [], offsets: new Int32Array(11), indices: new Int32Array(0) }, items: 10, ordered: true, trainUsers: users, validationUsers: new Int32Array(0) },
  trainOptions({ maxHistory: WINDOW }),
);
const sampler = new NegativeSampler(new Int32Array(10).fill(1));
const lengthOf = (user: number) => histories.offsets[user + 1] - histories.offsets[user];
const pieces = cutPieces(users, lengthOf, WINDOW, new Sfc32(1));
const make = (settings: Partial<BatchSettings> = {}, of = pieces, seed = 2) => makeBatch(histories, config, of, sampler, { ...SETTINGS, ...settings }, new Sfc32(seed));

/** What a batch ought to predict: the state it reads (as piece and event, −1 for before any), the item, the events before it. */
function enumerate(of: Piece[]): { piece: number; after: number; item: number; length: number }[] {
  return of.flatMap(({ user, from, to }, piece) =>
    Array.from({ length: to - from }, (_, p) => ({ piece, after: p - 1, item: histories.itemOf[histories.offsets[user] + from + p], length: from + p })).filter(
      ({ after }) => after >= 0 || from === 0,
    ),
  );
}

describe('makeBatch', () => {
  it('aligns positions, targets and lengths as a naive enumeration does', () => {
    const batch = make();
    const expected = enumerate(pieces);
    expect(batch.positions).toHaveLength(expected.length);
    expected.forEach(({ piece, after, item, length }, at) => {
      // Row 0 is the state before any event, row 1 the prefix `continued`, row t + 1 the state after event t ≥ 1.
      const row = after < 0 ? 0 : after + PREFIX_ROWS;
      expect(batch.positions[at]).toBe(piece * (batch.length + PREFIX_ROWS) + row);
      expect(batch.rows[batch.targets[at]]).toBe(item);
      expect(batch.lengths[at]).toBe(length);
    });
  });

  it('holds the events and their types, and nothing past a piece’s end', () => {
    const batch = make();
    expect([batch.pieces, batch.length, config.eventTypes]).toEqual([pieces.length, WINDOW, ['view', 'like']]);
    expect(batch.begins).toEqual(pieces.map(({ from }) => from === 0));
    pieces.forEach(({ user, from, to }, b) => {
      for (let t = 0; t < batch.length; t++) {
        const event = histories.offsets[user] + from + t;
        const at = b * batch.length + t;
        const there = from + t < to;
        if (there) expect(batch.rows[batch.inputs[at]]).toBe(histories.itemOf[event]);
        expect(batch.types[at]).toBe(there ? [0, -1, 1][histories.typeOf[event]] : -1);
      }
    });
  });

  it('has no target at the start of a piece that continues', () => {
    const continued = pieces.filter(({ from }) => from > 0);
    expect(continued.length).toBeGreaterThan(0);
    const batch = make({}, continued);
    expect(batch.positions).toHaveLength(continued.reduce((sum, { from, to }) => sum + to - from - 1, 0));
    for (const position of batch.positions) expect(position % (batch.length + PREFIX_ROWS)).toBeGreaterThanOrEqual(PREFIX_ROWS);
  });

  it('weighs the first five predictions of a history double, what the history holds already not at all, and sums to 1', () => {
    const { weights, lengths } = make();
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    const base = Math.min(...weights.filter((weight) => weight > 0));
    const expected = enumerate(pieces).map(({ piece, item, length }) => {
      const { user, from } = pieces[piece];
      const start = histories.offsets[user];
      if (histories.itemOf.subarray(start, start + length).includes(item)) return 0;
      return length < 5 && from === 0 ? 2 : 1;
    });
    expect(Array.from(weights, (weight) => Math.round((1e4 * weight) / base) / 1e4)).toEqual(expected);
    // Item 7 comes again within a piece, item 2 at once.
    expect([...lengths].filter((_, at) => expected[at] === 0)).toEqual([2, 1]);
  });

  it('predicts nothing, rather than something that is not a number, where a batch holds repeats alone', () => {
    const repeating = historiesOf([[1, 1, 1, 1, 1, 1]]);
    const { weights } = makeBatch(repeating, { ...config, eventTypes: ['view'] }, [{ user: 0, from: 2, to: 6 }], sampler, SETTINGS, new Sfc32(1));
    expect([...weights]).toEqual([0, 0, 0]);
  });

  it('numbers every item once', () => {
    const batch = make();
    expect(new Set(batch.rows).size).toBe(batch.rows.length);
    expect(batch.negatives).toHaveLength(SETTINGS.negatives);
    batch.negatives.forEach((local, j) => expect(batch.rows[local]).toBe(batch.negativeItems[j]));
  });

  it('marks the negatives that the history before a position holds, earlier pieces included', () => {
    const drawn = make({ negatives: 40 });
    const expected = enumerate(pieces).flatMap(({ piece, length }) => {
      const start = histories.offsets[pieces[piece].user];
      const before = new Set(histories.itemOf.subarray(start, start + length));
      return Array.from(drawn.negativeItems, (item) => (before.has(item) ? 1 : 0));
    });
    expect(Array.from(drawn.met)).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });

  it('marks what a shuffled piece read before', () => {
    const batch = make({ shuffled: true, negatives: 20 }, [{ user: 0, from: 0, to: 10 }]);
    const targets = Array.from(batch.targets, (local) => batch.rows[local]);
    const expected = targets.flatMap((_, p) => Array.from(batch.negativeItems, (item) => (targets.slice(0, p).includes(item) ? 1 : 0)));
    expect(Array.from(batch.met)).toEqual(expected);
  });

  it('shuffles events without order: a new permutation every time, of the same items', () => {
    const whole: Piece[] = [{ user: 0, from: 0, to: 10 }];
    const orders = Array.from({ length: 20 }, (_, seed) => {
      const batch = make({ shuffled: true }, whole, seed);
      const targets = Array.from(batch.targets, (local) => batch.rows[local]);
      // What comes next is what was predicted: inputs are the targets but the last.
      expect(Array.from(batch.inputs, (local) => batch.rows[local])).toEqual(targets.slice(0, -1));
      expect(Int32Array.from(targets).sort()).toEqual(histories.itemOf.slice(0, 10).sort());
      return targets.join();
    });
    expect(new Set(orders).size).toBeGreaterThan(15);
    expect(make({}, whole, 1).targets).toEqual(make({}, whole, 2).targets);
  });

  it('hides the type of as many events as it is told', () => {
    const long = historiesOf([Array.from({ length: 4001 }, (_, i) => i % 10)]);
    const hidden = (typeDropout: number) => {
      const { types } = makeBatch(long, { ...config, eventTypes: ['view'] }, [{ user: 0, from: 0, to: 4001 }], sampler, { ...SETTINGS, typeDropout }, new Sfc32(1));
      return types.filter((type) => type === -1).length / types.length;
    };
    expect([hidden(0), hidden(1)]).toEqual([0, 1]);
    expect(Math.abs(hidden(0.15) - 0.15)).toBeLessThan(0.02);
  });

  it('makes a batch of histories of one event', () => {
    const batch = make({}, [{ user: 1, from: 0, to: 1 }]);
    expect([[...batch.positions], batch.rows[batch.targets[0]], [...batch.lengths], batch.length]).toEqual([[0], 8, [0], 1]);
  });
});
