import { expect, it } from 'vitest';
import { readSettings } from './read-settings.ts';

const DEFAULTS = { neighbours: 50, inverseFrequency: false };

it('takes what is set over the defaults, and changes neither', () => {
  expect(readSettings(DEFAULTS, { neighbours: 20 })).toEqual({ neighbours: 20, inverseFrequency: false });
  expect(DEFAULTS.neighbours).toBe(50);
});

it('says what is wrong with a setting', () => {
  expect(() => readSettings(DEFAULTS, { neighbors: 20 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: neighbors: expected one of neighbours, inverseFrequency; check the spelling]`);
  expect(() => readSettings(DEFAULTS, { inverseFrequency: 1 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: inverseFrequency: expected a boolean, got 1]`);
  expect(() => readSettings(DEFAULTS, { neighbours: -1 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: neighbours: expected a number of at least 0, got -1]`);
  expect(() => readSettings(DEFAULTS, { neighbours: NaN })).toThrowErrorMatchingInlineSnapshot(`[OptionError: neighbours: expected a number of at least 0, got NaN]`);
});
