import { type Recommender } from './recommender.ts';
import { Surfaces } from './surfaces.ts';

export type { Surfaces } from './surfaces.ts';

const known = new WeakMap<Recommender, Surfaces>();

/** The surfaces of a recommender: one for all of a page, so that they know of each other. */
export function surfacesOf(recommender: Recommender): Surfaces {
  const surfaces = known.get(recommender) ?? new Surfaces(recommender);
  known.set(recommender, surfaces);
  return surfaces;
}
