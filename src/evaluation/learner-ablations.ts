/** The learner without one of its parts at a time: what each is good for. */
import { type LearningSettings } from '../session/session-model.ts';

export interface LearnerAblation {
  /** Of its arm. */
  name: string;
  /** What it is without. */
  part: string;
  /** The settings without the part; null where a bundle does without it already, or nothing would be learned any more. */
  change: (settings: LearningSettings) => LearningSettings | null;
}

export const LEARNER_ABLATIONS: readonly LearnerAblation[] = [
  { name: 'learner without replay', part: 'replay', change: (settings) => (settings.replay > 0 ? { ...settings, replay: 0 } : null) },
  { name: 'learner without proximal', part: 'proximal', change: (settings) => (settings.proximal > 0 ? { ...settings, proximal: 0 } : null) },
  { name: 'learner without guard', part: 'guard', change: (settings) => (settings.guard ? { ...settings, guard: false } : null) },
  { name: 'learner without walk', part: 'walk', change: (settings) => withoutRate(settings, 'walk') },
  { name: 'learner without vector', part: 'vector', change: (settings) => withoutRate(settings, 'vector') },
  { name: 'learner without adapter', part: 'adapter', change: (settings) => withoutRate(settings, 'adapter') },
  { name: 'learner without mix', part: 'mix', change: (settings) => withoutRate(settings, 'mix') },
];

function withoutRate(settings: LearningSettings, piece: keyof LearningSettings['rates']): LearningSettings | null {
  const rates = { ...settings.rates, [piece]: 0 };
  const learnsStill = Object.values(rates).some((rate) => rate > 0);
  return settings.rates[piece] > 0 && learnsStill ? { ...settings, rates } : null;
}
