/**
 * Where more items have the threshold's score than are wanted: how many each tile of 2048 rows holds.
 *
 * | binding | name  | type                             | holds |
 * |---|---|---|---|
 * | 0 … 2 |       |                                  | see `selection-keys.ts` |
 * | 3 | state | Selection                        | the threshold |
 * | 4 | tiles | array<u32>, [⌈rows / 2048⌉], written | rows with the threshold's key |
 *
 * Dispatch: ⌈rows / 2048⌉ workgroups of 64, in x and y.
 */
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { KEY_BINDINGS, KEYS, SELECTION, TILE } from './selection-keys.ts';

export const TIE_COUNT_PROGRAM: ProgramSource = {
  label: 'ties by tile',
  bindings: [...KEY_BINDINGS, 'read-only-storage', 'storage'],
  code: `${KEYS}${SELECTION}
@group(0) @binding(3) var<storage, read> state: Selection;
@group(0) @binding(4) var<storage, read_write> tiles: array<u32>;

var<workgroup> count: atomic<u32>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (state.done == 1u) { return; }
  let tile = group.y * groups.x + group.x;
  let first = tile * ${TILE}u + lane;
  var mine = 0u;
  for (var row = first; row < first + ${TILE}u; row += ${WORKGROUP_SIZE}u) { mine += u32(key(row) == state.threshold); }
  if (mine > 0u) { atomicAdd(&count, mine); }
  workgroupBarrier();
  if (lane == 0u && tile * ${TILE}u < run.x) { tiles[tile] = atomicLoad(&count); }
}
`,
};
