import { expect, it } from 'vitest';
import { randomPlaces } from '../kernels/testing/random-places.ts';
import { Sfc32 } from '../random.ts';
import { decodeOrders, encodeOrders, orderBytes } from './order-tables.ts';
import { encodeSafetensors, type SafeTensor } from './safetensors.ts';

const FILE = 'weights/orders.safetensors';
const orders = [1, 2].map((seed) => randomPlaces(9, new Sfc32(seed)));
const fileOf = (...tables: SafeTensor[]) => encodeSafetensors(new Map(tables.map((table, i) => [`orders.${i}`, table])));
const short = (...places: number[]): SafeTensor => ({ dtype: 'U16', shape: [places.length], data: Uint16Array.from(places) });

it('come back as they were, in two bytes a place', () => {
  const read = decodeOrders(FILE, encodeOrders(FILE, orders, 9), 9, 2);
  expect(read.map((places) => [...places])).toEqual(orders.map((places) => [...places]));
  expect(read[0]).toBeInstanceOf(Uint16Array);
  expect(orderBytes(9, 2)).toBe(36);
});

it('in four where two are not enough', () => {
  const many = [randomPlaces(65_537, new Sfc32(3))];
  const [read] = decodeOrders(FILE, encodeOrders(FILE, many, 65_537), 65_537, 1);
  expect(read).toEqual(many[0]);
  expect([orderBytes(65_536, 1), orderBytes(65_537, 1)]).toEqual([131_072, 262_148]);
});

it('refuses what is no order of the items, and says where', () => {
  const once = 'expected each place from 0 to 2 once, came';
  expect(() => decodeOrders(FILE, fileOf(short(0, 1, 1)), 3, 1)).toThrow(`${FILE}: tensor "orders.0": ${once} 1 for item 2`);
  expect(() => decodeOrders(FILE, fileOf(short(0, 1, 2), short(0, 3, 1)), 3, 2)).toThrow(`${FILE}: tensor "orders.1": ${once} 3 for item 1`);
  expect(() => encodeOrders(FILE, [Int32Array.of(2, 2, 0)], 3)).toThrow(`tensor "orders.0": ${once} 2 for item 1`);
});

it('refuses a wrong length, type, or number of orders', () => {
  expect(() => encodeOrders(FILE, [Int32Array.of(0, 1)], 3)).toThrow('orders.0');
  expect(() => decodeOrders(FILE, fileOf(short(0, 1)), 3, 1)).toThrow('orders.0');
  expect(() => decodeOrders(FILE, fileOf({ dtype: 'I32', shape: [2], data: Int32Array.of(0, 1) }), 2, 1)).toThrow('orders.0');
  expect(() => decodeOrders(FILE, fileOf(short(0, 1)), 2, 2)).toThrow('orders.1');
  expect(() => decodeOrders(FILE, fileOf(short(0, 1), short(1, 0)), 2, 1)).toThrow('orders.1');
});
