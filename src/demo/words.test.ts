import { describe, expect, test } from 'vitest';
import { BundleError, OptionError } from '../errors.ts';
import { because, bytesWords, cameFromWords, catalogueWords, copyFaultWords, exploreWords, failureWords, freshWords, headline, isSteered, lessonWords, msWords, natsWords, pickedWords, plural, progressWords, sentence, shareWords, stepWords, takenUpWords, verdictWords, whenAndWhere, worthWords, youDid } from './words.ts';

describe('because', () => {
  const liked = (title: string) => ({ type: 'like' as const, title });
  const opened = (title: string) => ({ type: 'click' as const, title });

  test.each([
    [[], ''],
    [[liked('Alien')], 'Because you liked Alien.'],
    [[liked('Alien'), liked('Heat')], 'Because you liked Alien and Heat.'],
    [[liked('Alien'), opened('Heat')], 'Because you liked Alien and opened Heat.'],
    [[opened('Alien'), liked('Heat'), opened('Big')], 'Because you opened Alien, liked Heat and 1 more.'],
  ])('%j', (history, said) => {
    expect(because(history)).toBe(said);
  });

  test('names and counts a title once, by what was done last', () => {
    expect(because([liked('Alien'), opened('Alien')])).toBe('Because you liked Alien.');
    expect(because([liked('A'), opened('A'), opened('B'), liked('C'), opened('C')])).toBe('Because you liked A, opened B and 1 more.');
  });
});

test('a new catalogue is told of in one plain sentence', () => {
  const told = (events: number, used: number, gone: number, rebuilding = false) =>
    catalogueWords({ events, used, gone }, { status: rebuilding ? 'rebuilding' : 'ready', rebuild: rebuilding ? { done: 1, total: used } : null });
  expect(told(40, 37, 3)).toBe('The catalogue changed. Rebuilt what this page knows from 37 of your 40 actions; 3 are on titles it no longer has.');
  expect(told(40, 39, 1)).toBe('The catalogue changed. Rebuilt what this page knows from 39 of your 40 actions; 1 is on a title it no longer has.');
  expect(told(1500, 1500, 0, true)).toBe('The catalogue changed. Rebuilding what this page knows from all your 1,500 actions.');
  expect(told(1, 0, 1)).toBe('The catalogue changed. Rebuilt what this page knows from 0 of your 1 action; 1 is on a title it no longer has.');
});

test('headline follows the first three events', () => {
  expect([0, 1, 2, 3, 500].map((events) => headline(events, true))).toEqual(['The list a stranger gets', 'Your list, after one', 'Your list, after two', 'For you', 'For you']);
  expect([0, 1, 2].map((events) => headline(events, false))).toEqual(['The list a stranger gets', 'For you', 'For you']);
});

test('says how a list differs from a stranger’s', () => {
  expect([0, 1, 14].map((fresh) => freshWords(fresh, 20))).toEqual(['the same titles so far', '1 of 20 are yours alone', '14 of 20 are yours alone']);
  expect([cameFromWords(1205, 3), cameFromWords(3, 3), cameFromWords(null, 3)]).toEqual(['from 1,205', 'as before', 'from far down']);
  expect(shareWords({ name: 'Sci-Fi', before: 4, now: 11 }, 20)).toBe('Sci-Fi: 4 of 20 before you came, 11 now');
  expect(pickedWords(2, 3)).toBe('2 of 3 picked');
});

test('says what one event changed, and what the guard made of it', () => {
  expect([0, 1, 7].map((fresh) => lessonWords({ fresh, of: 20 }))).toEqual(['Your 20 stayed, in a new order', '1 of your 20 is new', '7 of your 20 are new']);
  const verdict = (gainedNats: number, events = 1) => verdictWords({ gainedNats, weight: 0.884, events }, false);
  expect([verdict(0.3), verdict(-0.3), verdict(0), verdict(0.3, 2)]).toEqual([
    'What it knew of you helped to foresee it. Your list follows what it learned by 88 %.',
    'What it knew of you did not foresee it. Your list follows what it learned by 88 %.',
    'What it knew of you neither foresaw nor missed it. Your list follows what it learned by 88 %.',
    'What it knew of you helped to foresee these. Your list follows what it learned by 88 %.',
  ]);
  expect([verdictWords(null, false), verdictWords(null, true)]).toEqual(['Being learned.', 'Not learned: learning is paused.']);
});

test('numbers are said with their units', () => {
  expect([0, 999, 1000, 12_345, 4_200_000].map(bytesWords)).toEqual(['0 bytes', '999 bytes', '1.0 kB', '12.3 kB', '4.2 MB']);
  expect([null, 0.04, 4.21, 31.6].map(msWords)).toEqual(['–', '0.0', '4.2', '32']);
  expect([0, 1, 2].map((count) => plural(count, 'event'))).toEqual(['0 events', '1 event', '2 events']);
  expect(sentence('could not')).toBe('Could not');
});

