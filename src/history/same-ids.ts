/** Whether two lists of ids are the same, in the same order. */
export function sameIds(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id, i) => id === others[i]);
}
