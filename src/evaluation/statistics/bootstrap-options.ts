import { OptionError } from '../../errors.ts';

export interface BootstrapOptions {
  /** A whole number; the same seed gives the same resamples. */
  seed: number;
  /** How often the users are drawn anew. Default: 1,000. */
  resamples?: number;
}

/** @throws OptionError unless resamples is a whole number of at least 1. */
export function resamplesOf({ resamples = 1000 }: BootstrapOptions): number {
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new OptionError('resamples', `expected a whole number of at least 1, got ${resamples}; 1000 is usual`);
  }
  return resamples;
}
