/**
 * The item half of the first MLP layer, q·item, of rows that have arrived: a thread computes four quads of outputs of
 * a few items. Twin: `itemHalves`. D = ⌈d/4⌉, W_0 = ⌈mlp_0/4⌉.
 *
 * | binding | name   | type                                | holds |
 * |---|---|---|---|
 * | 0 | run    | vec4u                                       | rows, –, first row to compute, – |
 * | 1 | codes  | array<u32>, blocks of D columns             | item factors, four int8 a word |
 * | 2 | terms  | array<vec4f>, a word per row                | x: the factor's scale |
 * | 3 | matrix | array<mat4x4f or mat4x4h>, [D, W_0]         | block (i, o) takes q_i to its share of y_o; of halves, 1024 times it |
 * | 4 | halves | array<vec4f>, blocks of W_0 columns, written | item half |
 *
 * Dispatch: ⌈new rows / (64·items)⌉ workgroups of 64 in x and y, ⌈W_0 / 4⌉ in z.
 */
import { type NeumfConfig } from '../../neumf.ts';
import { BLOCK, firstColumn, INT8S, quads, WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { BLOCK_TYPES, enableType, floats, type MatrixType, timesUnit } from './network-matrices.ts';
import { itemBlocksOf } from './query-layout.ts';
import { declarations, each, repeat } from './wgsl-loops.ts';

/** Quads of outputs a thread computes. */
export const HALVES_TILE = 4;

export function halvesProgram(config: NeumfConfig, items: number, matrix: GPUBufferBindingType, type: MatrixType): ProgramSource {
  const columns = quads(config.dim);
  const outputs = quads(config.mlp[0]);
  const bindings = [
    ['run', 'vec4u', 'uniform'],
    ['codes', 'array<u32>', 'read-only-storage'],
    ['terms', 'array<vec4f>', 'read-only-storage'],
    ['matrix', `array<${BLOCK_TYPES[type]}, ${itemBlocksOf(config)}>`, matrix],
    ['halves', 'array<vec4f>', 'storage'],
  ] as const;
  const code = `${enableType(type)}${declarations(bindings)}
${INT8S}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = run.z + (group.y * groups.x + group.x) * ${WORKGROUP_SIZE * items}u + lane;
  if (first >= run.x) { return; }
  let tile = group.z * ${HALVES_TILE}u;
${each(items, (s) => `
  let row${s} = first + ${s * WORKGROUP_SIZE}u;
  let code${s} = ${firstColumn(`row${s}`, columns)};
  var y${s}: array<vec4f, ${HALVES_TILE}>;`)}
  for (var i = 0u; i < ${columns}u; i++) {
${each(items, (s) => `let q${s} = int8s(codes[code${s} + i * ${BLOCK}u]);`)}
${repeat('o', HALVES_TILE, (o) => `{
      let m = ${floats(type, `matrix[min(i * ${outputs}u + tile + ${o}, ${itemBlocksOf(config) - 1}u)]`)};
      ${each(items, (s) => `y${s}[${o}] += m * q${s};`)}
    }`)}
  }
${each(items, (s) => `
  if (row${s} < run.x) {
    let scale = terms[row${s}].x${timesUnit(type)};
    let half = ${firstColumn(`row${s}`, outputs)} + tile * ${BLOCK}u;
    ${repeat('o', HALVES_TILE, (o) => `if (tile + ${o} < ${outputs}u) { halves[half + ${o} * ${BLOCK}u] = y${s}[${o}] * scale; }`)}
  }`)}
}
`;
  return { label: 'item halves', code, bindings: bindings.map(([, , type]) => type) };
}
