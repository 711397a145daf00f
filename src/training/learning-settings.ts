/**
 * How a visitor's device learns, unless the bundle was made otherwise. The rates are those that ranked best on ML-1M's
 * validation visitors (docs/TRAINING.md): the adapter gave nothing, and the mixing weights, learned by cross-entropy, undo
 * the balance of the terms (`balance.ts`). `src/training/torch/rehearse.py` finds those of other data.
 */
import { type Manifest } from '../bundle/manifest.ts';

/** What was found with the learner in the loop. */
export interface RehearsedLearning {
  rates: Manifest['learning']['rates'];
  proximal: number;
  ramp: number;
  /** Where visitors start, [d] and [F]; null: at nothing. */
  start: { vector: number[]; walk: number[] } | null;
}

const LEARNING_DEFAULTS: Manifest['learning'] = {
  rates: { vector: 0.1, adapter: 0, mix: 0, walk: 0.5 },
  steps: 1,
  negatives: 192,
  replay: 4,
  proximal: 0.01,
  ramp: 20,
  guard: true,
  eventWeights: { view: 1, click: 1, like: 1, dislike: 1, purchase: 1, dwell: 1, skip: -0.2, dismiss: -1 },
};

/**
 * The settings for a model whose dot product was multiplied by `product` when its terms were balanced. A step of the
 * vector then moves the scores by product² as much, once in its gradient and once in its effect: the rate makes up for it,
 * unless it was found with that very model.
 */
export function learningSettings(product: number, rehearsed: RehearsedLearning | null): Manifest['learning'] {
  if (rehearsed) {
    const { rates, proximal, ramp } = rehearsed;
    return { ...LEARNING_DEFAULTS, rates, proximal, ramp };
  }
  const { rates } = LEARNING_DEFAULTS;
  return { ...LEARNING_DEFAULTS, rates: { ...rates, vector: Number((rates.vector / product ** 2).toPrecision(3)) } };
}
