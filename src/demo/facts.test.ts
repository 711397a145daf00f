import { expect, test } from 'vitest';
import { factsOf } from './facts.ts';

const item = (rest: object) => ({ id: '1', title: 'T', year: null, genres: [], extra: {}, ...rest });

test.each([
  [{ year: 1979, genres: ['Horror', 'Sci-Fi', 'Drama'] }, 2, '1979 · Horror, Sci-Fi'],
  [{ year: 1949, extra: { authors: 'George Orwell, Erich Fromm' } }, 1, '1949 · George Orwell'],
  [{ genres: ['War'], extra: { authors: 'Somebody' } }, 1, 'War'],
  [{ year: -750 }, 2, '750 BC'],
  [{}, 2, ''],
])('%j', (rest, most, said) => {
  expect(factsOf(item(rest), most)).toBe(said);
});
