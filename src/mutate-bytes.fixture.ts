/** Seeded damage to bytes, for fuzzing. */
import { type Sfc32 } from './random.ts';

/** Numbers that arithmetic stumbles over, as their bytes, little-endian. */
const ODD: readonly Uint8Array[] = [
  ...[NaN, Infinity, -Infinity, 3.4e38, -3.4e38, 1e-45, -0].map((value) => new Uint8Array(Float32Array.of(value).buffer)),
  ...[-1, 2 ** 31 - 1, -(2 ** 31), 65_536].map((value) => new Uint8Array(Int32Array.of(value).buffer)),
  // Halves: no number, infinite, the largest.
  ...[0x7e00, 0x7c00, 0x7bff, 0xfbff].map((value) => new Uint8Array(Uint16Array.of(value).buffer)),
  Uint8Array.of(0x80),
];

/** A copy with one to three faults: bits flipped, something cut, put in, doubled, swapped or overwritten. */
export function mutateBytes(bytes: Uint8Array, random: Sfc32): Uint8Array {
  let changed = bytes;
  for (let fault = random.below(3); fault >= 0; fault--) changed = damaged(changed, random);
  return changed;
}

function damaged(bytes: Uint8Array, random: Sfc32): Uint8Array {
  const { length } = bytes;
  const [from, to] = [random.below(length + 1), random.below(length + 1)].sort((a, b) => a - b);
  const range = bytes.subarray(from, Math.min(to, from + 1 + random.below(64)));
  const noise = Uint8Array.from({ length: 1 + random.below(16) }, () => random.below(256));
  const before = bytes.subarray(0, from);
  switch (random.below(7)) {
    case 0:
      return joined(bytes.subarray(0, from));
    case 1:
      return joined(before, bytes.subarray(from + range.length));
    case 2:
      return joined(before, noise, bytes.subarray(from));
    case 3:
      return joined(before, range, range, bytes.subarray(from + range.length));
    case 4: {
      const other = bytes.subarray(to, to + range.length);
      return joined(before, other, bytes.subarray(from + range.length, to), range, bytes.subarray(to + range.length));
    }
    case 5: {
      // At a number's place, where files keep them aligned.
      const odd = ODD[random.below(ODD.length)];
      const copy = joined(bytes);
      const at = from - (from % odd.length);
      if (at + odd.length <= length) copy.set(odd, at);
      return copy;
    }
    default: {
      const copy = joined(bytes);
      if (length > 0) copy[from % length] ^= 1 << random.below(8);
      return copy;
    }
  }
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
