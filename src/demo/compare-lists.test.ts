import { expect, test } from 'vitest';
import { compareLists } from './compare-lists.ts';

/** "a:Drama" */
const list = (...titles: string[]) =>
  titles.map((title, position) => {
    const [id, ...genres] = title.split(':');
    return { item: { id, title: id, genres, year: 1990 + 10 * (position % 2), extra: {} }, position, score: -position };
  });

test('says where each title stood, and how many are new', () => {
  const { before, now, fresh } = compareLists(list('a', 'b', 'c', 'd', 'e'), list('d', 'a', 'z'));
  expect(now.map(({ item, rank, before: place }) => [item.id, rank, place])).toEqual([['d', 1, 4], ['a', 2, 1], ['z', 3, null]]);
  expect(before.map(({ item }) => item.id)).toEqual(['a', 'b', 'c']);
  expect(fresh).toBe(2);
});

test('counts genres in both, the largest change first', () => {
  const { shares } = compareLists(list('a:Drama', 'b:Drama:War', 'c:Drama'), list('x:Horror', 'y:Horror:War', 'a:Drama'));
  expect(shares).toEqual([
    { name: 'Horror', before: 0, now: 2 },
    { name: 'Drama', before: 3, now: 1 },
    { name: 'War', before: 1, now: 1 },
  ]);
});

test('counts decades where there are no genres', () => {
  expect(compareLists(list('a', 'b'), list('c')).shares).toEqual([{ name: '1990s', before: 1, now: 1 }]);
});

test('of nothing there is nothing', () => {
  expect(compareLists([], [])).toEqual({ before: [], now: [], fresh: 0, shares: [] });
});
