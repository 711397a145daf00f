import { useEffect, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Ranking } from '../types.ts';

/** As far as a title is still worth its number. */
const LENGTH = 200;

/** The list that someone without a history gets, who steers as this visitor does; null until it is known. `steering`: as a text. */
export function useNewcomers(recommender: Recommender | null, ready: boolean, steering: string): Ranking | null {
  const [ranking, setRanking] = useState<Ranking | null>(null);
  useEffect(() => {
    if (!recommender || !ready) return undefined;
    let stale = false;
    const show = (made: Ranking) => {
      if (!stale) setRanking(made);
    };
    // Without it there is nothing to compare with, and nothing to pick from; the visitor's own list is there.
    recommender.rank({ newcomer: true, limit: LENGTH, surface: 'newcomer' }).then(show, () => undefined);
    return () => {
      stale = true;
    };
  }, [recommender, ready, steering]);
  return ranking;
}
