/**
 * How a visitor's device learns, unless the bundle was made otherwise. The rates were the best of a dozen tried on 40
 * validation visitors of ML-1M (docs/TRAINING.md): the adapter gave nothing, and the mixing weights, learned by
 * cross-entropy, undo the balance of the terms (`balance.ts`).
 */
import { type Manifest } from '../bundle/manifest.ts';

export const LEARNING_DEFAULTS: Manifest['learning'] = {
  rates: { vector: 0.1, adapter: 0, mix: 0 },
  steps: 1,
  negatives: 128,
  replay: 15,
  proximal: 0.01,
  eventWeights: { view: 1, click: 1, like: 1.5, purchase: 2, dislike: -1 },
};
