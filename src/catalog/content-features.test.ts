import { describe, expect, it } from 'vitest';

import type { Item } from '../types.ts';
import { contentFeatures, type ContentFeatures } from './content-features.ts';

const item = (genres: string[], year: number | null): Item => ({ id: '', title: '', genres, year, extra: {} });

function namesOf({ names, offsets, indices }: ContentFeatures): string[][] {
  const own = (i: number) => Array.from(indices.subarray(offsets[i], offsets[i + 1]), (at) => names[at]);
  return Array.from({ length: offsets.length - 1 }, (_, i) => own(i));
}

describe('contentFeatures', () => {
  it('takes shared genres, the most frequent first, then shared decades', () => {
    const features = contentFeatures([
      item(['Drama', 'zoo', 'Alone'], 1999),
      item([], null),
      item(['Zoo', 'ZOO', 'DRAMA'], 1990),
      item(['comedy', 'drama'], 1850),
      item(['Comedy'], -1),
      item([], -10),
    ]);
    expect(features.names).toEqual(['genre:drama', 'genre:comedy', 'genre:zoo', 'decade:-10', 'decade:1990']);
    expect(namesOf(features)).toEqual([
      ['genre:drama', 'genre:zoo', 'decade:1990'],
      [],
      ['genre:drama', 'genre:zoo', 'decade:1990'],
      ['genre:drama', 'genre:comedy'],
      ['genre:comedy', 'decade:-10'],
      ['decade:-10'],
    ]);
  });

  it('keeps the 512 most frequent genres, ties by name', () => {
    const genres = Array.from({ length: 600 }, (_, i) => `g${String(i).padStart(3, '0')}`);
    const features = contentFeatures([item(genres, null), item(genres.toReversed(), null), item(['g599'], null)]);
    expect(features.names).toEqual(['genre:g599', ...genres.slice(0, 511).map((name) => `genre:${name}`)]);
    expect(features.indices.length).toBe(512 + 512 + 1);
  });

  it('is empty for an empty catalogue', () => {
    expect(contentFeatures([])).toEqual({ names: [], offsets: Int32Array.of(0), indices: new Int32Array(0) });
  });
});
