import { type PersonalPart } from '../kernels/personal-part.ts';
import { type SparseScores } from '../kernels/scorer.ts';
import { memoryTerm } from './memory-term.ts';
import { type SessionEvent } from './session-event.ts';
import { type SessionModel } from './session-model.ts';
import { sumScores } from './steer/sum-scores.ts';
import { isTaken, settledItems } from './taken.ts';

/** What memory and walk add to the scores of some items after these events; undefined where the model has neither. `earlier`: met in events that are no longer kept. */
export function sparseTerms(
  model: SessionModel,
  events: readonly SessionEvent[],
  part: Pick<PersonalPart, 'mix' | 'walk'>,
  earlier: readonly SessionEvent[] = [],
): SparseScores | undefined {
  const taken = events.filter(({ type }) => isTaken(type, model.config.eventTypes));
  return sumScores(memoryTerm(model, taken, part.mix), walkTerm(model, taken, [...earlier, ...events], part.walk));
}

function walkTerm({ walk, count }: SessionModel, taken: readonly SessionEvent[], met: readonly SessionEvent[], weights: Float32Array): SparseScores | undefined {
  const last = taken.at(-1);
  if (!walk || !last || weights.every((weight) => weight === 0)) return undefined;
  return walk.term(last.item, settledItems(met, count), weights);
}
