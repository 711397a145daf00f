/** The settings of a training run, their defaults and their bounds. */
import { OptionError } from '../errors.ts';

export interface TrainOptions {
  /** Length of an item factor. */
  dim: number;
  blocks: number;
  heads: number;
  /** Width of a block's feed-forward layer. */
  hidden: number;
  /** Widths of the head's MLP. */
  mlp: number[];
  /** Events a position of the tower sees. */
  maxHistory: number;
  /** Passes over the data, unless early stopping ends sooner. The learning rate falls over so many. */
  epochs: number;
  /** Pieces of history in a step. */
  batchSize: number;
  /** The highest one: it rises over the first steps, then falls along half a cosine (Loshchilov & Hutter 2017). */
  learningRate: number;
  weightDecay: number;
  dropout: number;
  /** Share of events whose type is hidden from the tower. */
  typeDropout: number;
  /** Shared negatives of the dot-product softmax. */
  negatives: number;
  /** Those of them that pass through the MLP; 0: the MLP's term is left out of training and stays 0. */
  mlpNegatives: number;
  /** Share of users held out whole for validation. */
  validationShare: number;
  /** At most so many predictions a validation. */
  validationPredictions: number;
  /** Epochs without a better validation NDCG@10 before training stops. */
  patience: number;
  /** Rank of the personal adapter. */
  adapterRank: number;
  /** Transitions kept of each item; 0: the model has no memory. */
  memoryNeighbours: number;
  seed: number;
}

export const TRAIN_DEFAULTS: TrainOptions = {
  dim: 64,
  blocks: 2,
  heads: 2,
  hidden: 128,
  mlp: [64, 32, 16],
  maxHistory: 64,
  epochs: 15,
  batchSize: 32,
  learningRate: 0.004,
  weightDecay: 0.01,
  dropout: 0.2,
  typeDropout: 0.15,
  negatives: 256,
  mlpNegatives: 0,
  validationShare: 0.05,
  validationPredictions: 2000,
  patience: 15,
  adapterRank: 8,
  memoryNeighbours: 64,
  seed: 1,
};

/** [lowest, highest, whole number?] of each numeric option. */
const BOUNDS: Record<Exclude<keyof TrainOptions, 'mlp'>, [number, number, boolean]> = {
  dim: [4, 512, true],
  blocks: [1, 8, true],
  heads: [1, 16, true],
  hidden: [4, 4096, true],
  maxHistory: [1, 1024, true],
  epochs: [1, 10_000, true],
  batchSize: [1, 4096, true],
  learningRate: [1e-7, 1, false],
  weightDecay: [0, 1, false],
  dropout: [0, 0.9, false],
  typeDropout: [0, 1, false],
  negatives: [256, 65_536, true],
  mlpNegatives: [0, 32, true],
  validationShare: [0, 0.5, false],
  validationPredictions: [1, 1_000_000, true],
  patience: [1, 10_000, true],
  adapterRank: [1, 64, true],
  memoryNeighbours: [0, 1024, true],
  seed: [0, 0xffffffff, true],
};

/** Fills in defaults and checks bounds. @throws OptionError naming the option, what was expected and what came. */
export function trainOptions(given: Partial<TrainOptions>): TrainOptions {
  const options = { ...TRAIN_DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(TRAIN_DEFAULTS, name)) throw new OptionError(name, `expected one of ${Object.keys(TRAIN_DEFAULTS).join(', ')}`);
    if (value !== undefined) Object.assign(options, { [name]: value });
  }
  if (given.dim !== undefined && given.hidden === undefined) options.hidden = 2 * options.dim;
  for (const [name, [low, high, whole]] of Object.entries(BOUNDS) as [keyof typeof BOUNDS, [number, number, boolean]][]) {
    const value = options[name];
    if (!Number.isFinite(value) || value < low || value > high || (whole && !Number.isInteger(value))) {
      throw new OptionError(name, `expected a ${whole ? 'whole ' : ''}number from ${low} to ${high}, got ${value}`);
    }
  }
  if (options.dim % options.heads !== 0) throw new OptionError('dim', `expected a multiple of heads (${options.heads}), got ${options.dim}`);
  if (options.mlp.length === 0 || options.mlp.some((width) => !Number.isInteger(width) || width < 1 || width > 1024)) {
    throw new OptionError('mlp', `expected widths from 1 to 1024, got [${options.mlp.join(', ')}]`);
  }
  return options;
}
