import { useEffect, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { Search } from './search.ts';

export interface Catalogue {
  items: readonly Item[];
  search: Search;
}

/** The catalogue, indexed for searching, once `ready`; null until then. */
export function useCatalogue(recommender: Recommender | null, ready: boolean): Catalogue | null {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null);
  useEffect(() => {
    if (!recommender || !ready) return undefined;
    let stale = false;
    const load = async () => {
      const items = await recommender.catalogue();
      const search = await Search.of(items);
      if (!stale) setCatalogue({ items, search });
    };
    load().catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [recommender, ready]);
  return catalogue;
}
