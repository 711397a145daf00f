import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BundleError } from '../errors.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** A file with this header, padded, and so many bytes of data. */
function handMade(header: string, data: Uint8Array | number = 0): Uint8Array {
  const text = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8));
  const tail = typeof data === 'number' ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + text.length + tail.length);
  bytes[0] = text.length % 256;
  bytes[1] = text.length / 256;
  bytes.set(text, 8);
  bytes.set(tail, 8 + text.length);
  return bytes;
}

const decode = (bytes: Uint8Array) => decodeSafetensors('w.safetensors', bytes);

test('reads bytes made by hand', () => {
  const { tensors, metadata } = decode(
    handMade(
      '{"__metadata__":{"by":"hand"},"b":{"dtype":"I8","shape":[3],"data_offsets":[8,11]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}',
      Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 192, 1, 255, 128),
    ),
  );
  expect(metadata).toEqual({ by: 'hand' });
  expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [2, 1], data: Float32Array.of(1, -2) });
  expect(tensors.get('b')).toEqual({ dtype: 'I8', shape: [3], data: Int8Array.of(1, -1, -128) });
  expect(tensors.size).toBe(2);
});

test('writes the bytes of the format: length, padded header, tensors by width and name', () => {
  const bytes = encodeSafetensors(
    new Map<string, SafeTensor>([
      ['z', { dtype: 'I8', shape: [1], data: Int8Array.of(-1) }],
      ['b', { dtype: 'F32', shape: [1], data: Float32Array.of(1) }],
      ['a', { dtype: 'F32', shape: [1], data: Float32Array.of(-2) }],
    ]),
  );
  const length = bytes[0] + 256 * bytes[1];
  expect([...bytes.subarray(2, 8)]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(length % 8).toBe(0);
  expect(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd()).toBe(
    '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"z":{"dtype":"I8","shape":[1],"data_offsets":[8,9]}}',
  );
  expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0, 192, 0, 0, 128, 63, 255]);
});

const tensor: fc.Arbitrary<SafeTensor> = fc.oneof(
  fc.array(fc.float()).map((list): SafeTensor => ({ dtype: 'F32', shape: [list.length], data: Float32Array.from(list) })),
  fc.int8Array().map((data): SafeTensor => ({ dtype: 'I8', shape: [1, data.length], data: Int8Array.from(data) })),
  fc.uint16Array().map((data): SafeTensor => ({ dtype: 'F16', shape: [data.length, 1, 1], data: Uint16Array.from(data) })),
);
const names = fc.string({ unit: 'binary' }).filter((name) => !['__proto__', 'constructor', 'prototype', '__metadata__'].includes(name));
const entries = fc.uniqueArray(fc.tuple(names, tensor), { selector: ([name]) => name, maxLength: 5 });

test('whatever is written is read again, aligned or not, and its order does not matter', () => {
  fc.assert(
    fc.property(entries, fc.nat({ max: 7 }), (list, shift) => {
      const bytes = encodeSafetensors(new Map(list), { note: 'x' });
      expect(encodeSafetensors(new Map(list.toReversed()), { note: 'x' })).toEqual(bytes);
      const shifted = new Uint8Array(bytes.length + shift).subarray(shift);
      shifted.set(bytes);
      const back = decode(shifted);
      expect(back.metadata).toEqual({ note: 'x' });
      expect(back.tensors).toEqual(new Map(list));
    }),
  );
});

test('aligned tensors are views, others copies', () => {
  const bytes = encodeSafetensors(new Map([['a', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }]]));
  expect(decode(bytes).tensors.get('a')?.data.buffer).toBe(bytes.buffer);
  const shifted = new Uint8Array(bytes.length + 1).subarray(1);
  shifted.set(bytes);
  expect(decode(shifted).tensors.get('a')?.data.buffer).not.toBe(shifted.buffer);
});

