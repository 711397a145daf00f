import { expect, test } from 'vitest';
import { sessionEvent } from './session-event.ts';

const indexOf = (item: string) => (item.startsWith('i') ? Number(item.slice(1)) : undefined);

test('an event is read by indices, with what stood beside it as far as that is known', () => {
  expect(sessionEvent({ id: 7, item: 'i3', type: 'click' }, indexOf)).toEqual({ id: 7, item: 3, type: 'click' });
  expect(sessionEvent({ id: 7, item: 'i3', type: 'skip', shown: ['i1', 'gone', 'i0'] }, indexOf)).toEqual({ id: 7, item: 3, type: 'skip', shown: [1, 0] });
  expect(sessionEvent({ id: 7, item: 'i3', type: 'click', shown: ['gone'] }, indexOf)).toEqual({ id: 7, item: 3, type: 'click' });
  expect(sessionEvent({ id: 7, item: 'gone', type: 'click', shown: ['i1'] }, indexOf)).toBeNull();
});
