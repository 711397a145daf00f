/**
 * One of three passes of a radix selection: counts the keys that begin with the digits known so far by their next
 * digit (11, 11, then 10 bits, from the highest). A workgroup counts 2048 rows in memory of its own first, because
 * scores that lie close together share their first digit.
 *
 * | binding | name   | type               | holds |
 * |---|---|---|---|
 * | 0 … 2 |        |                    | see `selection-keys.ts` |
 * | 3 | state  | Selection          | the digits known so far |
 * | 4 | bins   | array<u32>, [2048], added to | keys by digit; all 0 before |
 *
 * With subgroups, the rows of a subgroup that share the digit of its first row are added at once.
 * Dispatch: ⌈rows / 2048⌉ workgroups of 64, in x and y. Limits: 8 KiB of workgroup memory.
 */
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { KEY_BINDINGS, KEYS, SELECTION, TILE } from './selection-keys.ts';

export const BINS = 2048;

const ALONE = 'if (taken) { atomicAdd(&counts[bin], 1u); }';

const TOGETHER = `
    let leading = subgroupBroadcastFirst(select(${BINS}u, bin, taken));
    let same = taken && bin == leading;
    let together = subgroupAdd(u32(same));
    if (same) {
      if (leads) { atomicAdd(&counts[bin], together); }
    } else if (taken) {
      atomicAdd(&counts[bin], 1u);
    }`;

export const histogramProgram = (subgroups: boolean): ProgramSource => ({
  label: 'histogram of scores',
  bindings: [...KEY_BINDINGS, 'read-only-storage', 'storage'],
  code: `${subgroups ? 'enable subgroups;' : ''}
${KEYS}${SELECTION}
@group(0) @binding(3) var<storage, read> state: Selection;
@group(0) @binding(4) var<storage, read_write> bins: array<atomic<u32>, ${BINS}>;

var<workgroup> counts: array<atomic<u32>, ${BINS}>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (state.done == 1u) { return; }
  let level = state.level;
  let prefix = state.prefix;
  let known = select(select(0xfffffc00u, 0xffe00000u, level == 1u), 0u, level == 0u);
  let shift = select(select(0u, 10u, level == 1u), 21u, level == 0u);
  let digit = select(0x7ffu, 0x3ffu, level == 2u);
  let first = (group.y * groups.x + group.x) * ${TILE}u + lane;
  ${subgroups ? 'let leads = subgroupElect();' : ''}
  for (var row = 0u; row < ${TILE}u; row += ${WORKGROUP_SIZE}u) {
    let k = key(first + row);
    let bin = (k >> shift) & digit;
    let taken = k != 0u && (k & known) == prefix;
    ${subgroups ? TOGETHER : ALONE}
  }
  workgroupBarrier();
  for (var bin = lane; bin < ${BINS}u; bin += ${WORKGROUP_SIZE}u) {
    let count = atomicLoad(&counts[bin]);
    if (count > 0u) { atomicAdd(&bins[bin], count); }
  }
}
`,
});
