/** What used to follow what in a catalogue that has changed: of new items, what is known of those with their content. */
import { type ContentFeatures } from '../../catalog/content-features.ts';
import { type TransitionTables } from '../../types.ts';

/** A new item is taken for the mean of so many that are nearest to it by content. */
const NEIGHBOURS = 10;
/** New items that one row may name, and items that a new row does. */
const MOST_NEW = 16;
const MOST_IN_ROW = 64;

type Row = Map<number, number>;

/**
 * M of the new catalogue, by its places. Between items that were there it stays as it was. M[a, new] is the mean of M[a, b]
 * over the items b nearest to the new one by content, and the new one's row the mean of their rows: whoever nothing is
 * known to follow would else stand below everybody that something is, whatever its factor.
 * @param rowOf the old row of each place, −1 for none, [n]
 * @param features of the items, by place
 */
export function contentTransitions(memory: TransitionTables, rowOf: Int32Array, features: ContentFeatures): TransitionTables {
  const placeOf = new Int32Array(memory.scales.length).fill(-1);
  rowOf.forEach((row, place) => {
    if (row >= 0) placeOf[row] = place;
  });
  const nearest = nearestByContent(features, rowOf);
  const takenFor = new Map<number, number[]>();
  for (const [place, neighbours] of nearest) for (const each of neighbours) takenFor.set(each, [...(takenFor.get(each) ?? []), place]);

  const into = { offsets: new Int32Array(rowOf.length + 1), items: [] as number[], codes: [] as number[], scales: new Float32Array(rowOf.length) };
  rowOf.forEach((row, place) => {
    const kept = row < 0 ? null : rowAt(memory, row, placeOf);
    const values = kept ? new Map([...kept, ...newcomers(kept, takenFor)]) : meanRow((nearest.get(place) ?? []).map((each) => rowAt(memory, rowOf[each], placeOf)));
    // Nothing follows itself.
    values.delete(place);
    const scale = kept ? memory.scales[row] : Math.fround(Math.max(0, ...values.values()) / 255);
    for (const [item, value] of [...values].sort(([x], [y]) => x - y)) {
      const code = scale > 0 ? Math.round(value / scale) : 0;
      if (code === 0 && !kept?.has(item)) continue;
      into.items.push(item);
      into.codes.push(code);
    }
    into.scales[place] = scale;
    into.offsets[place + 1] = into.items.length;
  });
  return { ...into, items: Int32Array.from(into.items), codes: Uint8Array.from(into.codes) };
}

/** A row of the old tables, by place; without what is gone. */
function rowAt({ offsets, items, codes, scales }: TransitionTables, row: number, placeOf: Int32Array): Row {
  const values: Row = new Map();
  for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) {
    const place = placeOf[items[entry]];
    if (place >= 0) values.set(place, codes[entry] * scales[row]);
  }
  return values;
}

function meanRow(rows: readonly Row[]): Row {
  const sums: Row = new Map();
  for (const row of rows) for (const [item, value] of row) sums.set(item, (sums.get(item) ?? 0) + value / rows.length);
  return largest(sums, MOST_IN_ROW);
}

/** The new items that a row leads to, by the items that they are taken for. */
function newcomers(row: Row, takenFor: ReadonlyMap<number, readonly number[]>): Row {
  const sums: Row = new Map();
  for (const [item, value] of row) for (const place of takenFor.get(item) ?? []) sums.set(place, (sums.get(place) ?? 0) + value / NEIGHBOURS);
  return largest(sums, MOST_NEW);
}

function largest(row: Row, most: number): Row {
  return new Map([...row].sort(([a, x], [b, y]) => y - x || a - b).slice(0, most));
}

/** Of each new place, those of the items that were there with the nearest content (cosine of the multi-hot features), the most popular of equals; itself without content: none. */
function nearestByContent({ offsets, indices, names }: ContentFeatures, rowOf: Int32Array): Map<number, number[]> {
  const having: number[][] = names.map(() => []);
  for (let place = 0; place < rowOf.length; place++) if (rowOf[place] >= 0) for (let e = offsets[place]; e < offsets[place + 1]; e++) having[indices[e]].push(place);
  const nearest = new Map<number, number[]>();
  const shared = new Float64Array(rowOf.length);
  for (let place = 0; place < rowOf.length; place++) {
    if (rowOf[place] >= 0) continue;
    shared.fill(0);
    for (let e = offsets[place]; e < offsets[place + 1]; e++) for (const other of having[indices[e]]) shared[other]++;
    const cosine = (other: number) => shared[other] / Math.sqrt(offsets[other + 1] - offsets[other]);
    const alike = [...shared.keys()].filter((other) => shared[other] > 0);
    nearest.set(place, alike.sort((a, b) => cosine(b) - cosine(a) || a - b).slice(0, NEIGHBOURS));
  }
  return nearest;
}
