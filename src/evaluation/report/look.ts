import { type ArmKind, type ArmResult } from '../evaluation.ts';
import { type FocusArms } from './focus-arms.ts';

/** How an arm is drawn: never by colour alone. */
export interface Look {
  /** The class of the page's style that gives the colour. */
  ink: 'tower' | 'learner' | 'baseline' | 'ablation';
  marker: 'circle' | 'diamond' | 'square' | 'triangle' | 'cross' | 'ring';
  /** stroke-dasharray of its line; empty for a solid one. */
  dash: string;
}

export const KIND_LOOKS: Record<ArmKind, Look> = {
  tower: { ink: 'tower', marker: 'circle', dash: '' },
  learner: { ink: 'learner', marker: 'diamond', dash: '' },
  baseline: { ink: 'baseline', marker: 'square', dash: '7 4' },
  ablation: { ink: 'ablation', marker: 'ring', dash: '1 4' },
};

const BASELINE_LOOKS: readonly Look[] = [
  KIND_LOOKS.baseline,
  { ink: 'baseline', marker: 'triangle', dash: '2 4' },
  { ink: 'baseline', marker: 'cross', dash: '10 4 2 4' },
];

/** How an arm is drawn among those in focus: there the baselines differ. */
export function lookOf(arm: ArmResult, focus: FocusArms): Look {
  const place = focus.baselines.findIndex(({ name }) => name === arm.name);
  return arm.kind === 'baseline' && place >= 0 ? BASELINE_LOOKS[place] : KIND_LOOKS[arm.kind];
}
