/** Of more than `most` sorted values so many, evenly spaced from the first to the last; else all. */
export function evenlySpaced(sorted: readonly number[], most: number): number[] {
  if (sorted.length <= most) return [...sorted];
  return Array.from({ length: most }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (most - 1))]);
}
