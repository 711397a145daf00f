/**
 * Where more items have the threshold's score than are wanted: the row before which they are chosen.
 *
 * | binding | name  | type                        | holds |
 * |---|---|---|---|
 * | 0 … 2 |       |                             | see `selection-keys.ts` |
 * | 3 | state | Selection, written          | the threshold, and how many are wanted |
 * | 4 | tiles | array<u32>, [⌈rows / 2048⌉] | rows with the threshold's key, by tile |
 *
 * Dispatch: one workgroup of 64. A thread takes a run of tiles; then, in the tile that was found, a run of 32 rows.
 */
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { KEY_BINDINGS, KEYS, SELECTION, TILE } from './selection-keys.ts';

const ROWS = TILE / WORKGROUP_SIZE;

export const TIE_FIND_PROGRAM: ProgramSource = {
  label: 'last of the ties',
  bindings: [...KEY_BINDINGS, 'storage', 'read-only-storage'],
  code: `${KEYS}${SELECTION}
@group(0) @binding(3) var<storage, read_write> state: Selection;
@group(0) @binding(4) var<storage, read> tiles: array<u32>;

var<workgroup> sums: array<u32, ${WORKGROUP_SIZE}>;
/** The tile with the last of those wanted, and how many are wanted of it. */
var<workgroup> tile: u32;
var<workgroup> left: u32;

fn before(lane: u32) -> u32 {
  var sum = 0u;
  for (var i = 0u; i < lane; i++) { sum += sums[i]; }
  return sum;
}

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(local_invocation_index) lane: u32) {
  let open = state.done == 0u;
  let wanted = select(0u, state.wanted, open);
  let count = (run.x + ${TILE - 1}u) / ${TILE}u;
  let share = (count + ${WORKGROUP_SIZE - 1}u) / ${WORKGROUP_SIZE}u;
  let end = min((lane + 1u) * share, count);
  var mine = 0u;
  for (var i = lane * share; i < end; i++) { mine += tiles[i]; }
  sums[lane] = mine;
  workgroupBarrier();
  var found = before(lane);
  if (found < wanted && found + mine >= wanted) {
    var i = lane * share;
    while (found + tiles[i] < wanted) {
      found += tiles[i];
      i++;
    }
    tile = i;
    left = wanted - found;
  }
  workgroupBarrier();

  let first = tile * ${TILE}u + lane * ${ROWS}u;
  mine = 0u;
  for (var row = first; row < first + ${ROWS}u; row++) { mine += u32(key(row) == state.threshold); }
  sums[lane] = mine;
  workgroupBarrier();
  found = before(lane);
  if (open && found < left && found + mine >= left) {
    var row = first;
    loop {
      found += u32(key(row) == state.threshold);
      row++;
      if (found == left) { break; }
    }
    state.ties = row;
  }
}
`,
};
