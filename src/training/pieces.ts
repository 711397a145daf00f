/** Cutting histories into pieces the tower can be trained on, anew every epoch. */
import { type Sfc32, shuffle } from '../random.ts';

/** Events [from, to) of user `user`'s history; the last is a target only. */
export interface Piece {
  user: number;
  from: number;
  to: number;
}

/**
 * Pieces of at most `window` + 1 events that cover all histories: the first of each history begins it, those that
 * follow start at a random offset, so that no event is for ever at a seam. Histories are given by their lengths.
 */
export function cutPieces(users: Int32Array, lengthOf: (user: number) => number, window: number, random: Sfc32): Piece[] {
  const pieces: Piece[] = [];
  for (const user of users) {
    const length = lengthOf(user);
    if (length === 0) continue;
    pieces.push({ user, from: 0, to: Math.min(length, window + 1) });
    if (length <= window + 1) continue;
    const overlap = random.below(Math.floor(window / 2) + 1);
    for (let from = window - overlap; from + 1 < length; from += window) {
      pieces.push({ user, from, to: Math.min(length, from + window + 1) });
    }
  }
  return pieces;
}

/** Batches of `size` pieces of like length (little padding), in random order. */
export function batchPieces(pieces: Piece[], size: number, random: Sfc32): Piece[][] {
  const shuffled = shuffle([...pieces], random);
  const batches: Piece[][] = [];
  const pool = size * 16;
  for (let start = 0; start < shuffled.length; start += pool) {
    const sorted = shuffled.slice(start, start + pool).sort((a, b) => a.to - a.from - (b.to - b.from));
    for (let b = 0; b < sorted.length; b += size) batches.push(sorted.slice(b, b + size));
  }
  return shuffle(batches, random);
}
