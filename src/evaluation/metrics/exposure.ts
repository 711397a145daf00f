/**
 * How often each of n items is shown, [n], in lists laid one after another; −1 is a place left empty.
 * Coverage, Gini coefficient and novelty of many lists are computed from it.
 */
export function exposure(lists: Int32Array, items: number): Int32Array {
  const shown = new Int32Array(items);
  for (const item of lists) if (item >= 0) shown[item]++;
  return shown;
}
