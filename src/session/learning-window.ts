/** Which events a visitor's device learns from: a stated rule, so that the personal part is a pure function of them. */

/** At most so many of the latest events are learned from. */
export const LEARNED_EVENTS = 500;
/** Beyond that the window moves on in strides of half its size, so that a rebuild is rare and its cost bounded. */
export const STRIDE = LEARNED_EVENTS / 2;

/**
 * Snapshots whose learning began before this index are needed no longer. Those of the window before stay: who undoes
 * the event with which the window moved on is back in it at once.
 */
export function oldestKeptStart(from: number): number {
  return Math.max(0, from - STRIDE);
}

/** Whether a window may begin at this index. */
export function isLearningStart(index: number): boolean {
  return index >= 0 && index % STRIDE === 0;
}

/** Index of the first event learned from, of `count` kept events. Up to 500: 0; then between 251 and 500 remain. */
export function learningStart(count: number): number {
  return count <= LEARNED_EVENTS ? 0 : Math.floor((count - STRIDE - 1) / STRIDE) * STRIDE;
}
