/** Item factors as the bundle ships them: embedding + the sum of the item's content features, [n, d]. */
import { type ContentFeatures } from '../catalog/content-features.ts';
import { type Parameters } from './initial-weights.ts';

export function itemFactors(parameters: Parameters, features: ContentFeatures, dim: number): Float32Array {
  const factors = Float32Array.from(parameters.get('item.embedding') as Float32Array);
  const content = parameters.get('item.content') as Float32Array;
  for (let item = 0; item * dim < factors.length; item++) {
    for (let f = features.offsets[item]; f < features.offsets[item + 1]; f++) {
      const feature = features.indices[f] * dim;
      for (let k = 0; k < dim; k++) factors[item * dim + k] += content[feature + k];
    }
  }
  return factors;
}
