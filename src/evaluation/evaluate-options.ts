import { type Bundle } from '../bundle/bundle.ts';
import { type Dataset } from '../catalog/dataset.ts';
import { type TrainOptions } from '../training/train-options.ts';
import { type Protocol } from '../types.ts';
import { type Baseline } from './baselines/baseline.ts';
import { type NcfFolder } from './protocols/read-ncf-folder.ts';

export interface EvaluateOptions {
  dataset: Dataset;
  protocol: Protocol;
  /** Of all randomness: who is held out, samples, training. */
  seed: number;
  /** How a person asks for this very evaluation. */
  command: string;
  /** Judged as it is. Default: one is trained on what the protocol leaves for it. */
  bundle?: Bundle;
  /** Further bundles, judged frozen as ablations, by the names of their arms. Default: none. */
  ablations?: Readonly<Record<string, Bundle>>;
  /** Whether the tower is judged without its memory and without its MLP, too. Default: false. */
  withoutParts?: boolean;
  /** Whether other ways to learn stand beside the learner: a closed form, and the learner without each of its parts. Default: false. */
  learners?: boolean;
  /** The held-out items and negatives of the NCF paper, for `ncf` and `full`. Default: held out here. */
  ncf?: NcfFolder;
  /** Where protocol `drift` ends learning and begins the test: `parseSince`. Needed there, and there alone. */
  since?: string;
  /** Methods to beat. Default: all there are. */
  baselines?: readonly Baseline[];
  /** Settings of the training, where there is one. Default: those of `tastekit train`. */
  train?: Partial<Omit<TrainOptions, 'seed'>>;
  /** Milliseconds it may take; what does not fit is cut, and that is said. Default: 12 minutes. */
  budgetMs?: number;
  /** The clock of the budget. Default: `performance.now`. */
  now?: () => number;
}
