import { expect, test } from 'vitest';
import { shortTitleOf, titleOf } from './titles.ts';

const item = (title: string, year: number | null = 1999) => ({ id: '1', title, genres: [], year, extra: {} });

test.each([
  ['Matrix, The (1999)', 'The Matrix'],
  ['The Matrix', 'The Matrix'],
  ['Matrix, The', 'The Matrix'],
  ['Seven (a.k.a. Se7en) (1999)', 'Seven (a.k.a. Se7en)'],
  ['City of Lost Children, The (Cité des enfants perdus, La) (1999)', 'The City of Lost Children (Cité des enfants perdus, La)'],
  ["Avventura, L' (1999)", "L'Avventura"],
  ['Good, the Bad and the Ugly, The (1999)', 'The Good, the Bad and the Ugly'],
  ['Blade Runner 2049 (2017)', 'Blade Runner 2049 (2017)'],
  ['', ''],
])('%j is said %j', (title, said) => {
  expect(titleOf(item(title))).toBe(said);
});

test('the short title leaves remarks out, unless nothing else is there', () => {
  expect(shortTitleOf(item('Seven (a.k.a. Se7en) (1999)'))).toBe('Seven');
  expect(shortTitleOf(item('(500) Days of Summer', 2009))).toBe('(500) Days of Summer');
  expect(shortTitleOf(item('(Untitled)', 2009))).toBe('(Untitled)');
});
