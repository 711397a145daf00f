import { OptionError } from '../errors.ts';
import { checkNumbers, show } from './check-rules.ts';
import { type SteerChange } from './recommender.ts';

/** @throws OptionError naming the field */
export function checkSteer(change: SteerChange): { explore?: number; genres?: Record<string, number> } {
  const { explore, genres, ...rest } = change;
  const [other] = Object.keys(rest);
  if (other !== undefined) throw new OptionError(other, 'is nothing to steer by; there are explore, genres');
  return { explore: explore === undefined ? undefined : checkExplore(explore), genres: genres && checkNumbers('genres', genres, (step) => step >= -2 && step <= 2, 'a number from −2 to 2') };
}

/** @throws OptionError unless it is a number from 0 to 1 */
export function checkExplore(explore: number): number {
  if (typeof explore === 'number' && explore >= 0 && explore <= 1) return explore;
  throw new OptionError('explore', `expected a number from 0 to 1, got ${show(explore)}`);
}
