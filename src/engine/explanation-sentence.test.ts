import { expect, it } from 'vitest';
import { type Contribution } from './explanation.ts';
import { type EventType } from '../types.ts';
import { type Explained, explanationSentence } from './explanation-sentence.ts';

let ids = 0;
function by(type: EventType, title: string, value: number, year: number | null = null): Contribution {
  return { eventId: ++ids, type, itemId: title, item: { id: title, title, genres: [], year, extra: {} }, value, standardError: 0, rankWithout: null };
}
const of = (contributions: Contribution[], facts: Partial<Explained> = {}): Explained => ({ contributions, rest: { events: 0, value: 0 }, learned: 0, startRank: 500, ...facts });

it.each<[string, Explained]>([
  ['Because you opened Alien and liked Blade Runner.', of([by('click', 'Alien (1979)', 2, 1979), by('like', 'Blade Runner', 1)])],
  ['Because you liked Alien and Blade Runner.', of([by('like', 'Alien', 2), by('like', 'Blade Runner', 1), by('like', 'Heat', 1)])],
  ['Because you liked Alien.', of([by('like', 'Alien', 2), by('click', 'Alien', 1.5), by('like', 'Heat', 0.5)])],
  ['Because you passed on Heat.', of([by('dismiss', 'Heat', 0.5)])],
  ['Because you bought Alien.', of([by('like', 'Heat', -3), by('purchase', 'Alien', 4)])],
  ['Lower for you, because you passed on Alien.', of([by('dismiss', 'Alien', -2), by('like', 'Heat', 1)])],
  ['Because of what this page has learned from you over time.', of([by('view', 'Heat', 0.2)], { learned: 0.6 })],
  ['Popular with people who are new here.', of([], { startRank: 3 })],
  ['Popular with people who are new here.', of([by('like', 'Heat', 0.01)], { startRank: 3 })],
  ['Nothing you did says much about this one.', of([], { startRank: 101 })],
  ['Nothing you did says much about this one.', of([by('like', 'Heat', -0.01)])],
])('%s', (sentence, explained) => expect(explanationSentence(explained)).toBe(sentence));

it('calls items as it is told, and by their ids where there is no text', () => {
  const nameless = { ...by('like', 'Heat', 1), itemId: '6', item: null };
  expect(explanationSentence(of([by('like', 'Matrix, The', 2), nameless]), () => 'The Matrix')).toBe('Because you liked The Matrix and 6.');
});
