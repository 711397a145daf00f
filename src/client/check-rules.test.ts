import { describe, expect, it } from 'vitest';
import { type RankRules } from '../types.ts';
import { checkRules } from './check-rules.ts';
import { checkSteer } from './check-steer.ts';

const refusal = (rules: unknown) => {
  try {
    checkRules(rules as RankRules);
    return 'none';
  } catch (error) {
    return String(error);
  }
};

describe('rules', () => {
  it('that are sound are copied as they are', () => {
    const rules: RankRules = {
      deny: ['1'],
      pin: [{ item: '2', position: 0 }],
      allow: [],
      atMost: { genres: 3, brand: 0 },
      boost: { items: { 3: -1.5 }, genres: { Drama: 0.7 } },
    };
    const checked = checkRules(rules);
    expect(checked).toEqual(rules);
    expect(checked.deny).not.toBe(rules.deny);
    expect(checkRules({})).toEqual({});
  });

  it('that are not name the field', () => {
    expect(
      [
        ['1'],
        { denied: ['1'] },
        { deny: '1' },
        { allow: ['1', 2] },
        { pin: { item: '1', position: 0 } },
        { pin: [{ item: '1', place: 0 }] },
        { pin: [{ item: '', position: 0 }] },
        { pin: [{ item: '1', position: -1 }] },
        { pin: [{ item: '1', position: 0 }, { item: '2', position: 0 }] },
        { pin: [{ item: '1', position: 0 }, { item: '1', position: 2 }] },
        { atMost: { brand: 1.5 } },
        { boost: { brand: { x: 1 } } },
        { boost: { items: { 1: Infinity } } },
        { boost: { genres: ['Drama'] } },
      ].map(refusal),
    ).toMatchInlineSnapshot(`
      [
        "OptionError: rules: expected an object, got ["1"]",
        "OptionError: rules.denied: is no field of it; there are deny, pin, allow, atMost, boost",
        "OptionError: rules.deny: expected a list of item ids, got "1"",
        "OptionError: rules.allow[1]: expected an item's id, a string of 1 to 1,000 characters, got 2",
        "OptionError: rules.pin: expected a list of items and positions, got {"item":"1","position":0}",
        "OptionError: rules.pin[0].place: is no field of it; there are item, position",
        "OptionError: rules.pin[0].item: expected an item's id, a string of 1 to 1,000 characters, got """,
        "OptionError: rules.pin[0].position: expected a place counted from 0, got -1",
        "OptionError: rules.pin[1].position: expected each place once, got 0 again",
        "OptionError: rules.pin[1].item: expected each item once, got "1" again",
        "OptionError: rules.atMost.brand: expected a whole number of at least 0, got 1.5",
        "OptionError: rules.boost.brand: is no field of it; there are items, genres",
        "OptionError: rules.boost.items.1: expected nats from −100 to 100, got Infinity",
        "OptionError: rules.boost.genres: expected an object, got ["Drama"]",
      ]
    `);
  });
});

describe('a change of steering', () => {
  it('keeps what is asked for', () => {
    expect(checkSteer({ explore: 0.5, genres: { Drama: -2 } })).toEqual({ explore: 0.5, genres: { Drama: -2 } });
    expect(checkSteer({})).toEqual({ explore: undefined, genres: undefined });
  });

  it('out of range names the field', () => {
    expect(() => checkSteer({ explore: 1.1 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: explore: expected a number from 0 to 1, got 1.1]`);
    expect(() => checkSteer({ explore: NaN })).toThrowErrorMatchingInlineSnapshot(`[OptionError: explore: expected a number from 0 to 1, got NaN]`);
    expect(() => checkSteer({ genres: { Drama: 3 } })).toThrowErrorMatchingInlineSnapshot(`[OptionError: genres.Drama: expected a number from −2 to 2, got 3]`);
    expect(() => checkSteer({ hide: '1' } as object)).toThrowErrorMatchingInlineSnapshot(`[OptionError: hide: is nothing to steer by; there are explore, genres]`);
  });
});
