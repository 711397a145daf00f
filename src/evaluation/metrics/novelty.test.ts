import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OptionError } from '../../errors.ts';
import { novelty, selfInformation } from './novelty.ts';
import { ITEMS, rankings } from './ranked-lists.fixture.ts';

it('an item of half the users has 1 bit, one of nobody log2(2·(users + 1))', () => {
  expect([...selfInformation([0, 3, 7], 6)]).toEqual([Math.log2(14), 1, expect.closeTo(Math.log2(7 / 7.5), 14)]);
  expect(selfInformation([6], 6)[0]).toBeCloseTo(0.107, 3);
});

it('is the mean over what is shown', () => {
  const information = Float64Array.of(1, 4, 7);
  expect(novelty([2, 0, 1], information, 2)).toBe(4);
  expect(novelty([1], information, 10)).toBe(4);
  expect(novelty([], information, 10)).toBeNull();
  expect(() => novelty([1], information, 0)).toThrow(OptionError);
});

it('is finite, positive and falls with the number of users who have the item', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (holders, more) => {
      const users = holders + more + 1;
      const [known, better] = selfInformation([holders, holders + 1], users);
      expect(better).toBeLessThan(known);
      expect(better).toBeGreaterThan(0);
      expect(known).toBeLessThan(Infinity);
    }),
  );
});

it('lies between the least and the most novel item shown, in whatever order', () => {
  const information = selfInformation([...Array(ITEMS).keys()], ITEMS);
  fc.assert(
    fc.property(rankings, ({ list, k }) => {
      const value = novelty(list, information, k);
      fc.pre(value !== null);
      const shown = list.slice(0, k);
      const bits = shown.map((item) => information[item]);
      expect(value).toBeGreaterThanOrEqual(Math.min(...bits) - 1e-12);
      expect(value).toBeLessThanOrEqual(Math.max(...bits) + 1e-12);
      expect(novelty(shown.toReversed(), information, k)).toBeCloseTo(value, 12);
    }),
  );
});
