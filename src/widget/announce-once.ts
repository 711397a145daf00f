/** One click may change every rail of a page; a screen reader is told once. */
const QUIET_MS = 1000;
let last = -Infinity;

/** Whether whoever asks is the first in a while. */
export function announceOnce(now = performance.now()): boolean {
  if (now - last < QUIET_MS) return false;
  last = now;
  return true;
}
