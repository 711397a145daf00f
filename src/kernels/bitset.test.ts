import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { clearBit, createBitset, hasBit, setBit } from './bitset.ts';

it('holds what a Set holds', () => {
  const step = fc.record({ add: fc.boolean(), value: fc.nat(99) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const bits = createBitset(100);
      const set = new Set<number>();
      for (const { add, value } of steps) {
        if (add) setBit(bits, value);
        else clearBit(bits, value);
        if (add) set.add(value);
        else set.delete(value);
      }
      const held = Array.from({ length: 100 }, (_, i) => i).filter((i) => hasBit(bits, i));
      expect(held).toEqual([...set].sort((a, b) => a - b));
    }),
  );
});

it('holds nothing past its room', () => {
  const bits = createBitset(32);
  setBit(bits, 32);
  expect(bits).toEqual(new Uint32Array(1));
  expect(hasBit(bits, 32)).toBe(false);
});
