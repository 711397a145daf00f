/**
 * Adds the head's sparse term to the scores that another program has written: a thread adds one number. Twin: `addSparse`.
 *
 * | binding | name   | type                          | holds |
 * |---|---|---|---|
 * | 0 | sparse | array<vec2u>, [m]             | row, bits of the float32 to add; each row at most once |
 * | 1 | scores | array<f32>, [rows], added to  | |
 *
 * Dispatch: ⌈m / 64⌉ workgroups of 64, in x and y. Limits: rows lie among those of `scores`; a row that came twice would
 * lose one of its numbers.
 */
import { type SparseScores } from '../scorer.ts';
import { WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';

export const SPARSE_PROGRAM: ProgramSource = {
  label: 'sparse term',
  bindings: ['read-only-storage', 'storage'],
  code: `
@group(0) @binding(0) var<storage, read> sparse: array<vec2u>;
@group(0) @binding(1) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (group.y * groups.x + group.x) * ${WORKGROUP_SIZE}u + lane;
  if (i >= arrayLength(&sparse)) { return; }
  scores[sparse[i].x] += bitcast<f32>(sparse[i].y);
}
`,
};

/** Binding 0 for the items from … from + rows − 1, which are rows 0 … rows − 1 there: [m, 2]. Other items are left out. */
export function sparseArray({ items, values }: SparseScores, from: number, rows: number): Uint32Array<ArrayBuffer> {
  const pairs = new Uint32Array(2 * items.length);
  const floats = new Float32Array(pairs.buffer);
  let size = 0;
  for (let i = 0; i < items.length; i++) {
    const row = items[i] - from;
    if (row < 0 || row >= rows) continue;
    pairs[size] = row;
    floats[size + 1] = values[i];
    size += 2;
  }
  return pairs.slice(0, size);
}
