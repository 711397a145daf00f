/**
 * The first stage of two: the score without its MLP, over all rows, its dot product in integers. Twin: `retrievalScores`.
 * D = ⌈d/4⌉.
 *
 * | binding | name   | type                            | holds |
 * |---|---|---|---|
 * | 0 | run    | vec4u                                   | rows that are there, –, –, – |
 * | 1 | query  | array<vec4u>, [D + 1]                   | four digits of the weights, high in x, low in y; then the bits of the weight of bias and of popularity |
 * | 2 | codes  | array<u32>, blocks of D columns         | item factors, four int8 a word |
 * | 3 | terms  | array<vec4f>, one per row               | the factor's scale, bias, standardised log-popularity, 0 |
 * | 4 | scores | array<f32>, one per row, written        | |
 *
 * Dispatch: ⌈rows / (64·4)⌉ workgroups of 64, in x and y.
 * Limits: d ≤ 512, so that sums of one digit are exact in float32, where the language has no 8-bit dot product.
 */
import { type NeumfConfig } from '../../neumf.ts';
import { type RetrievalQuery } from '../retrieval.ts';
import { BLOCK, firstColumn, INT8S, quads, WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { declarations, each } from './wgsl-loops.ts';

/** Items of a thread: each digit that is read serves so many. */
export const RETRIEVAL_ITEMS = 4;

/** The WGSL language feature with dot4I8Packed. */
export const PACKED_DOT = 'packed_4x8_integer_dot_product';

/** `packed`: whether the language has `PACKED_DOT`. */
export function retrievalProgram({ dim }: NeumfConfig, packed: boolean): ProgramSource {
  const columns = quads(dim);
  const bindings = [
    ['run', 'vec4u', 'uniform'],
    ['query', `array<vec4u, ${columns + 1}>`, 'uniform'],
    ['codes', 'array<u32>', 'read-only-storage'],
    ['terms', 'array<vec4f>', 'read-only-storage'],
    ['scores', 'array<f32>', 'storage'],
  ] as const;
  const zero = packed ? '0i' : '0.0';
  const digits = packed
    ? 'let high = query[i].x; let low = query[i].y;'
    : 'let high = int8s(query[i].x); let low = int8s(query[i].y);';
  const code = `${packed ? `requires ${PACKED_DOT};` : ''}
${declarations(bindings)}
${packed ? '' : INT8S}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = (group.y * groups.x + group.x) * ${WORKGROUP_SIZE * RETRIEVAL_ITEMS}u + lane;
  if (first >= run.x) { return; }
${each(RETRIEVAL_ITEMS, (s) => `
  let row${s} = first + ${s * WORKGROUP_SIZE}u;
  let code${s} = ${firstColumn(`row${s}`, columns)};
  var high${s} = ${zero};
  var low${s} = ${zero};`)}
  for (var i = 0u; i < ${columns}u; i++) {
    ${digits}
${each(RETRIEVAL_ITEMS, (s) => packed
    ? `let c${s} = codes[code${s} + i * ${BLOCK}u]; high${s} += dot4I8Packed(c${s}, high); low${s} += dot4I8Packed(c${s}, low);`
    : `let c${s} = int8s(codes[code${s} + i * ${BLOCK}u]); high${s} += dot(c${s}, high); low${s} += dot(c${s}, low);`)}
  }
  let weights = bitcast<vec4f>(query[${columns}u]);
${each(RETRIEVAL_ITEMS, (s) => `
  if (row${s} < run.x) {
    let term = terms[row${s}];
    scores[row${s}] = f32(256i * i32(high${s}) + i32(low${s})) * term.x + weights.x * term.y + weights.y * term.z;
  }`)}
}
`;
  return { label: 'retrieval', code, bindings: bindings.map(([, , type]) => type) };
}

/** Binding 1. */
export function retrievalArray({ dim }: NeumfConfig, query: RetrievalQuery): Int8Array<ArrayBuffer> {
  const columns = quads(dim);
  const words = new Int8Array(16 * (columns + 1));
  for (let i = 0; i < dim; i++) {
    const at = 16 * (i >> 2) + (i & 3);
    words[at] = query.high[i];
    words[at + 4] = query.low[i];
  }
  new Float32Array(words.buffer).set([query.bias, query.popularity], 4 * columns);
  return words;
}
