import { useEffect, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Item, type Ranking } from '../types.ts';
import { Card, SkeletonCard } from './card.tsx';
import { titleOf } from '../covers/titles.ts';

const LENGTH = 10;

/** A rail of items most like one. */
export function Related({ recommender, item }: { recommender: Recommender; item: Item }) {
  const [found, setFound] = useState<{ of: string; ranking: Ranking | null } | null>(null);
  useEffect(() => {
    let stale = false;
    const show = (ranking: Ranking | null) => {
      if (!stale) setFound({ of: item.id, ranking });
    };
    recommender.related(item.id, { limit: LENGTH }).then(show, () => show(null));
    return () => {
      stale = true;
    };
  }, [recommender, item.id]);

  const present = found?.of === item.id ? found : null;
  if (present && (present.ranking === null || present.ranking.items.length === 0)) return null;
  const ranking = present?.ranking;
  return (
    <section className="related" data-surface="related" data-ranking-id={ranking?.id} aria-labelledby="related">
      <h3 id="related">More like {titleOf(item)}</h3>
      <ol className="rail" key={item.id} tabIndex={-1}>
        {ranking
          ? ranking.items.map((place) => (
              <Card key={place.item.id} item={place.item} surface="related" position={place.position} rankingId={ranking.id} />
            ))
          : Array.from({ length: LENGTH }, (_, i) => <SkeletonCard key={i} />)}
      </ol>
    </section>
  );
}
