import { expect, test } from 'vitest';
import { checkSpan, type TimeSpan } from './time-span.ts';

test('a side that is not there is open', () => {
  expect(checkSpan({ from: 5, to: 9 })).toEqual({ from: 5, to: 9 });
  expect(checkSpan({ from: 5, to: undefined })).toEqual({ from: 5, to: Infinity });
  expect(checkSpan({})).toEqual({ from: -Infinity, to: Infinity });
});

test('a slip is refused, and never taken for an open side', () => {
  expect(() => checkSpan({ since: 5 } as TimeSpan)).toThrowErrorMatchingInlineSnapshot(`[OptionError: since: is no side of a span of time; there are from, to]`);
  expect(() => checkSpan({ from: Number.NaN })).toThrowErrorMatchingInlineSnapshot(`[OptionError: from: expected milliseconds since 1970, got null]`);
  expect(() => checkSpan({ to: '2026-01-01' as unknown as number })).toThrowErrorMatchingInlineSnapshot(`[OptionError: to: expected milliseconds since 1970, got "2026-01-01"]`);
});
