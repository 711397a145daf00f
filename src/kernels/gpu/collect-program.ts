/**
 * Writes down the rows that the selection chose, in no order.
 *
 * | binding | name    | type                          | holds |
 * |---|---|---|---|
 * | 0 … 2 |         |                               | see `selection-keys.ts` |
 * | 3 | state   | Selection, `chosen` written   | the threshold |
 * | 4 | results | array<vec2u>, [wanted], written | row, complement of its key: as 64-bit numbers they ascend from the best |
 *
 * A thread marks its 32 rows, then takes places for all that are chosen at once; with subgroups, a subgroup does.
 * Dispatch: ⌈rows / 2048⌉ workgroups of 64, in x and y.
 */
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { KEY_BINDINGS, KEYS, SELECTION, TILE } from './selection-keys.ts';

const ALONE = `
  if (count == 0u) { return; }
  var place = atomicAdd(&state.chosen, count);`;

const TOGETHER = `
  let before = subgroupExclusiveAdd(count);
  let together = subgroupAdd(count);
  var start = 0u;
  if (subgroupElect() && together > 0u) { start = atomicAdd(&state.chosen, together); }
  var place = subgroupBroadcastFirst(start) + before;`;

export const collectProgram = (subgroups: boolean): ProgramSource => ({
  label: 'rows chosen',
  bindings: [...KEY_BINDINGS, 'storage', 'storage'],
  code: `${subgroups ? 'enable subgroups;' : ''}
${KEYS}${SELECTION.replace('chosen: u32', 'chosen: atomic<u32>')}
@group(0) @binding(3) var<storage, read_write> state: Selection;
@group(0) @binding(4) var<storage, read_write> results: array<vec2u>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let threshold = state.threshold;
  let ties = state.ties;
  let first = (group.y * groups.x + group.x) * ${TILE}u + lane;
  var marks = 0u;
  for (var i = 0u; i < ${TILE / WORKGROUP_SIZE}u; i++) {
    let row = first + i * ${WORKGROUP_SIZE}u;
    let k = key(row);
    marks |= u32(k > threshold || (k == threshold && row < ties)) << i;
  }
  let count = countOneBits(marks);
${subgroups ? TOGETHER : ALONE}
  for (; marks != 0u; marks &= marks - 1u) {
    let row = first + firstTrailingBit(marks) * ${WORKGROUP_SIZE}u;
    results[place] = vec2u(row, ~key(row));
    place++;
  }
}
`,
});
