import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Item } from '../types.ts';
import { itemOrders, WALK } from './item-orders.ts';

const item = (id: string, title = 'The same'): Item => ({ id, title, genres: [], year: null, extra: {} });
/** Ids in each order. */
const sorted = (items: readonly Item[]) =>
  itemOrders(items).map((places) => {
    const ids: string[] = [];
    places.forEach((place, at) => (ids[place] = items[at].id));
    return ids;
  });

it('by id reads its numbers as numbers, of any length', () => {
  const ids = ['a10', 'a9', 'b', 'a', 'a9b2', 'a9b10', '10', '9', 'a123456789012345678901234567890', 'a123456789012345678901234567889'];
  expect(sorted(ids.map((id) => item(id)))[0]).toEqual(['9', '10', 'a', 'a9', 'a9b2', 'a9b10', 'a10', 'a123456789012345678901234567889', 'a123456789012345678901234567890', 'b']);
});

it('by id passes over leading zeros, which only part equals', () => {
  expect(sorted(['m10', 'm009', 'm9', 'm08', 'm0', 'm00'].map((id) => item(id)))[0]).toEqual(['m0', 'm00', 'm08', 'm009', 'm9', 'm10']);
});

it('by title goes by lower case, equals by id', () => {
  expect(sorted([item('1', 'beta'), item('2', 'Alpha'), item('10', 'ALPHA'), item('3', 'Gamma'), item('9', 'alpha')])[1]).toEqual(['2', '9', '10', '1', '3']);
});

it('hangs on ids and titles alone, not on the order of the items', () => {
  const items = fc.uniqueArray(fc.record({ id: fc.string({ unit: fc.constantFrom('0', '1', '2', 'a', 'B', '-'), minLength: 1, maxLength: 5 }), title: fc.constantFrom('x', 'X', 'y', 'Yes') }), {
    selector: ({ id }) => id,
    maxLength: 25,
  });
  fc.assert(
    fc.property(items.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, shuffled]) => {
      const [one, other] = [list, shuffled].map((each) => sorted(each.map(({ id, title }) => item(id, title))));
      expect(one).toHaveLength(WALK.orders.length);
      expect(other).toEqual(one);
      for (const ids of one) expect(new Set(ids).size).toBe(list.length);
    }),
  );
});
