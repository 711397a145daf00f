import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Item } from '../types.ts';
import { variedPicks } from './varied-picks.ts';

/** The best known of a shipped bundle, as its files have them. */
function wellKnown(bundle: string): Item[] {
  const folder = join('public/bundles', bundle);
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const { items } = read('bundle.json') as { items: { ids: string; text: { files: string[] } } };
  const texts = read(items.text.files[0]) as Partial<Item>[];
  return texts.slice(0, 200).map((text, i) => ({ id: String(i), title: '', genres: [], year: null, extra: {}, ...text }));
}

test.each(['movies', 'books'])('of %s: twelve, of many decades, no two of one series', (bundle) => {
  const items = wellKnown(bundle);
  const picks = variedPicks(items, 12);
  expect(new Set(picks.map(({ id }) => id)).size).toBe(12);
  expect(new Set(picks.map(({ year }) => Math.floor((year ?? 0) / 10))).size).toBeGreaterThanOrEqual(4);
  expect(picks.filter(({ title }) => /^(Star Wars|Lord of the Rings|Harry Potter)/.test(title)).length).toBeLessThanOrEqual(2);
  expect(variedPicks(items, 12)).toEqual(picks);
});

test('of movies: no genre is most of them, and ten genres at least are there', () => {
  const picks = variedPicks(wellKnown('movies'), 12);
  const counts = new Map<string, number>();
  for (const genre of picks.flatMap(({ genres }) => genres)) counts.set(genre, (counts.get(genre) ?? 0) + 1);
  expect(counts.size).toBeGreaterThanOrEqual(10);
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(6);
});

test('of books: no two by one author', () => {
  const authors = variedPicks(wellKnown('books'), 12).map(({ extra }) => extra.authors);
  expect(new Set(authors).size).toBe(12);
});

test('gives what there is where there is less, the front first where nothing is known of them', () => {
  const plain = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: `Title ${id}`, genres: [], year: null, extra: {} }));
  expect(variedPicks(plain.slice(0, 2), 12).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(variedPicks([], 12)).toEqual([]);
});
