/**
 * How a visitor's device learns, unless the bundle was made otherwise. The rates were the best of a dozen tried on 40
 * validation visitors of ML-1M (docs/TRAINING.md): the adapter gave nothing, and the mixing weights, learned by
 * cross-entropy, undo the balance of the terms (`balance.ts`).
 */
import { type Manifest } from '../bundle/manifest.ts';

const LEARNING_DEFAULTS: Manifest['learning'] = {
  rates: { vector: 0.1, adapter: 0, mix: 0 },
  steps: 1,
  negatives: 128,
  replay: 15,
  proximal: 0.01,
  eventWeights: { view: 1, click: 1, like: 1.5, purchase: 2, dislike: -1 },
};

/**
 * The defaults for a model whose dot product was multiplied by `product` when its terms were balanced. A step of the
 * vector then moves the scores by product² as much, once in its gradient and once in its effect: the rate makes up for it.
 */
export function learningDefaults(product: number): Manifest['learning'] {
  const { rates } = LEARNING_DEFAULTS;
  return { ...LEARNING_DEFAULTS, rates: { ...rates, vector: Number((rates.vector / product ** 2).toPrecision(3)) } };
}
