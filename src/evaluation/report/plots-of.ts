import { type ArmPlots, type Evaluation } from '../evaluation.ts';

/** An arm's plots; null where there are none. An arm may be called `constructor`. */
export function plotsOf({ plots }: Evaluation, arm: string): ArmPlots | null {
  return Object.hasOwn(plots, arm) ? plots[arm] : null;
}
