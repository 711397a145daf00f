const WARM_UP = 3;
const CALLS = 20;
/** Calls under way at once: the GPU never waits for the processor. */
const OVERLAPPING = 16;

/** Milliseconds of one call alone, and of each of many at once. */
export interface Timings {
  medianMs: number;
  minMs: number;
  overlappedMs: number;
}

export async function timings(call: () => Promise<unknown>): Promise<Timings> {
  for (let i = 0; i < WARM_UP; i++) await call();
  const alone: number[] = [];
  for (let i = 0; i < CALLS; i++) {
    const before = performance.now();
    await call();
    alone.push(performance.now() - before);
  }
  const before = performance.now();
  await Promise.all(Array.from({ length: OVERLAPPING }, call));
  const overlappedMs = (performance.now() - before) / OVERLAPPING;
  const sorted = alone.toSorted((a, b) => a - b);
  return { medianMs: (sorted[CALLS / 2 - 1] + sorted[CALLS / 2]) / 2, minMs: sorted[0], overlappedMs };
}
