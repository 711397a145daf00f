import { expect, it } from 'vitest';
import { type Item } from '../types.ts';
import { sharedFeatures } from './explanations.ts';

const film = (id: string, genres: string[], year: number | null): Item => ({ id, title: id, genres, year, extra: {} });

it('shares what the events that raised an item have in common with it, the strongest first', () => {
  const alien = film('alien', ['Horror', 'Sci-Fi', 'Thriller'], 1979);
  const contributions = [
    { eventId: 4, item: film('halloween', ['Horror'], 1978), value: 0.5 },
    { eventId: 7, item: film('blade runner', ['Sci-Fi', 'Action'], 1982), value: 1.5 },
    { eventId: 8, item: film('heat', ['Thriller'], 1995), value: -2 },
    { eventId: 9, item: null, value: 3 },
    { eventId: 11, item: film('undated', ['Sci-Fi'], null), value: 0.25 },
  ];
  expect(sharedFeatures(alien, contributions)).toEqual([
    { kind: 'genre', name: 'Sci-Fi', value: 1.75, eventIds: [7, 11] },
    { kind: 'genre', name: 'Horror', value: 0.5, eventIds: [4] },
    { kind: 'decade', name: '1970s', value: 0.5, eventIds: [4] },
  ]);
  expect(sharedFeatures(film('x', [], null), contributions)).toEqual([]);
});
