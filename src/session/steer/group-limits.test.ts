import { expect, it } from 'vitest';
import { GroupLimits } from './group-limits.ts';

it('an item has to fit each of its groups, of every field; one without a group always does', () => {
  const genres = [['Drama', 'War'], ['Drama'], ['War'], [], ['Drama', 'War']];
  const brands = ['a', 'b', 'a', 'a', 'b'];
  const limits = new GroupLimits([
    { count: 2, valuesOf: (item) => genres[item] },
    { count: 2, valuesOf: (item) => [brands[item]] },
  ]);
  limits.add(0);
  expect([1, 2, 3, 4].map((item) => limits.allow(item))).toEqual([true, true, true, true]);
  limits.add(1);
  expect([2, 3, 4].map((item) => limits.allow(item))).toEqual([true, true, false]);
  limits.add(3);
  expect([2, 3].map((item) => limits.allow(item))).toEqual([false, false]);
});

it('what is there all the same counts', () => {
  const limits = new GroupLimits([{ count: 1, valuesOf: () => ['x'] }]);
  limits.add(1);
  limits.add(2);
  expect(limits.allow(3)).toBe(false);
});
