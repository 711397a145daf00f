import { type Sfc32 } from '../../random.ts';

/** A seeded order of `count` items, for tests: each one's place, [n]. */
export function randomPlaces(count: number, random: Sfc32): Int32Array {
  const places = Int32Array.from({ length: count }, (_, item) => item);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [places[last], places[other]] = [places[other], places[last]];
  }
  return places;
}
