import { useEffect, useState } from 'react';
import { type Recommender } from '../client/recommender.ts';
import { type Item } from '../types.ts';
import { Search } from './search.ts';

export interface Catalogue {
  /** The best known first. */
  items: readonly Item[];
  /** Null until it is made. */
  search: Search | null;
}

/** The catalogue, once `ready`, and then indexed for searching; null until then. */
export function useCatalogue(recommender: Recommender | null, ready: boolean): Catalogue | null {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null);
  useEffect(() => {
    if (!recommender || !ready) return undefined;
    let stale = false;
    const load = async () => {
      const items = await recommender.catalogue();
      if (!stale) setCatalogue({ items, search: null });
      // What the page makes of it is drawn first.
      await new Promise((resolve) => setTimeout(resolve));
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
