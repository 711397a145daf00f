import { expect, it } from 'vitest';
import { askedWords, effectWords, errorWords, featureWords, rankWords, withoutWords } from './why-words.ts';

it('says what an event did, and what would be without it', () => {
  expect([0.5, -0.5, 0.01].map(effectWords)).toEqual(['raised it', 'lowered it', 'hardly mattered']);
  expect(withoutWords('Alien', 1057, 3)).toBe('Without Alien this would be at rank 1,057.');
  expect(withoutWords('Alien', 3, 3)).toBe('Without Alien this would still be at rank 3.');
  expect(withoutWords(null, 57, 3)).toBe('Without that it would be at rank 57.');
  expect(withoutWords('Alien', null, 3)).toBe('');
});

it('says what is in common, where it stands, and how sure that is', () => {
  const feature = (name: string) => ({ kind: 'genre' as const, name, value: 1, eventIds: [1] });
  expect(featureWords(['Sci-Fi', 'Horror', 'Drama', '1970s', 'War'].map(feature))).toBe('In common: Sci-Fi, Horror, Drama, 1970s');
  expect(featureWords([])).toBe('');
  expect(rankWords({ rank: 3, startRank: 1205 }, 9742, false)).toBe('Rank 3 of 9,742 for you, 1,205 for someone new.');
  expect(rankWords({ rank: 3, startRank: 1205 }, 9742, true)).toBe('Rank 3 of 9,742 for you, 1,205 for someone new, both without what you asked for.');
  const contributions = [{ eventId: 1, type: 'like' as const, itemId: '1', item: null, value: -2, standardError: 0.05, rankWithout: 4 }];
  expect(errorWords({ exact: true, standardError: 0, contributions, explainMs: 12.3 })).toBe('Worked out on your device in 12 ms.');
  expect(errorWords({ exact: false, standardError: 0.05, contributions, explainMs: 120 })).toBe('Estimated on your device in 120 ms: each bar is right to about 5 % of the longest.');
});

it('says what was asked for, where the title has it', () => {
  const genres = { 'Sci-Fi': 2, Drama: -1, War: 1 };
  expect(askedWords({ genres }, { genres: ['Drama', 'Sci-Fi', 'Horror'] })).toBe('You asked for less Drama and much more Sci-Fi.');
  expect(askedWords({ genres }, { genres: ['Horror'] })).toBe('');
});
