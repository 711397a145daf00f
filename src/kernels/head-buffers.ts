/** The arrays that `head-program.ts` reads, in its layouts. */
import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { quads, queryLayout } from './head-program.ts';
import { itemHalves } from './item-half.ts';
import { type PreparedHead } from './prepared-head.ts';
import { readWeight } from './read-weight.ts';
import { type ItemTables } from './scorer.ts';

/** Bytes an item takes in the largest of the program's buffers. */
export function largestBytesPerItem({ dim, mlp }: NeumfConfig): number {
  return Math.max(quads(dim) * 4, quads(mlp[0]) * 16, 16);
}

/** Bindings 0, 1 and 2 for the items from … to − 1. */
export function itemArrays(config: NeumfConfig, network: Weights, tables: ItemTables, from: number, to: number) {
  const n = to - from;
  const { dim } = config;
  const width = config.mlp[0];
  const codes = new Int8Array(quads(dim) * 4 * n);
  const halves = new Float32Array(quads(width) * 4 * n);
  const terms = new Float32Array(4 * n);
  const rows = itemHalves(config, network, tables)(from, to);
  const place = (item: number, i: number) => ((i >> 2) * n + item) * 4 + (i & 3);
  for (let item = 0; item < n; item++) {
    for (let i = 0; i < dim; i++) codes[place(item, i)] = tables.factors.values[(from + item) * dim + i];
    for (let i = 0; i < width; i++) halves[place(item, i)] = rows[item * width + i];
    terms[4 * item] = tables.factors.scales[from + item];
    terms[4 * item + 1] = tables.bias[from + item];
    terms[4 * item + 2] = tables.popularity[from + item];
  }
  return { codes, halves, terms };
}

/** Binding 3. A WGSL matrix lies column by column, and its columns belong to x: element [column][row] = W[i + column, o + row]. */
export function matrixArray({ mlp }: NeumfConfig, network: Weights): Float32Array<ArrayBuffer> {
  const sizes = mlp.slice(1).map((width, l) => quads(mlp[l]) * quads(width) * 16);
  // A buffer may not be empty, so a head of one layer has one matrix that nothing reads.
  const matrices = new Float32Array(Math.max(16, sizes.reduce((sum, size) => sum + size, 0)));
  let start = 0;
  mlp.slice(1).forEach((width, index) => {
    const { data } = readWeight(network, `head.mlp${index + 1}.weight`, [mlp[index], width]);
    for (let i = 0; i < mlp[index]; i++) {
      for (let o = 0; o < width; o++) {
        const block = (i >> 2) * quads(width) + (o >> 2);
        matrices[start + block * 16 + (i & 3) * 4 + (o & 3)] = data[i * width + o];
      }
    }
    start += sizes[index];
  });
  return matrices;
}

/** Binding 4 for a visitor. The biases are the network's. */
export function queryArray(config: NeumfConfig, network: Weights, head: PreparedHead): Float32Array<ArrayBuffer> {
  const layout = queryLayout(config);
  const query = new Float32Array(4 * layout.length);
  query.set(head.gmf, 4 * layout.gmf);
  query.set(head.first, 4 * layout.first);
  layout.biases.forEach((start, index) => {
    query.set(readWeight(network, `head.mlp${index + 1}.bias`, [config.mlp[index + 1]]).data, 4 * start);
  });
  query.set(head.out, 4 * layout.out);
  query.set([head.bias, head.popularity], 4 * layout.weights);
  return query;
}
