import { expect, test } from 'vitest';
import { surfaceOrder } from './surface-order.ts';

const order = (...surfaces: [name: string, ...excludes: string[]][]) => surfaceOrder(surfaces.map(([name, ...excludes]) => ({ name, excludes }))).map(({ name }) => name);

test('as they came, where none excludes another', () => {
  expect(order(['a'], ['b'], ['c', 'nowhere'])).toEqual(['a', 'b', 'c']);
});

test('each after those it excludes, over several steps', () => {
  expect(order(['a', 'b'], ['b', 'c'], ['c'], ['d'])).toEqual(['c', 'b', 'a', 'd']);
});

test('of two surfaces of one name, both come before who excludes the name', () => {
  expect(order(['x', 'a'], ['a'], ['a'])).toEqual(['a', 'a', 'x']);
});

test('a circle begins with the one that came first, and what excludes itself waits for nobody', () => {
  expect(order(['a', 'b'], ['b', 'a'])).toEqual(['a', 'b']);
  expect(order(['a', 'a'], ['b', 'a'])).toEqual(['a', 'b']);
  expect(order(['x', 'a'], ['a', 'b'], ['b', 'a'])).toEqual(['a', 'x', 'b']);
});
