/**
 * The whole head as one program: a thread scores a few items. Twin: `PlainScorer.scores`.
 *
 * D = ⌈d/4⌉, W_l = ⌈mlp_l/4⌉, in vec4s padded with zeros. The tables lie in blocks (`blocks.ts`).
 *
 * | binding | name      | type                            | holds |
 * |---|---|---|---|
 * | 0 | run       | vec4u                               | rows that are there, –, –, – |
 * | 1 | query     | array<vec4f>                        | `QueryLayout`: what is the same for all items |
 * | 2 | matrices  | array<mat4x4f or mat4x4h>           | MLP layers 1 …: block (i, o) of layer l takes x_i to its share of y_o, [W_(l−1), W_l] |
 * | 3 | codes     | array<u32>, blocks of D columns     | item factors, four int8 a word |
 * | 4 | terms     | array<vec4f>, one per row           | the factor's scale, bias, standardised log-popularity, 0 |
 * | 5 | scores    | array<f32>, written                 | one per row, or per candidate |
 * | 6 | halves    | array<vec4f>, blocks of W_0 columns | with `stored`: item half of the first MLP layer |
 * | 6 | items     | array<mat4x4f or mat4x4h>, [D, W_0] | else: the item half's matrix |
 * | 7 | chosen    | array<vec2u>                        | with `candidates`: the row in x |
 * | 8 | selection | Selection                           | with `candidates`: how many there are |
 *
 * Of halves, the matrices are 1024 times their weights (`half-matrices.ts`).
 *
 * Dispatch: ⌈rows or candidates / (64·items)⌉ workgroups of 64, in x, and in y where that is more than the device takes
 * in one dimension. Limits: at most 8 storage buffers a stage, which WebGPU guarantees. A thread keeps two layers'
 * activations of its items, in registers where they are at most 16 quads wide.
 */
import { type NeumfConfig } from '../../neumf.ts';
import { BLOCK, firstColumn, INT8S, quads, WORKGROUP_SIZE } from './blocks.ts';
import { type ProgramSource } from './compile-program.ts';
import { BLOCK_TYPES, enableType, floats, type MatrixType, timesUnit } from './network-matrices.ts';
import { itemBlocksOf, queryLayout, upperBlocksOf } from './query-layout.ts';
import { SELECTION } from './selection-keys.ts';
import { declarations, each, loop, repeat } from './wgsl-loops.ts';

/** Products of a block and a vec4 in one layer, up to which it is written out. */
const WRITTEN_OUT = 128;

export interface HeadVariant {
  /** Items a thread scores: each weight that is read serves so many. */
  items: number;
  /** Whether the item half is stored; otherwise it is computed. */
  stored: boolean;
  /** Whether only candidates are scored. */
  candidates: boolean;
  /** Where the query and the matrices lie. */
  query: GPUBufferBindingType;
  matrices: GPUBufferBindingType;
  itemMatrix: GPUBufferBindingType;
  /** The type of both matrices' numbers. */
  type: MatrixType;
}

/** Every constant is in the text, so the text itself is the key of a cache of pipelines. */
export function headProgram(config: NeumfConfig, variant: HeadVariant): ProgramSource {
  const { items, stored, candidates, type } = variant;
  const widths = config.mlp.map(quads);
  const columns = quads(config.dim);
  const query = queryLayout(config);
  const last = widths.length - 1;
  const activations = activationsOf(config, variant);
  const bindings: [string, string, GPUBufferBindingType][] = [
    ['run', 'vec4u', 'uniform'],
    ['query', `array<vec4f, ${query.length}>`, variant.query],
    ['matrices', `array<${BLOCK_TYPES[type]}, ${upperBlocksOf(config)}>`, variant.matrices],
    ['codes', 'array<u32>', 'read-only-storage'],
    ['terms', 'array<vec4f>', 'read-only-storage'],
    ['scores', 'array<f32>', 'storage'],
    stored ? ['halves', 'array<vec4f>', 'read-only-storage'] : ['items', `array<${BLOCK_TYPES[type]}, ${itemBlocksOf(config)}>`, variant.itemMatrix],
  ];
  if (candidates) bindings.push(['chosen', 'array<vec2u>', 'read-only-storage'], ['selection', 'Selection', 'read-only-storage']);

  const code = `${enableType(type)}${candidates ? SELECTION : ''}${declarations(bindings)}
${INT8S}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let count = ${candidates ? 'selection.chosen' : 'run.x'};
  let first = (group.y * groups.x + group.x) * ${WORKGROUP_SIZE * items}u + lane;
  if (first >= count) { return; }
${each(items, (s) => `
  let at${s} = first + ${s * WORKGROUP_SIZE}u;
  let row${s} = ${candidates ? `chosen[min(at${s}, count - 1u)].x` : `at${s}`};
  let code${s} = ${firstColumn(`row${s}`, columns)};
  let term${s} = terms[row${s}];
  var gmf${s} = 0.0;`)}
${stored ? readFactors(items, widths[0], columns) : keepFactors(items, columns)}
${upperLayers(variant, widths, query.biases, activations)}
${each(items, (s) => `var mlp${s} = 0.0;`)}
${(last === 0 ? loop : repeat)('i', widths[last], (i) => `{
    ${activations(last, i)}
    ${each(items, (s) => `mlp${s} += dot(query[${query.out}u + ${i}], x${s});`)}
  }`)}
  let weights = query[${query.weights}u];
${each(items, (s) => `
  if (at${s} < count) { scores[at${s}] = gmf${s} * term${s}.x + mlp${s} + weights.x * term${s}.y + weights.y * term${s}.z; }`)}
}
`;
  return { label: 'head', code, bindings: bindings.map(([, , type]) => type) };
}

