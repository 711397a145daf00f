import { OptionError } from '../../errors.ts';

/** @throws OptionError unless the cut-off k is a whole number of at least 1. */
export function checkCutoff(k: number): void {
  if (!Number.isInteger(k) || k < 1) throw new OptionError('k', `expected a whole number of at least 1, got ${k}`);
}
