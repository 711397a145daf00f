/**
 * How a visitor's device learns, unless the bundle was made otherwise. The rates were the best of six tried on the
 * validation users of ml-latest-small; a broader search is still to come.
 */
import { type Manifest } from '../bundle/manifest.ts';

export const LEARNING_DEFAULTS: Manifest['learning'] = {
  rates: { vector: 0.3, adapter: 0.1, mix: 0.02 },
  steps: 1,
  negatives: 128,
  replay: 15,
  proximal: 0.01,
  eventWeights: { view: 1, click: 1, like: 1.5, purchase: 2, dislike: -1 },
};
