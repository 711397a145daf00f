import { type TransitionTables } from '../types.ts';

/** The same transitions with the items in another order: row r of the result is row order[r], and so are its columns named. */
export function reorderedTransitions({ offsets, items, codes, scales }: TransitionTables, order: Int32Array): TransitionTables {
  const placeOf = new Int32Array(order.length);
  order.forEach((item, place) => (placeOf[item] = place));
  const into = { offsets: new Int32Array(offsets.length), items: new Int32Array(items.length), codes: new Uint8Array(codes.length), scales: new Float32Array(scales.length) };
  let next = 0;
  order.forEach((item, place) => {
    const row = Array.from({ length: offsets[item + 1] - offsets[item] }, (_, k) => offsets[item] + k);
    for (const entry of row.sort((a, b) => placeOf[items[a]] - placeOf[items[b]])) {
      into.items[next] = placeOf[items[entry]];
      into.codes[next++] = codes[entry];
    }
    into.scales[place] = scales[item];
    into.offsets[place + 1] = next;
  });
  return into;
}
