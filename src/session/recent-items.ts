/** Items of the last `window` events before event `at`, oldest first. */
export function recentItems(events: readonly { item: number }[], at: number, window: number): Int32Array {
  const length = Math.min(at, window);
  return Int32Array.from({ length }, (_, k) => events[at - length + k].item);
}
