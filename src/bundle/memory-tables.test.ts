import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TransitionTables } from '../types.ts';
import { decodeMemory, encodeMemory, memoryBytes } from './memory-tables.ts';
import { type SafeTensor, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const FILE = 'weights/memory.safetensors';

/** Three items: 0 → 1, 2; nothing follows 1; 2 → 0. */
const tables: TransitionTables = {
  offsets: Int32Array.of(0, 2, 2, 3),
  items: Int32Array.of(1, 2, 0),
  codes: Uint8Array.of(255, 7, 255),
  scales: Float32Array.of(0.5, 0, 0.25),
};

function faultOf(change: (tensors: Map<string, SafeTensor>) => void, count = 3): string {
  const { tensors } = decodeSafetensors(FILE, encodeMemory(FILE, tables, 3));
  change(tensors);
  try {
    decodeMemory(FILE, encodeSafetensors(tensors), count);
    return 'was taken';
  } catch (error) {
    return String(error);
  }
}

function int32(...data: number[]): SafeTensor {
  return { dtype: 'I32', shape: [data.length], data: Int32Array.from(data) };
}

function uint16(...data: number[]): SafeTensor {
  return { dtype: 'U16', shape: [data.length], data: Uint16Array.from(data) };
}

test('what is encoded is decoded, and takes the bytes it is said to', () => {
  const bytes = encodeMemory(FILE, tables, 3);
  const decoded = decodeMemory(FILE, bytes, 3);
  expect({ ...decoded, items: Int32Array.from(decoded.items) }).toEqual(tables);
  expect(decoded.items).toBeInstanceOf(Uint16Array);
  const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(bytes.length - header).toBe(memoryBytes(3, 3));
});

test('any rows, and a catalogue too large for short indices', () => {
  const row = fc.uniqueArray(fc.nat({ max: 69_999 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), fc.boolean(), (rows, large) => {
      const count = large ? 70_000 : rows.length;
      const sorted = rows.map((items) => [...new Set(items.map((item) => item % count))].sort((a, b) => a - b));
      const offsets = new Int32Array(count + 1);
      for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i] + (sorted[i]?.length ?? 0);
      const items = Int32Array.from(sorted.flat());
      const given = { offsets, items, codes: Uint8Array.from(items, (_, e) => e % 256), scales: new Float32Array(count).fill(0.1) };
      const { items: decoded, ...rest } = decodeMemory(FILE, encodeMemory(FILE, given, count), count);
      expect({ ...rest, items: Int32Array.from(decoded) }).toEqual(given);
    }),
    { numRuns: 30 },
  );
});

test('what does not fit is refused, by the name of its tensor', () => {
  const faults = [
    faultOf(() => {}, 4),
    faultOf((t) => t.delete('memory.codes')),
    faultOf((t) => t.set('memory.items', int32(1, 2, 0))),
    faultOf((t) => t.set('memory.offsets', int32(1, 2, 2, 3))),
    faultOf((t) => t.set('memory.offsets', int32(0, 2, 2, 4))),
    faultOf((t) => t.set('memory.offsets', int32(0, 2, -1, 3))),
    faultOf((t) => t.set('memory.offsets', int32(0, 2_000_000_000, 2, 3))),
    faultOf((t) => t.set('memory.items', uint16(1, 3, 0))),
    faultOf((t) => t.set('memory.items', uint16(2, 1, 0))),
    faultOf((t) => t.set('memory.items', uint16(1, 1, 0))),
    faultOf((t) => t.set('memory.scale', { dtype: 'F32', shape: [3], data: Float32Array.of(0.5, -1, 0.25) })),
    faultOf((t) => t.set('memory.scale', { dtype: 'F32', shape: [3], data: Float32Array.of(0.5, NaN, 0.25) })),
  ];
  expect(faults.join('\n')).toMatchInlineSnapshot(`
    "BundleError: weights/memory.safetensors: tensor "memory.offsets": expected the shape [5], came [4]
    BundleError: weights/memory.safetensors: tensor "memory.items": expected the shape [0], came [3]
    BundleError: weights/memory.safetensors: tensor "memory.items": expected U16, came I32
    BundleError: weights/memory.safetensors: tensor "memory.offsets": expected 0 to 3, came 1 to 3
    BundleError: weights/memory.safetensors: tensor "memory.offsets": expected 0 to 3, came 0 to 4
    BundleError: weights/memory.safetensors: tensor "memory.offsets": row 1 ends at -1, before it begins at 2
    BundleError: weights/memory.safetensors: tensor "memory.offsets": row 1 ends at 2, before it begins at 2000000000
    BundleError: weights/memory.safetensors: tensor "memory.items": row 0: expected items from 0 to 2, came 3
    BundleError: weights/memory.safetensors: tensor "memory.items": row 0: expected items that ascend, came 1 after 2
    BundleError: weights/memory.safetensors: tensor "memory.items": row 0: expected items that ascend, came 1 after 1
    BundleError: weights/memory.safetensors: tensor "memory.scale": row 1 has a negative one
    BundleError: weights/memory.safetensors: tensor "memory.scale": expected finite numbers, came NaN at index 1"
  `);
});
