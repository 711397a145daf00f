/** A whole evaluation: split, tune, train, test, sum up. No files, no terminal. */
import { BASELINES } from './baselines/baselines.ts';
import { type EvaluateOptions } from './evaluate-options.ts';
import { type EvaluateProgress } from './evaluate-progress.ts';
import { type Evaluation } from './evaluation.ts';
import { summarise } from './summarise.ts';
import { testedArms } from './tested-arms.ts';

/**
 * Evaluates our model, frozen and learning, beside baselines that are tuned in the same run. TF.js must have started.
 * @throws OptionError, DataError where data and options do not fit the protocol; AbortedError
 */
export async function evaluate(options: EvaluateOptions, signal?: AbortSignal, onProgress?: (progress: EvaluateProgress) => void): Promise<Evaluation> {
  const { baselines = BASELINES } = options;
  const { split, tested, cuts, training } = await testedArms({ ...options, baselines }, signal, onProgress);
  return summarise(options, split, tested, cuts, training);
}
