import { expect, it } from 'vitest';
import { EVENT_TYPES } from '../types.ts';
import { isSettled, isTaken } from './taken.ts';

it('what only tells against an item is not taken; a dislike is, where low ratings were trained', () => {
  expect(EVENT_TYPES.filter((type) => isTaken(type, ['view', 'dislike']))).toEqual(['view', 'click', 'like', 'dislike', 'purchase', 'dwell']);
  expect(EVENT_TYPES.filter((type) => isTaken(type, ['view', 'skip', 'dismiss']))).toEqual(['view', 'click', 'like', 'purchase', 'dwell']);
});

it('only what is skipped may be shown again', () => {
  expect(EVENT_TYPES.filter((type) => !isSettled(type))).toEqual(['skip']);
});
