import { type Ranked } from '../../src/kernels/scorer.ts';

/** Scores so near may change places: a float32 sum depends on its order. */
const TOLERANCE = 1e-4;

/** Whether a list is the reference list, but for swaps of items whose scores are equal within 1e-4. */
export function sameTop(list: Ranked, reference: Ranked): boolean {
  if (list.items.length !== reference.items.length) return false;
  if (new Set(list.items).size !== list.items.length) return false;
  const known = new Map(Array.from(reference.items, (item, place) => [item, reference.scores[place]]));
  const last = reference.scores.at(-1) ?? 0;
  const near = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE;
  return Array.from(list.items).every((item, place) => {
    // An item the reference left out may stand in for its last ones only.
    return near(list.scores[place], reference.scores[place]) && near(list.scores[place], known.get(item) ?? last);
  });
}

/** Share of the reference list's items that the list has too. */
export function overlap(list: Ranked, reference: Ranked): number {
  const there = new Set(list.items);
  return Array.from(reference.items).filter((item) => there.has(item)).length / reference.items.length;
}