describe('refuses', () => {
  const f32 = (offsets: string, shape = '[1]') => `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;
  const cases: Record<string, () => Uint8Array> = {
    'an empty file': () => new Uint8Array(),
    'a header longer than allowed': () => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 123, 125),
    'a header longer than the file': () => handMade('{}').subarray(0, 12),
    'a header that is not padded': () => Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 123, 125),
    'a header that begins with a space': () => handMade(' {}'),
    'a header that is not JSON': () => handMade('{"a":'),
    'a tensor without shape': () => handMade('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4),
    'a tensor that is a number': () => handMade('{"a":1}'),
    'a negative shape': () => handMade(`{"a":${f32('[0,4]', '[-1]')}}`, 4),
    'a fractional offset': () => handMade(`{"a":${f32('[0.5,4.5]')}}`, 4),
    'three offsets': () => handMade(`{"a":${f32('[0,4,8]')}}`, 8),
    'an unknown dtype': () => handMade('{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', 2),
    'an unknown field': () => handMade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4),
    'a shape that does not fit its bytes': () => handMade(`{"a":${f32('[0,4]', '[3]')}}`, 4),
    'a shape whose product overflows': () => handMade(`{"a":${f32('[0,4]', '[9007199254740991,9007199254740991]')}}`, 4),
    'a gap': () => handMade(`{"a":${f32('[0,4]')},"b":${f32('[8,12]')}}`, 12),
    'an overlap': () => handMade(`{"a":${f32('[0,4]')},"b":${f32('[0,4]')}}`, 4),
    'a tensor past the end': () => handMade(`{"a":${f32('[0,4]')}}`, 3),
    'bytes behind the tensors': () => handMade(`{"a":${f32('[0,4]')}}`, 5),
    'a name that stands twice': () => handMade(`{"a":${f32('[0,4]')},"\\u0061":${f32('[0,4]')}}`, 4),
    'a name that reaches the prototype': () => handMade(`{"__proto__":${f32('[0,4]')}}`, 4),
    'deep nesting': () => handMade('{"a":[[[[[]]]]]}'),
    'metadata that are not strings': () => handMade('{"__metadata__":{"a":1}}'),
  };
  test('whatever is not exact, and says why', () => {
    const reasons = Object.entries(cases).map(([name, make]) => `${name} → ${faultOf(() => decode(make()))}`);
    expect(reasons.join('\n')).toMatchInlineSnapshot(`
      "an empty file → w.safetensors: is cut short: 0 bytes are no safetensors file
      a header longer than allowed → w.safetensors: states a header of 72057594037927936 bytes, more than the 1048576 allowed
      a header longer than the file → w.safetensors: states a header of 8 bytes, but has only 4 behind its length
      a header that is not padded → w.safetensors: a header of 2 bytes is not padded to a multiple of 8
      a header that begins with a space → w.safetensors: the header does not begin with "{": not a safetensors file
      a header that is not JSON → w.safetensors: is not valid JSON
      a tensor without shape → w.safetensors: tensor "a": expected a shape of at most 8 whole numbers
      a tensor that is a number → w.safetensors: tensor "a": expected an object, came 1
      a negative shape → w.safetensors: tensor "a": expected a shape of at most 8 whole numbers
      a fractional offset → w.safetensors: tensor "a": expected data_offsets of two whole numbers
      three offsets → w.safetensors: tensor "a": expected data_offsets of two whole numbers
      an unknown dtype → w.safetensors: tensor "a": expected a dtype of F32, F16, I8, U8, U16, I32, came "BF16"
      an unknown field → w.safetensors: tensor "a": unknown field "x"
      a shape that does not fit its bytes → w.safetensors: tensor "a": a F32 of shape [3] takes 12 bytes, but data_offsets give 4
      a shape whose product overflows → w.safetensors: tensor "a": a F32 of shape [9007199254740991, 9007199254740991] takes 3.2451855365842665e+32 bytes, but data_offsets give 4
      a gap → w.safetensors: tensor "b" begins at byte 8 of the data, expected 4: a gap or an overlap
      an overlap → w.safetensors: tensor "b" begins at byte 0 of the data, expected 4: a gap or an overlap
      a tensor past the end → w.safetensors: the tensors take 4 bytes, but 3 follow the header
      bytes behind the tensors → w.safetensors: the tensors take 4 bytes, but 5 follow the header
      a name that stands twice → w.safetensors: the field "a" stands twice in one object
      a name that reaches the prototype → w.safetensors: a field may not be named "__proto__"
      deep nesting → w.safetensors: is nested deeper than 4 levels
      metadata that are not strings → w.safetensors: __metadata__: expected an object of strings"
    `);
  });
});

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof BundleError ? error.message : `not a BundleError: ${String(error)}`;
  }
  return 'was read';
}
