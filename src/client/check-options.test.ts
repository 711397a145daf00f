import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../types.ts';
import { checkEvent } from './check-options.ts';

const now = () => 5;
const uid = expect.any(String) as string;

describe('an event', () => {
  test.each(EVENT_TYPES)('of type %s is one', (type) => {
    expect(checkEvent({ item: '7', type }, now)).toEqual({ item: '7', type, time: 5, uid });
  });

  test('has a number of its own, of 64 bits', () => {
    const uids = Array.from({ length: 100 }, () => checkEvent({ item: '7', type: 'view' }, now).uid as string);
    expect(new Set(uids).size).toBe(100);
    for (const one of uids) expect(one).toMatch(/^[0-9a-z]{1,13}$/);
    expect(Math.max(...uids.map((one) => one.length))).toBeGreaterThan(11);
  });

  test('keeps what stood beside it, as a list of its own', () => {
    const shown = ['1', '2'];
    const event = checkEvent({ item: '7', type: 'click', shown }, now);
    expect(event).toEqual({ item: '7', type: 'click', time: 5, shown: ['1', '2'], uid });
    expect(event.shown).not.toBe(shown);
    expect(checkEvent({ item: '7', type: 'click', shown: Array<string>(50).fill('1') }, now).shown).toHaveLength(50);
  });

  test.each([
    [Array<string>(51).fill('1'), 'shown: expected the ids of at most 50 items, got 51'],
    ['12', 'shown: expected a list of item ids, got "12"'],
    [['1', 7], "shown[1]: expected an item's id, a non-empty string, got 7"],
    [[''], "shown[0]: expected an item's id, a non-empty string, got \"\""],
  ])('refuses %j beside it', (shown, message) => {
    expect(() => checkEvent({ item: '7', type: 'click', shown: shown as string[] }, now)).toThrow(message);
  });

  test.each([
    [{ item: 'x'.repeat(1001) }, 'item: expected an id of at most 1000 characters, got 1001'],
    [{ time: 8.65e15 }, 'time: expected milliseconds since 1970, got 8650000000000000'],
    [{ time: Number.NaN }, 'time: expected milliseconds since 1970, got NaN'],
    [{ position: 2 ** 53 }, 'position: expected a place counted from 0, got 9007199254740992'],
    [{ surface: 'x'.repeat(201) }, 'surface: expected a string of at most 200 characters'],
    [{ shown: ['x'.repeat(1001)] }, 'shown: expected ids of at most 1000 characters'],
  ])('that no saved copy could hold is refused: %#', (part, message) => {
    expect(() => checkEvent({ item: '7', type: 'click', ...part }, now)).toThrow(message);
  });
});
