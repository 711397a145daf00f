import { type Sfc32 } from '../../random.ts';
import { type TransitionTables } from '../../types.ts';

/** Seeded tables over `count` items for tests: rows of up to `longest` entries, some of them empty. */
export function randomTransitions(count: number, longest: number, random: Sfc32): TransitionTables {
  const rows = Array.from({ length: count }, () => {
    const wanted = random.below(longest + 1);
    return [...new Set(Array.from({ length: wanted }, () => random.below(count)))].sort((a, b) => a - b);
  });
  const offsets = new Int32Array(count + 1);
  rows.forEach((row, a) => (offsets[a + 1] = offsets[a] + row.length));
  const items = Int32Array.from(rows.flat());
  return {
    offsets,
    items,
    codes: Uint8Array.from(items, () => 1 + random.below(255)),
    scales: Float32Array.from(rows, () => (0.001 + random.uniform()) / 255),
  };
}
