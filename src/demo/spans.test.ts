import { expect, test } from 'vitest';
import { dayStart, spansOf } from './spans.ts';

const now = new Date(2026, 4, 4, 15, 30).getTime();
const at = (day: number, hour: number, minute = 0) => ({ time: new Date(2026, 4, day, hour, minute).getTime() });
const history = [at(4, 15, 20), at(4, 14, 30), at(4, 14, 29), at(4, 0), at(3, 23, 59), at(1, 12)];
const counts = (day: number) => Object.fromEntries(spansOf(history, now, day).map(({ name, events }) => [name, events]));

test('counts what lies in each span: its first moment is in it, its last is not', () => {
  expect(counts(dayStart(now))).toEqual({ hour: 2, today: 4, before: 2 });
  expect(counts(at(3, 0).time)).toEqual({ hour: 2, today: 4, before: 1 });
});

test('an event of a clock that was ahead belongs to the last hour, too', () => {
  expect(spansOf([at(5, 1)], now, dayStart(now))[0]).toEqual({ name: 'hour', label: 'The last hour', span: { from: now - 3_600_000 }, events: 1 });
});

test('the words of the last one follow the day', () => {
  expect(spansOf([], now, dayStart(now))[2].label).toBe('Everything before today');
  expect(spansOf([], now, at(1, 0).time)[2].label).toBe('Everything before a day');
});
