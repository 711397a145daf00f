import { expect, test } from 'vitest';
import { readEvent } from './read-event.ts';

const event = { id: 3, uid: 'a', item: '7', type: 'like', time: 5, rankingId: 'r1', position: 0, shown: ['3'], surface: 'browse' };

test('an event is read as it is, without what it does not know', () => {
  expect(readEvent(event)).toEqual(event);
  expect(readEvent({ ...event, referrer: 'x' })).toEqual(event);
  const small = { id: 1, uid: 'b', item: '8', type: 'view', time: -1 };
  expect(readEvent({ ...small, shown: undefined, surface: undefined })).toStrictEqual(small);
});

test.each([
  { id: 'a' },
  { id: 0.5 },
  { id: 0 },
  { uid: undefined },
  { uid: '' },
  { item: 7 },
  { item: '' },
  { type: 'hover' },
  { type: undefined },
  { time: Number.NaN },
  { time: Infinity },
  { time: '5' },
  { rankingId: 1 },
  { position: '0' },
  { position: Number.NaN },
  { shown: '3' },
  { shown: ['3', 4] },
  { surface: {} },
])('%j is no event', (wrong) => {
  expect(readEvent({ ...event, ...wrong })).toBeUndefined();
});
