import { type NeumfConfig } from '../neumf.ts';
import { type Weights } from '../types.ts';
import { DenseLayer } from './dense-layer.ts';
import { readWeight } from './read-weight.ts';
import { type ItemTables } from './scorer.ts';

/**
 * Returns the function that computes the part of the first MLP layer that depends on the item alone,
 * q·head.mlp0.item of rows from … to − 1: [to − from, mlp₀].
 */
export function itemHalves(config: NeumfConfig, network: Weights, { factors }: ItemTables): (from: number, to: number) => Float32Array {
  const { dim } = config;
  const width = config.mlp[0];
  const { values, scales } = factors;
  const layer = new DenseLayer(readWeight(network, 'head.mlp0.item', [dim, width]));
  const codes = new Float64Array(dim);
  return (from, to) => {
    const half = new Float32Array((to - from) * width);
    for (let item = from; item < to; item++) {
      for (let i = 0; i < dim; i++) codes[i] = values[item * dim + i];
      const product = layer.apply(codes);
      for (let o = 0; o < width; o++) half[(item - from) * width + o] = product[o] * scales[item];
    }
    return half;
  };
}
