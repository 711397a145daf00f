import { beforeAll, describe, expect, test } from 'vitest';
import { type Item } from '../types.ts';
import { Search, shelves } from './search.ts';

const film = (id: string, title: string, year: number | null, ...genres: string[]): Item => ({ id, title, year, genres, extra: {} });
const ITEMS = [
  film('1', 'Toy Story (1995)', 1995, 'Animation', 'Comedy'),
  film('2', 'Alien (1979)', 1979, 'Horror', 'Sci-Fi'),
  film('3', 'Aliens (1986)', 1986, 'Action', 'Sci-Fi'),
  film('4', "Amélie (Fabuleux destin d'Amélie Poulain, Le) (2001)", 2001, 'Comedy', 'Romance'),
  film('5', 'Godfather, The (1972)', 1972, 'Crime', 'Drama'),
  film('6', 'Undated', null, 'Comedy'),
  film('7', 'Toy Story 2 (1999)', 1999, 'Animation', 'Comedy'),
];

describe('Search', () => {
  let search: Search;
  const find = (text: string, genre = '', decade: number | null = null) => search.find({ text, genre, decade }).map(({ id }) => id);
  beforeAll(async () => {
    search = await Search.of(ITEMS);
  });

  test('shows everything without a question, newest first, undated last', () => {
    expect(find('')).toEqual(['4', '7', '1', '3', '2', '5', '6']);
    expect(find('   ')).toHaveLength(ITEMS.length);
  });

  test.each([
    ['ali', ['2', '3']],
    ['ALIEN', ['2', '3']],
    ['godfater', ['5']],
    ['amelie', ['4']],
    ['the godfather', ['5']],
    ['toy story 2', ['7']],
    ['zzzqqq', []],
    ['alien toy', []],
    ['"(', []],
  ])('finds for %j %j', (text, ids) => {
    expect(find(text)).toEqual(ids);
  });

  test('puts the exact title before longer ones', () => {
    expect(find('alien')[0]).toBe('2');
  });

  test('finds by genre, in words or by its chip', () => {
    expect(find('horror')).toEqual(['2']);
    expect(find('', 'Comedy')).toEqual(['4', '7', '1', '6']);
    expect(find('toy', 'Horror')).toEqual([]);
  });

  test('keeps to a decade', () => {
    expect(find('', '', 1990)).toEqual(['7', '1']);
    expect(find('', '', 1970)).toEqual(['2', '5']);
  });
});

test('shelves: common genres first, decades newest first', () => {
  const many = [...Array.from({ length: 6 }, (_, i) => film(`x${i}`, 'x', 1990, 'Drama')), ...Array.from({ length: 5 }, (_, i) => film(`y${i}`, 'y', 2015, 'War'))];
  expect(shelves([...ITEMS, ...many])).toEqual({ genres: ['Drama', 'War'], decades: [2010, 2000, 1990, 1980, 1970] });
});
