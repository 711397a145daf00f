import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sfc32 } from '../random.ts';
import { batchPieces, cutPieces, type Piece } from './pieces.ts';

const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 });
const window = fc.integer({ min: 1, max: 70 });
const seed = fc.nat();

function cut(lengthOf: number[], size: number, random: Sfc32): Piece[] {
  return cutPieces(Int32Array.from(lengthOf.keys()), (user) => lengthOf[user], size, random);
}

describe('cutPieces', () => {
  it('cuts a short history into one piece, and leaves an empty one out', () => {
    expect(cut([0, 1, 5], 4, new Sfc32(1))).toEqual([
      { user: 1, from: 0, to: 1 },
      { user: 2, from: 0, to: 5 },
    ]);
  });

  it('overlaps the pieces of a long history by the event at the seam, behind a random first offset', () => {
    const offsets = new Set<number>();
    for (let s = 0; s < 50; s++) {
      const [first, second, third] = cut([12], 4, new Sfc32(s));
      expect(first).toEqual({ user: 0, from: 0, to: 5 });
      expect(second.to).toBe(second.from + 5);
      expect(third.from).toBe(second.to - 1);
      offsets.add(second.from);
    }
    expect(offsets).toEqual(new Set([2, 3, 4]));
  });

  it('makes every event a target at least once, in pieces within the window', () => {
    fc.assert(
      fc.property(lengths, window, seed, (lengthOf, size, s) => {
        const predicted = lengthOf.map((length) => new Uint8Array(length));
        for (const { user, from, to } of cut(lengthOf, size, new Sfc32(s))) {
          expect(to - from).toBeLessThanOrEqual(size + 1);
          expect(to - from).toBeGreaterThan(from === 0 ? 0 : 1);
          expect([from >= 0, to <= lengthOf[user]]).toEqual([true, true]);
          // The first event of a piece from the middle is context only.
          predicted[user].fill(1, from === 0 ? 0 : from + 1, to);
        }
        expect(predicted.every((events) => events.every((once) => once === 1))).toBe(true);
      }),
    );
  });

  it('cuts the same for the same seed', () => {
    expect(cut([200, 90], 16, new Sfc32(4))).toEqual(cut([200, 90], 16, new Sfc32(4)));
  });
});

describe('batchPieces', () => {
  it('holds every piece once, in batches of at most the size, all but one a pool full', () => {
    fc.assert(
      fc.property(lengths, window, fc.integer({ min: 1, max: 9 }), seed, (lengthOf, w, size, s) => {
        const pieces = cut(lengthOf, w, new Sfc32(s));
        const batches = batchPieces(pieces, size, new Sfc32(s));
        expect(new Set(batches.flat())).toEqual(new Set(pieces));
        expect(batches.flat()).toHaveLength(pieces.length);
        expect(batches.every((batch) => batch.length > 0 && batch.length <= size)).toBe(true);
        expect(batches.filter((batch) => batch.length < size).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('puts pieces of like length together', () => {
    const random = new Sfc32(2);
    const pieces = Array.from({ length: 640 }, (_, user) => ({ user, from: 0, to: 1 + random.below(64) }));
    const batches = batchPieces(pieces, 32, random);
    const padding = batches.map((batch) => {
      const longest = Math.max(...batch.map(({ to }) => to));
      return batch.reduce((sum, { to }) => sum + longest - to, 0) / (longest * batch.length);
    });
    expect(padding.reduce((sum, share) => sum + share, 0) / batches.length).toBeLessThan(0.2);
  });
});
