/**
 * Writes down the rows that the selection chose, in no order.
 *
 * | binding | name    | type                          | holds |
 * |---|---|---|---|
 * | 0 … 2 |         |                               | see `selection-keys.ts` |
 * | 3 | state   | Selection, `chosen` written   | the threshold |
 * | 4 | results | array<vec2u>, [wanted], written | row, complement of its key: as 64-bit numbers they ascend from the best |
 *
 * Dispatch: ⌈rows / 2048⌉ workgroups of 64, in x and y.
 */
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { KEY_BINDINGS, KEYS, SELECTION, TILE } from './selection-keys.ts';

export const COLLECT_PROGRAM: ProgramSource = {
  label: 'rows chosen',
  bindings: [...KEY_BINDINGS, 'storage', 'storage'],
  code: `${KEYS}${SELECTION.replace('chosen: u32', 'chosen: atomic<u32>')}
@group(0) @binding(3) var<storage, read_write> state: Selection;
@group(0) @binding(4) var<storage, read_write> results: array<vec2u>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let threshold = state.threshold;
  let ties = state.ties;
  let first = (group.y * groups.x + group.x) * ${TILE}u + lane;
  for (var row = first; row < first + ${TILE}u; row += ${WORKGROUP_SIZE}u) {
    let k = key(row);
    if (k > threshold || (k == threshold && row < ties)) {
      results[atomicAdd(&state.chosen, 1u)] = vec2u(row, ~k);
    }
  }
}
`,
};
