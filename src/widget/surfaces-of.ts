import { type Recommender } from '../client/recommender.ts';
import { Surfaces } from '../client/surfaces.ts';

const known = new WeakMap<Recommender, Surfaces>();

/** The surfaces of a recommender that the page made itself: one for all its rails, so that they know of each other. */
export function surfacesOf(recommender: Recommender): Surfaces {
  const surfaces = known.get(recommender) ?? new Surfaces(recommender);
  known.set(recommender, surfaces);
  return surfaces;
}