/** GMF alone; the item half is read where it is used. */
function readFactors(items: number, width: number, columns: number): string {
  return `
  for (var i = 0u; i < ${columns}u; i++) {
    let weight = query[i];
    ${each(items, (s) => `gmf${s} += dot(weight, int8s(codes[code${s} + i * ${BLOCK}u]));`)}
  }
  ${each(items, (s) => `let half${s} = ${firstColumn(`row${s}`, width)};`)}`;
}

/** GMF, and the factors q for the item half, which is computed where it is used. */
function keepFactors(items: number, columns: number): string {
  return `
  ${each(items, (s) => `var q${s}: array<vec4f, ${columns}>;`)}
  ${repeat('i', columns, (i) => each(items, (s) => `q${s}[${i}] = int8s(codes[code${s} + ${i} * ${BLOCK}u]);`))}
  ${repeat('i', columns, (i) => each(items, (s) => `gmf${s} += dot(query[${i}], q${s}[${i}]);`))}`;
}

/** Returns the text that names x0, x1, …: relu of quad i of layer l of each of the thread's items. */
function activationsOf(config: NeumfConfig, { items, stored, type }: HeadVariant): (l: number, i: string) => string {
  const [columns, width, { first }] = [quads(config.dim), quads(config.mlp[0]), queryLayout(config)];
  const half = (i: string) => {
    if (stored) return each(items, (s) => `let h${s} = halves[half${s} + ${i} * ${BLOCK}u];`);
    return `
      ${each(items, (s) => `var h${s} = vec4f();`)}
      ${repeat('j', columns, (j) => `{
        let m = ${floats(type, `items[${j} * ${width}u + ${i}]`)};
        ${each(items, (s) => `h${s} += m * q${s}[${j}];`)}
      }`)}
      ${each(items, (s) => `h${s} *= term${s}.x${timesUnit(type)};`)}`;
  };
  return (l, i) => {
    if (l > 0) return each(items, (s) => `let x${s} = max(x${l}_${s}[${i}], vec4f());`);
    return `${half(i)}
      let user = query[${first}u + ${i}];
      ${each(items, (s) => `let x${s} = max(user + h${s}, vec4f());`)}`;
  };
}

/** The layers after the first, each from the one before. */
function upperLayers({ items, type }: HeadVariant, widths: number[], biases: number[], activations: (l: number, i: string) => string): string {
  let start = 0;
  return widths.slice(1).map((width, index) => {
    const l = index + 1;
    const matrix = start;
    start += widths[index] * width;
    const share = (i: string) => `{
      ${activations(index, i)}
      ${each(items, (s) => `let input${s} = x${s}${timesUnit(type)};`)}
      ${repeat('o', width, (o) => `{
        let m = ${floats(type, `matrices[${matrix}u + ${i} * ${width}u + ${o}]`)};
        ${each(items, (s) => `x${l}_${s}[${o}] += m * input${s};`)}
      }`)}
    }`;
    // Of the first layer the loop stays: its inputs are in no array, so no register depends on its index.
    const written = index > 0 && widths[index] * width * items <= WRITTEN_OUT;
    return `
  ${each(items, (s) => `var x${l}_${s}: array<vec4f, ${width}>;`)}
  ${repeat('o', width, (o) => each(items, (s) => `x${l}_${s}[${o}] = query[${biases[index]}u + ${o}];`))}
  ${written ? repeat('i', widths[index], share) : loop('i', widths[index], share)}`;
  }).join('\n');
}