test('progress is said in words at every phase', () => {
  const said = (['start', 'bundle', 'device', 'history', 'rank'] as const).map((phase) => progressWords({ phase, loaded: 0, total: 0 }));
  expect(new Set(said).size).toBe(5);
  expect(progressWords({ phase: 'bundle', loaded: 500_000, total: 2e6 })).toBe('Fetching the model, 500.0 kB of 2.0 MB');
});

test('today is told by the clock, another day by its date', () => {
  const now = new Date(2026, 2, 9, 20, 0).getTime();
  expect(whenAndWhere(now - 3_600_000, now, 'for-you')).toMatch(/^\D*0?[71]?[79]\D00.*, from your list$/);
  expect(whenAndWhere(now - 5 * 86_400_000, now)).toMatch(/4/);
  expect(whenAndWhere(now, now, 'shop-front')).toMatch(/, from shop-front$/);
});

test('a failure names the file or the option', () => {
  expect(failureWords(new BundleError('weights.safetensors', 'damaged')).what).toContain('weights.safetensors');
  expect(failureWords(new OptionError('backend', 'unknown')).what).toContain('backend');
  expect(failureWords(Object.assign(new Error('x'), { code: 'BUNDLE', file: 'items.json' })).what).toContain('items.json');
  expect(failureWords(new Error('x')).advice).toContain('Try again');
});

describe('what learning was worth', () => {
  const guard = (judged: number, better: number, weight: number) => ({ judged, better, weight, gainedNats: 0, regretNats: 0 });

  test('is said once there is something to tell, in one plain sentence', () => {
    expect(worthWords(guard(4, 4, 0.9))).toBe('');
    expect(worthWords(guard(20, 14, 0.93))).toBe('What it learned from you foretold 14 of your last 20 choices at least as well as it would have without.');
    expect(worthWords(guard(20, 6, 0.2))).toBe('What it learned from you has not foretold your choices well, so your list hardly follows it for now.');
  });

  test('in nats it has a sign', () => {
    expect([1.234, -0.5, 0, -0.001].map(natsWords)).toEqual(['+1.23', '−0.50', '0', '0']);
  });
});

test('a verdict against an item is told apart from a low rating', () => {
  expect([youDid('dismiss'), youDid('dislike'), youDid('skip'), youDid('dwell')]).toEqual(['You passed on', 'You did not like', 'You skipped', 'You stayed with']);
});

describe('steering', () => {
  test('says how far the list explores, and how much of a genre is wanted', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map(exploreWords)).toEqual(['Play it safe', 'A little variety', 'Half and half', 'Mostly surprises', 'Surprise me']);
    expect([-2, -1, 0, 1, 2].map(stepWords)).toEqual(['much less', 'less', '', 'more', 'much more']);
  });

  test('knows a list that is not the plain one', () => {
    expect(isSteered({ explore: 0, genres: {}, hidden: [] })).toBe(false);
    expect(isSteered({ explore: 0.25, genres: {}, hidden: [] })).toBe(true);
    expect(isSteered({ explore: 0, genres: { Drama: 1 }, hidden: [] })).toBe(true);
    expect(isSteered({ explore: 0, genres: {}, hidden: ['1'] })).toBe(true);
  });
});

describe('a saved copy', () => {
  test('refused, says why to someone who only chose a file', () => {
    const fault = (field?: string) => copyFaultWords(Object.assign(new Error('the saved history, field "x": no'), { code: 'DATA', field }));
    expect(fault('digest')).toContain('was changed or damaged after it was saved');
    expect(fault('version')).toContain('Reload the page');
    expect(fault('events.0.time')).toBe('This file is no copy that was saved here. Nothing of it was taken up.');
    expect(copyFaultWords(new Error('the storage is full'))).toBe('The storage is full');
  });

  test('taken up, says how much of it was new', () => {
    expect(takenUpWords({ added: 1, present: 2 }, 'merge')).toBe('Taken up: 1 thing you did; 2 were here already.');
    expect(takenUpWords({ added: 4, present: 0 }, 'merge')).toBe('Taken up: 4 things you did.');
    expect(takenUpWords({ added: 0, present: 3 }, 'merge')).toBe('All of that copy was here already.');
    expect(takenUpWords({ added: 0, present: 0 }, 'merge')).toBe('There was nothing in that copy.');
    expect(takenUpWords({ added: 1, present: 2 }, 'replace')).toBe('Taken up: 3 things you did, in place of what was here.');
  });
});
