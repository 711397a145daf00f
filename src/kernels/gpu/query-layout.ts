/** What is the same for all items, and the MLP's matrices, in the layouts that the head's programs read. */
import { type NeumfConfig } from '../../neumf.ts';
import { type Weights } from '../../types.ts';
import { type PreparedHead } from '../prepared-head.ts';
import { readWeight } from '../read-weight.ts';
import { quads } from './blocks.ts';

/** Where the parts of the query lie, in vec4s. D = ⌈d/4⌉ and W_l = ⌈mlp_l/4⌉, padded with zeros. */
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

/** Returns the function that lays out the query of a visitor. The biases are the network's. */
export function queryArrays(config: NeumfConfig, network: Weights): (head: PreparedHead) => Float32Array<ArrayBuffer> {
  const layout = queryLayout(config);
  const fixed = new Float32Array(4 * layout.length);
  layout.biases.forEach((start, index) => {
    fixed.set(readWeight(network, `head.mlp${index + 1}.bias`, [config.mlp[index + 1]]).data, 4 * start);
  });
  return (head) => {
    const query = fixed.slice();
    query.set(head.gmf, 4 * layout.gmf);
    query.set(head.first, 4 * layout.first);
    query.set(head.out, 4 * layout.out);
    query.set([head.bias, head.popularity], 4 * layout.weights);
    return query;
  };
}

/** Blocks of 4 × 4 of the item half's matrix: D·W_0. */
export const itemBlocksOf = ({ dim, mlp }: NeumfConfig): number => quads(dim) * quads(mlp[0]);

/** Blocks of the matrices of MLP layers 1 …; at least 1, as no buffer is empty. */
export const upperBlocksOf = ({ mlp }: NeumfConfig): number =>
  Math.max(1, mlp.slice(1).reduce((sum, width, l) => sum + quads(mlp[l]) * quads(width), 0));

/** The item half's matrix, [D, W_0] blocks. */
export function itemMatrix({ dim, mlp }: NeumfConfig, network: Weights): Float32Array<ArrayBuffer> {
  return blocks(readWeight(network, 'head.mlp0.item', [dim, mlp[0]]).data, dim, mlp[0]);
}

/** The matrices of MLP layers 1 …, one after another: [W_(l−1), W_l] blocks each. */
export function upperMatrices(config: NeumfConfig, network: Weights): Float32Array<ArrayBuffer> {
  const { mlp } = config;
  const matrices = new Float32Array(16 * upperBlocksOf(config));
  let start = 0;
  mlp.slice(1).forEach((width, l) => {
    const matrix = blocks(readWeight(network, `head.mlp${l + 1}.weight`, [mlp[l], width]).data, mlp[l], width);
    matrices.set(matrix, start);
    start += matrix.length;
  });
  return matrices;
}

/** A WGSL matrix lies column by column, and its columns belong to x: element [column][row] = W[i + column, o + row]. */
function blocks(weight: Float32Array, inputs: number, outputs: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(16 * quads(inputs) * quads(outputs));
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      matrix[((i >> 2) * quads(outputs) + (o >> 2)) * 16 + (i & 3) * 4 + (o & 3)] = weight[i * outputs + o];
    }
  }
  return matrix;
}
