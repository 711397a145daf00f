/** The file of the orders in which a visitor may walk through the catalogue: each item's place in each of them. */
import { BundleError } from '../errors.ts';
import { checkTensors } from './check-tensors.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Places of smaller catalogues take two bytes. */
const SHORT_PLACES = 65_536;

/** Bytes of the tables' numbers. */
export function orderBytes(count: number, orders: number): number {
  return orders * count * (count <= SHORT_PLACES ? 2 : 4);
}

/** @throws {BundleError} unless each order is a permutation of 0 … count − 1. */
export function encodeOrders(file: string, orders: readonly Int32Array[], count: number): Uint8Array {
  const tensors = new Map<string, SafeTensor>();
  orders.forEach((places, order) => {
    const shape = [places.length];
    tensors.set(nameOf(order), count <= SHORT_PLACES ? { dtype: 'U16', shape, data: Uint16Array.from(places) } : { dtype: 'I32', shape, data: places });
  });
  checkedOrders(file, tensors, count, orders.length);
  return encodeSafetensors(tensors);
}

/** @throws {BundleError} unless the file holds so many orders of `count` items, each with every place once. */
export function decodeOrders(file: string, bytes: Uint8Array, count: number, orders: number): (Int32Array | Uint16Array)[] {
  return checkedOrders(file, decodeSafetensors(file, bytes).tensors, count, orders);
}

function checkedOrders(file: string, tensors: ReadonlyMap<string, SafeTensor>, count: number, orders: number): (Int32Array | Uint16Array)[] {
  const names = Array.from({ length: orders }, (_, order) => nameOf(order));
  const dtype = count <= SHORT_PLACES ? 'U16' : 'I32';
  checkTensors(file, tensors, Object.fromEntries(names.map((name) => [name, { dtype, shape: [count] }])));
  return names.map((name) => {
    const places = tensors.get(name)?.data as Int32Array | Uint16Array;
    const taken = new Uint8Array(count);
    places.forEach((place, item) => {
      if (!(place >= 0 && place < count) || taken[place] === 1) throw new BundleError(file, `tensor "${name}": expected each place from 0 to ${count - 1} once, came ${place} for item ${item}`);
      taken[place] = 1;
    });
    return places;
  });
}

function nameOf(order: number): string {
  return `orders.${order}`;
}
