/**
 * The whole head as one WGSL compute program: a thread scores one item.
 *
 * Widths are counted in vec4s, padded with zeros: D = ⌈d/4⌉, W_l = ⌈mlp_l/4⌉. n is the number of items of this chunk;
 * the tables lie column by column, so that neighbouring threads read neighbouring words.
 *
 * | binding | name     | type               | holds |
 * |---|---|---|---|
 * | 0 | codes    | array<u32>, [D, n]       | item factors, four int8 a word, the first in the lowest byte |
 * | 1 | halves   | array<vec4f>, [W_0, n]   | item half of the first MLP layer |
 * | 2 | terms    | array<vec4f>, [n]        | the factor's scale, bias, standardised log-popularity, 0 |
 * | 3 | matrices | array<mat4x4f>           | MLP layers 1 …: block (i, o) of layer l takes x_i to its share of y_o, [W_(l−1), W_l] |
 * | 4 | query    | array<vec4f>             | `QueryLayout`: what is the same for all items |
 * | 5 | scores   | array<f32>, [n], written | its length says how many items there are |
 *
 * Dispatch: ⌈n / 64⌉ workgroups in x, and in y where that is more than the device takes in one dimension.
 * Limits: 6 storage buffers a stage (WebGPU guarantees 8); a thread keeps two layers' activations in private memory.
 */
import { type NeumfConfig } from '../neumf.ts';

export const WORKGROUP_SIZE = 64;

/** The types of bindings 0 to 5. */
export const HEAD_BINDINGS: readonly GPUBufferBindingType[] = [
  'read-only-storage',
  'read-only-storage',
  'read-only-storage',
  'read-only-storage',
  'read-only-storage',
  'storage',
];

/** Numbers in four: the width of a vec4. */
export const quads = (width: number): number => Math.ceil(width / 4);

/** Where the parts of the query lie, in vec4s. */
export interface QueryLayout {
  /** [D] */
  gmf: number;
  /** User half of the first MLP layer, [W_0]. */
  first: number;
  /** Biases of the layers after it, each [W_l]; `biases[0]` is layer 1's. */
  biases: number[];
  /** [W_last] */
  out: number;
  /** One vec4: weight of the item's bias, of its popularity, 0, 0. */
  weights: number;
  length: number;
}

export function queryLayout({ dim, mlp }: NeumfConfig): QueryLayout {
  const first = quads(dim);
  let next = first + quads(mlp[0]);
  const biases = mlp.slice(1).map((width) => (next += quads(width)) - quads(width));
  const out = next;
  const weights = out + quads(mlp[mlp.length - 1]);
  return { gmf: 0, first, biases, out, weights, length: weights + 1 };
}

/** Every constant baked into the program is in the text, so the text itself is the key of a cache of pipelines. */
export function headProgram(config: NeumfConfig): string {
  const widths = config.mlp.map(quads);
  const query = queryLayout(config);
  return `
@group(0) @binding(0) var<storage, read> codes: array<u32>;
@group(0) @binding(1) var<storage, read> halves: array<vec4f>;
@group(0) @binding(2) var<storage, read> terms: array<vec4f>;
@group(0) @binding(3) var<storage, read> matrices: array<mat4x4f>;
@group(0) @binding(4) var<storage, read> query: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> scores: array<f32>;

fn int8s(word: u32) -> vec4f {
  return vec4f(bitcast<vec4i>(vec4u(word) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));
}

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let n = arrayLength(&scores);
  let item = id.y * groups.x * ${WORKGROUP_SIZE}u + id.x;
  if (item >= n) { return; }
  let term = terms[item];

  var gmf = 0.0;
  for (var i = 0u; i < ${quads(config.dim)}u; i++) {
    gmf += dot(query[${query.gmf}u + i], int8s(codes[i * n + item]));
  }
${layers(widths, query)}
  var mlp = 0.0;
  for (var i = 0u; i < ${widths[widths.length - 1]}u; i++) {
    mlp += dot(query[${query.out}u + i], ${activation(widths.length - 1, query)});
  }
  let weights = query[${query.weights}u];
  scores[item] = gmf * term.x + mlp + weights.x * term.y + weights.y * term.z;
}
`;
}

/** The layers after the first, each from the one before. */
function layers(widths: number[], query: QueryLayout): string {
  let matrix = 0;
  return widths
    .slice(1)
    .map((width, index) => {
      const l = index + 1;
      const start = matrix;
      matrix += widths[index] * width;
      return `
  var x${l}: array<vec4f, ${width}>;
  for (var o = 0u; o < ${width}u; o++) { x${l}[o] = query[${query.biases[index]}u + o]; }
  for (var i = 0u; i < ${widths[index]}u; i++) {
    let x = ${activation(index, query)};
    for (var o = 0u; o < ${width}u; o++) { x${l}[o] += matrices[${start}u + i * ${width}u + o] * x; }
  }
`;
    })
    .join('');
}

/** relu of quad i of layer l. */
function activation(l: number, query: QueryLayout): string {
  return l === 0 ? `max(query[${query.first}u + i] + halves[i * n + item], vec4f())` : `max(x${l}[i], vec4f())`;
}
