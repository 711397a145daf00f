/**
 * After each histogram: the digit of the threshold, the key of the last one wanted. Empties the bins for the next.
 *
 * | binding | name  | type                       | holds |
 * |---|---|---|---|
 * | 0 | state | Selection, written         | see `selection-keys.ts` |
 * | 1 | bins  | array<u32>, [2048], written | keys by digit |
 *
 * Dispatch: one workgroup of 64; a thread sums 32 bins, the first thread the highest.
 */
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { BINS } from './histogram-program.ts';
import { SELECTION } from './selection-keys.ts';

const PER_THREAD = BINS / WORKGROUP_SIZE;

export const PICK_PROGRAM: ProgramSource = {
  label: 'digit of the threshold',
  bindings: ['storage', 'storage'],
  code: `${SELECTION}
@group(0) @binding(0) var<storage, read_write> state: Selection;
@group(0) @binding(1) var<storage, read_write> bins: array<u32, ${BINS}>;

var<workgroup> sums: array<u32, ${WORKGROUP_SIZE}>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(local_invocation_index) lane: u32) {
  let highest = ${BINS - 1}u - lane * ${PER_THREAD}u;
  var mine = 0u;
  for (var i = 0u; i < ${PER_THREAD}u; i++) { mine += bins[highest - i]; }
  sums[lane] = mine;
  let wanted = state.wanted;
  let open = state.done == 0u;
  workgroupBarrier();
  var above = 0u;
  for (var i = 0u; i < lane; i++) { above += sums[i]; }

  if (open && above < wanted && above + mine >= wanted) {
    var digit = highest;
    while (above + bins[digit] < wanted) {
      above += bins[digit];
      digit--;
    }
    let shift = select(select(0u, 10u, state.level == 1u), 21u, state.level == 0u);
    let prefix = state.prefix | (digit << shift);
    state.prefix = prefix;
    state.level += 1u;
    state.wanted = wanted - above;
    state.threshold = prefix;
    if (above + bins[digit] == wanted) {
      // The whole bin is wanted, so its further digits don't matter. Key 0 is never wanted.
      state.done = 1u;
      state.threshold = max(prefix, 1u) - 1u;
    }
  } else if (open && lane == ${WORKGROUP_SIZE - 1}u && above + mine < wanted) {
    // There are fewer than wanted: all.
    state.done = 1u;
    state.threshold = 0u;
  }
  for (var i = 0u; i < ${PER_THREAD}u; i++) { bins[highest - i] = 0u; }
}
`,
};
