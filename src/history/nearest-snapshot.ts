/** Of snapshots' places, the one with the largest `count` up to the given one; of two alike the later `from`. */
export function nearestSnapshot<T extends { from: number; count: number }>(
  places: readonly T[],
  count: number,
  from?: number,
): T | undefined {
  let best: T | undefined;
  for (const place of places) {
    if (place.count > count || (from !== undefined && place.from !== from)) continue;
    if (best === undefined || place.count > best.count || (place.count === best.count && place.from > best.from)) best = place;
  }
  return best;
}
