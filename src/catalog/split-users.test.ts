import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Sfc32, shuffle } from '../random.ts';
import { splitUsers, type SplitUsersOptions } from './split-users.ts';

const ids = Array.from({ length: 10_000 }, (_, i) => String(i));
const shares = { seed: 3, validation: 0.1, test: 0.2 };

/** The part of each user. */
function parts(users: string[], options: SplitUsersOptions): Map<string, string> {
  const split = splitUsers(users, options);
  return new Map(
    (['train', 'validation', 'test'] as const).flatMap((part) => Array.from(split[part], (user) => [users[user], part] as const)),
  );
}

describe('splitUsers', () => {
  it('puts every user in exactly one part, in ascending order', () => {
    const { train, validation, test } = splitUsers(ids, shares);
    expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(ids.map((_, user) => user));
    for (const part of [train, validation, test]) expect(part).toEqual(part.slice().sort());
  });

  it('comes near the shares (4 standard deviations), for ids that differ in one character', () => {
    const { validation, test } = splitUsers(ids, shares);
    expect(Math.abs(validation.length - 1000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.1 * 0.9));
    expect(Math.abs(test.length - 2000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.2 * 0.8));
  });

  it('gives a user the same part whatever the order and whoever else is there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 50 }), fc.integer(), (users, seed) => {
        const options = { ...shares, seed };
        const all = parts(users, options);
        const some = parts(shuffle([...users], new Sfc32(seed)).slice(0, 20), options);
        for (const [user, part] of some) expect(all.get(user)).toBe(part);
      }),
    );
  });

  it('splits independently by another seed', () => {
    const one = parts(ids, shares);
    const other = parts(ids, { ...shares, seed: 4 });
    const both = ids.filter((id) => one.get(id) === 'test' && other.get(id) === 'test').length;
    expect(Math.abs(both - 400)).toBeLessThan(4 * Math.sqrt(10_000 * 0.04 * 0.96));
  });

  it('stays as it is from version to version', () => {
    expect(parts(['1', '2', 'ann', 'bob', ''], { seed: 1, validation: 0.3, test: 0.3 })).toMatchInlineSnapshot(`
      Map {
        "2" => "train",
        "ann" => "validation",
        "bob" => "validation",
        "1" => "test",
        "" => "test",
      }
    `);
  });

  it('refuses shares that leave nobody to train on', () => {
    expect(() => splitUsers([], { seed: 1, validation: 0.5, test: 0.5 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: validation: expected validation + test below 1, got 0.5 + 0.5; leave users to train on]`);
    expect(() => splitUsers([], { seed: 1, validation: 0, test: -0.1 })).toThrowErrorMatchingInlineSnapshot(`[OptionError: test: expected a share in [0, 1), got -0.1; 0.1 is a tenth]`);
  });
});
