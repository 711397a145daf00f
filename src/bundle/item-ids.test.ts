import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sfc32 } from '../random.ts';
import { decodeIds } from './decode-ids.ts';
import { encodeIds } from './item-text.ts';

const FILE = 'items/ids.json';

/** A list of ids as a bundle writes it, and as any other JSON writer may. */
const written = (ids: readonly string[]) => encodeIds(ids.map((id) => ({ id, title: '', genres: [], year: null, extra: {} })));
const otherwise = (ids: readonly unknown[]) => new TextEncoder().encode(JSON.stringify(ids));

const anyId = fc.oneof(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', '"', '\\', '\u0001', 'é') }), fc.constantFrom('\ufeffx', 'x', '\ufffd', '0', '__proto__'));

describe('ItemIds', () => {
  test('is a list and a Map in one, for any ids, however the file is written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyId, { minLength: 1, maxLength: 40 }), fc.array(anyId, { maxLength: 10 }), (ids, others) => {
        const known = new Map(ids.map((id, index) => [id, index]));
        for (const bytes of [written(ids), otherwise(ids)]) {
          const packed = decodeIds(FILE, bytes, ids.length);
          expect(packed.count).toBe(ids.length);
          expect(ids.map((_, index) => packed.at(index))).toEqual(ids);
          for (const id of [...ids, ...others, '', '\ud800']) expect(packed.indexOf(id)).toBe(known.get(id));
        }
      }),
    );
  });

  test('finds each of many, and none beside them', () => {
    const ids = Array.from({ length: 50_000 }, (_, i) => `${i}`);
    const packed = decodeIds(FILE, written(ids), ids.length);
    expect(ids.every((id, index) => packed.indexOf(id) === index && packed.at(index) === id)).toBe(true);
    expect(ids.every((id) => packed.indexOf(`${id}x`) === undefined)).toBe(true);
  });

  test('has no id beyond its ends', () => {
    const packed = decodeIds(FILE, written(['a', 'b']), 2);
    for (const index of [-1, 2, 0.5, NaN]) expect(() => packed.at(index)).toThrow(`index: expected a whole number from 0 to 1, came ${index}`);
  });
});

test('ids made to collide are refused, before they take time', () => {
  // FNV-1a takes a text block by block: n pairs of blocks that lead to the same state make 2^n ids of one hash (Joux 2004).
  const state = (ascii: string, from: number) => {
    let h = from;
    for (let i = 0; i < ascii.length; i++) h = Math.imul(h ^ ascii.charCodeAt(i), 0x01000193);
    return h;
  };
  const random = new Sfc32(1);
  let ids = [''];
  for (let at = 0x811c9dc5 | 0; ids.length < 2_048; ) {
    const seen = new Map<number, string>();
    for (;;) {
      const block = random.uint32().toString(36).padStart(7, '_');
      const to = state(block, at);
      const other = seen.get(to);
      seen.set(to, block);
      if (other === undefined || other === block) continue;
      ids = ids.flatMap((id) => [id + other, id + block]);
      at = to;
      break;
    }
  }
  expect(new Set(ids.map((id) => state(id, 0x811c9dc5))).size).toBe(1);
  expect(() => decodeIds(FILE, written(ids), ids.length)).toThrow('items/ids.json: item 1000: too many ids have the hash of ');
  expect(decodeIds(FILE, written(ids.slice(0, 900)), 900).indexOf(ids[899])).toBe(899);
  expect(decodeIds(FILE, written(ids.slice(0, 1_000)), 1_000).indexOf(ids[1_000])).toBe(undefined);
});

test('what are no different ids is refused, in both ways of writing', () => {
  const text = (json: string) => new TextEncoder().encode(json);
  const faults = [
    written(['a', 'b', 'a']),
    otherwise(['a', 'b', 'a']),
    written(['a', '', 'c']),
    otherwise(['a', '', 'c']),
    written(['a', '\ud800', 'c']),
    otherwise(['a', { id: 'b' }, 'c']),
    written(['a', 'b']),
    written(['a', 'b', 'c', 'd']),
    text('[\n"a",\n"b",\n"c"\n'),
    text('[\n"a",\n"b",\n"c"\n] x'),
    text('[\n"a",\n"b\\q",\n"c"\n]\n'),
    text('[\n"a",\n"b\n",\n"c"\n]\n'),
    text('[\n"a",\n"b",\n"c'),
    text('[\n"a",\n"b",\n"c\\'),
    Uint8Array.of(...text('[\n"a",\n"b",\n"'), 0xff, ...text('"\n]\n')),
    text('{}'),
  ].map((bytes) => {
    try {
      return `read: ${decodeIds(FILE, bytes, 3).count}`;
    } catch (error) {
      return String(error);
    }
  });
  expect(faults.join('\n')).toMatchInlineSnapshot(`
    "BundleError: items/ids.json: the id "a" belongs to item 0 and item 2
    BundleError: items/ids.json: the id "a" belongs to item 0 and item 2
    BundleError: items/ids.json: item 1: expected an id, came ""
    BundleError: items/ids.json: item 1: expected an id, came ""
    BundleError: items/ids.json: item 1: expected an id of whole characters, came "\\ud800"
    BundleError: items/ids.json: item 1: expected an id, came an object
    BundleError: items/ids.json: expected 3 items, came 2
    BundleError: items/ids.json: expected 3 items, came 4
    BundleError: items/ids.json: is not valid JSON
    BundleError: items/ids.json: is not valid JSON
    BundleError: items/ids.json: is not valid JSON
    BundleError: items/ids.json: is not valid JSON
    BundleError: items/ids.json: is not valid JSON
    BundleError: items/ids.json: is not valid JSON
    BundleError: items/ids.json: is not UTF-8 text
    BundleError: items/ids.json: expected a list, came an object"
  `);
});

test('space around the ids, and escapes that need not be, are read like any JSON', () => {
  const bytes = new TextEncoder().encode('[\n"a",\n"\\u0062",\n "c" ]');
  const packed = decodeIds(FILE, bytes, 3);
  expect([0, 1, 2].map((index) => packed.at(index))).toEqual(['a', 'b', 'c']);
});
